"""Cells of a CSV file: quoting, and the guard against cells that a spreadsheet would run.

A cell that begins with ``= + - @``, a tab, a carriage return or an apostrophe is written with an apostrophe
in front, unless it is a plain number. A lone apostrophe is a text of no letters; an empty cell is no value.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

GUARD = "'"
_RISKY = ("=", "+", "-", "@", "\t", "\r", GUARD)
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?", re.ASCII)
_QUOTED = re.compile(r'[",\r\n]|^\s|\s$')


def guard(text: str | None) -> str:
    """Return the cell for `text`; ``None`` is an empty cell."""
    if text is None:
        return ""
    if not text or (text.startswith(_RISKY) and not _NUMBER.fullmatch(text)):
        return GUARD + text
    return text


def unguard(cell: str) -> str | None:
    """Return the text of a cell; ``None`` where it is empty."""
    if cell == GUARD:
        return ""
    if not cell.strip():
        return None
    return cell[1:] if cell.startswith(GUARD) and cell[1:].startswith(_RISKY) else cell


def csv_text(rows: Iterable[Iterable[str | None]]) -> str:
    """Return guarded rows as RFC 4180 text with LF line ends."""
    return "".join(",".join(_quote(guard(cell)) for cell in row) + "\n" for row in rows)


def csv_bytes(rows: Iterable[Iterable[str | None]]) -> bytes:
    """Return guarded rows as UTF-8 with a byte order mark, by which Excel knows it."""
    return csv_text(rows).encode("utf-8-sig")


def _quote(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if _QUOTED.search(cell) else cell
