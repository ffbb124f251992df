"""Names as people type them: Korean or English, with or without spaces, with a slip of the finger."""

from __future__ import annotations

import re
import unicodedata
from difflib import SequenceMatcher
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_PARTS = re.compile(r"[\W_]+")
_SAME, _WORD, _BEGINS, _PART, _LIKE = 100, 90, 85, 70, 60
"""What a word is worth that is a name, is a word of it, begins it, is a part of it, or is like a word."""
_LIKENESS = 0.8
_SHORTEST_LIKE = 4
"""Letters of a word of which one may be wrong; a Hangul syllable counts as its two or three letters."""
_SHORTEST_START, _SHORTEST_PART = 2, 4
"""Letters of a word that begins a name, and of one inside it: `age` is not `image`. Of Hangul two will do."""
_NEAR = 0.6
"""Likeness from which a name is worth a question."""
SURE = 70
"""Fit from which a word means a name: it is the name, or a part of it."""


def folded(text: str) -> tuple[str, ...]:
    """Return the words of a text without case, width, marks and signs: ``드라이룸 Dry-room`` has three."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return tuple(part for part in _PARTS.split(plain) if part)


@lru_cache(maxsize=8192)
def _words(text: str) -> tuple[str, ...]:
    return folded(text)


@lru_cache(maxsize=8192)
def _letters(word: str) -> str:
    # Hangul syllables fall apart into letters, so that one wrong letter is one difference.
    return unicodedata.normalize("NFKD", word)


def score(word: str, names: Iterable[str]) -> int:
    """Return how well a word of :func:`folded` fits the best of some names: 100 is one, 0 is like none."""
    return max((_score(word, name) for name in names), default=0)


@lru_cache(maxsize=65536)
def _score(word: str, name: str) -> int:
    words = _words(name)
    whole = "".join(words)
    if word == whole:
        return _SAME
    if word in words:
        return _WORD
    if len(word) >= _SHORTEST_START and whole.startswith(word):
        return _BEGINS
    if len(word) >= (_SHORTEST_PART if word.isascii() else _SHORTEST_START) and word in whole:
        return _PART
    like = max((likeness(word, each) for each in words), default=0.0)
    return int(_LIKE * like) if like >= _LIKENESS else 0


def likeness(one: str, other: str) -> float:
    """Return the share of letters that two words have in common, 0 to 1; short words are never alike."""
    a, b = _letters(one), _letters(other)
    if min(len(a), len(b)) < _SHORTEST_LIKE:
        return 0.0
    matcher = SequenceMatcher(None, a, b, autojunk=False)
    if matcher.real_quick_ratio() < _LIKENESS or matcher.quick_ratio() < _LIKENESS:
        return 0.0
    return matcher.ratio()


def fits(query: str, *groups: Iterable[str]) -> int:
    """Return how well a query fits a thing whose names are in `groups`; 0 where a word of it fits none.

    The query as one word may fit a name, or each of its words may fit a name of any group.
    """
    words = folded(query)
    names = [name for group in groups for name in group]
    if not words:
        return _SAME
    together = score("".join(words), names)
    if together < SURE:
        together = 0  # the spaces are no slip of the finger
    each = [score(word, names) for word in words]
    apart = sum(each) // len(each) if all(each) else 0
    return max(together, apart)


def likeliest(query: str, names: Iterable[str]) -> str | None:
    """Return the name that is most like a query, whole or by one word; ``None`` where none is near."""
    wanted = _letters("".join(folded(query)))
    near = sorted((-_nearness(wanted, name), len(name), name) for name in set(names))
    return near[0][2] if near and -near[0][0] >= _NEAR else None


def _nearness(letters: str, name: str) -> float:
    words = _words(name)
    candidates = {"".join(words), *words}
    return max(
        (SequenceMatcher(None, letters, _letters(each), autojunk=False).ratio() for each in candidates),
        default=0.0,
    )
