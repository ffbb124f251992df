"""TOML files through the gate: every issue with its file and field."""

from __future__ import annotations

import fnmatch
import re
import tomllib
from typing import TYPE_CHECKING, TypeVar

from pydantic import BaseModel

from iplatform_sched.errors import InputError, Issue, NotFoundError
from iplatform_sched.exchange.envelopes import validated
from iplatform_sched.exchange.text_files import read_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

M = TypeVar("M", bound=BaseModel)


def read_toml(path: Path, model: type[M], **known: object) -> M:
    """Return the content of `path` and what is `known` beside it, such as its name, as a `model`.

    Raises
    ------
    InputError
        The file is missing or no TOML, or the gate refuses its content.
    """
    try:
        content = tomllib.loads(read_text(path))
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"line (\d+)", str(error))
        row = int(at[1]) if at else None
        raise InputError(Issue(f"is no TOML: {error}", str(path), row, code="bad-toml")) from None
    if twice := sorted(known.keys() & content.keys()):
        raise InputError(
            Issue("is told by the file's place", str(path), field=twice[0], code="unknown-field")
        )
    checked: M = validated(model, content | known, str(path))
    return checked


def read_named(folder: Path, names: Iterable[str], kind: str, read: Callable[[Path], M]) -> tuple[M, ...]:
    """Return what `read` makes of ``<folder>/<name>.toml``, for all that is there where `names` is empty.

    A name may be a pattern such as ``fixtures-*``.

    Raises
    ------
    NotFoundError
        There is no such file, or none at all.
    InputError
        What is wrong with any of the files, all at once.
    """
    files = {path.stem: path for path in sorted(folder.glob("*.toml"))}
    asked = list(names)
    wanted = list(dict.fromkeys(name for each in asked for name in fnmatch.filter(files, each)))
    unknown = [each for each in asked if not fnmatch.filter(files, each)]
    if unknown or not files:
        there = ", ".join(files) or "none"
        raise NotFoundError(
            f"there is no {kind} {', '.join(unknown)} in {folder}; there are: {there}"
            if unknown
            else f"there is no {kind} in {folder}"
        )
    found: list[M] = []
    issues: list[Issue] = []
    for name in wanted or files:
        try:
            found.append(read(files[name]))
        except InputError as error:
            issues += error.issues
    if issues:
        raise InputError(issues)
    return tuple(found)
