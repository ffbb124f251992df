"""How a cell's text becomes what the domain's gate reads, and back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from iplatform_sched.exchange import notation

Written = Callable[[Any], str]


@dataclass(frozen=True, slots=True)
class Codec:
    """A pair of inverse functions.

    Attributes
    ----------
    read
        Text that is not empty to a value for the domain's gate; raises ``ValueError`` in people's words.
    write
        The domain's value, never ``None``, to text.
    many
        An empty cell is an empty list, and an empty list is an empty cell.
    names
        Ids in a value that was read, for the check of references.
    """

    read: Callable[[str], Any]
    write: Written
    many: bool = False
    names: Callable[[Any], list[str]] = lambda value: [value]


def _number(value: float) -> str:
    return repr(value).removesuffix(".0")


def _counted(key: str) -> Codec:
    def read(text: str) -> list[dict[str, str]]:
        return [
            {key: name} if count is None else {key: name, "count": count}
            for name, count in notation.read_pairs(text)
        ]

    return Codec(
        read,
        lambda uses: notation.write_pairs((getattr(use, key), use.count) for use in uses),
        many=True,
        names=lambda uses: [use[key] for use in uses],
    )


def _read_sectors(text: str) -> list[dict[str, str]]:
    return [
        {"sector": sector} if role is None else {"sector": sector, "role": role}
        for sector, role in notation.read_pairs(text)
    ]


TEXT = Codec(str, str)
NUMBER = Codec(str.strip, _number)
FLAG = Codec(str.strip, lambda value: "yes" if value else "no")
WORD = Codec(str.strip, str)
DATE = Codec(str.strip, lambda value: value.isoformat())
CLOCK = Codec(notation.read_clock, notation.write_clock)
INSTANT = Codec(str.strip, notation.write_instant)
LOCAL = Codec(str.strip, notation.write_local)
LIST = Codec(notation.read_list, notation.write_list, many=True, names=list)
WEEK = Codec(notation.read_week, notation.write_week)
DAY_HOURS = Codec(notation.read_day_hours, notation.write_day_hours)
SPANS = Codec(notation.read_spans, notation.write_spans, many=True)
SKILLS = _counted("skill")
POOLS = _counted("pool")
CONSUMABLES = _counted("consumable")
SECTORS = Codec(
    _read_sectors,
    lambda members: notation.write_pairs((member.sector, member.role) for member in members),
    many=True,
)
