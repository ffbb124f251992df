"""Reads the hand-kept source tables: pipe-separated text and YAML."""

from __future__ import annotations

import csv
import random
from datetime import time
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "data" / "iplatform" / "source"

Row = dict[str, str]


@cache
def rows(name: str) -> tuple[Row, ...]:
    """Return the rows of ``<name>.psv``; a bar inside a value stands after a backslash."""
    with (SOURCE / f"{name}.psv").open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file, delimiter="|", quoting=csv.QUOTE_NONE, escapechar="\\", strict=True)
        return tuple({key: (value or "").strip() for key, value in row.items()} for row in reader)


@cache
def keyed(name: str, key: str) -> dict[str, Row]:
    """Return the rows of a table by the value of one column."""
    return {row[key]: row for row in rows(name)}


def document(name: str) -> Any:  # noqa: ANN401 - YAML has any shape
    """Return the content of ``<name>.yaml``."""
    return yaml.safe_load((SOURCE / f"{name}.yaml").read_text(encoding="utf-8"))


def clock(text: str) -> time:
    """Return the wall-clock time written ``HH:MM``."""
    return time.fromisoformat(text)


def clocks(text: str) -> tuple[time, time] | None:
    """Return both ends of ``HH:MM-HH:MM``, or ``None`` for an empty text."""
    if not text:
        return None
    start, end = text.split("-")
    return clock(start), clock(end)


def counted(text: str) -> list[tuple[str, int]]:
    """Return the pairs of ``name:count name:count``."""
    return [(name, int(count)) for name, count in (part.split(":") for part in text.split())]


def number(row: Mapping[str, str], field: str) -> int | None:
    """Return an integer field, ``None`` where it is empty."""
    return int(row[field]) if row[field] else None


def dice(seed: int, *names: object) -> random.Random:
    """Return dice of their own for a part of the data, so that other parts may change without it."""
    return random.Random(":".join(str(name) for name in (seed, *names)))


def draw(rng: random.Random, text: str, step: int = 1000) -> int:
    """Return a number from ``low-high`` in whole steps, from ``a|b|c``, or the number itself; 0 if empty."""
    if not text:
        return 0
    if "|" in text:
        return int(rng.choice(text.split("|")))
    low, _, high = text.partition("-")
    if not high:
        return int(low)
    grain = step if int(high) - int(low) >= step else 100
    return rng.randrange(int(low), int(high) + 1, grain)
