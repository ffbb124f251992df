"""What every command shares: the store, the clock, the output format."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from iplatform_sched.errors import InputError, Issue
from iplatform_sched.timeline import YEARS, in_years

if TYPE_CHECKING:
    import typer


class Format(StrEnum):
    """How data is written to stdout."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


@dataclass(frozen=True, slots=True)
class Shared:
    """Options given before the command.

    Attributes
    ----------
    now
        ``None`` where the clock decides.
    quiet
        No progress and no words beside errors.
    """

    store: Path
    now: datetime | None
    format: Format
    quiet: bool

    def moment(self) -> datetime:
        """Return the given or the real present moment, in whole seconds as the store keeps them."""
        return (self.now or datetime.now(UTC)).replace(microsecond=0)


def shared(context: typer.Context) -> Shared:
    """Return what the root command was given."""
    found = context.find_root().obj
    if not isinstance(found, Shared):
        raise TypeError("the root command has not run")
    return found


def parse_now(text: str | None) -> datetime | None:
    """Return the instant of ``--now``.

    Raises
    ------
    InputError
        As `parse_moment`, or a horizon around it would leave the years that are planned in.
    """
    now = parse_moment(text, "--now")
    if now is not None and now.year not in YEARS[1:-1]:
        message = f"must lie in the years {YEARS[1]} to {YEARS[-2]}"
        raise InputError(Issue(message, field="--now", found=text or "", code="out-of-range"))
    return now


def parse_words(text: str) -> str:
    """Return text that is to be stored.

    Raises
    ------
    InputError
        It is no UTF-8, as from a terminal that writes CP949.
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        hint = "Set the terminal and LANG to UTF-8"
        raise InputError(Issue("this text cannot be read", found=ascii(text), hint=hint)) from None
    return text


def parse_moment(text: str | None, option: str) -> datetime | None:
    """Return an aware instant from ISO 8601 text.

    Raises
    ------
    InputError
        The text is no instant, has no zone, or lies beyond the years that are planned in.
    """
    if text is None:
        return None
    hint = "Write it like 2026-11-23T20:00:00+09:00"
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise InputError(Issue("is not a date and time", field=option, found=text, hint=hint)) from None
    if moment.tzinfo is None:
        raise InputError(Issue("has no zone", field=option, found=text, hint=hint, code="no-zone"))
    if not in_years(moment):
        message = f"must lie in the years {YEARS[0]} to {YEARS[-1]}"
        raise InputError(Issue(message, field=option, found=text, code="out-of-range"))
    return moment
