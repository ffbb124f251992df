"""Hints for names that nothing has."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

_LISTED = 6


def did_you_mean(found: str, known: Iterable[str]) -> str:
    """Return a hint that names the likeliest of `known`, or all of them where they are few."""
    names = sorted(set(known))
    by_folded = {name.casefold(): name for name in names}
    close = get_close_matches(found.casefold(), by_folded, n=1)
    if close:
        return f"Did you mean {by_folded[close[0]]}?"
    if not names:
        return "There are none"
    return f"Known: {', '.join(names)}" if len(names) <= _LISTED else ""
