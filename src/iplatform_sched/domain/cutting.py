"""Items of calendars that last for a span, without a stretch of time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

from iplatform_sched.domain.calendars import Absence, Closure, Opening
from iplatform_sched.domain.vocabulary import Span

Item = TypeVar("Item", Closure, Opening, Absence)
"""What lasts for a span."""


def cut(items: tuple[Item, ...], span: Span) -> tuple[Item, ...]:
    """Return `items` without `span`: one that it cuts in two becomes two."""
    return tuple(rest for item in items for rest in _without(item, span))


def _without(item: Item, span: Span) -> Iterator[Item]:
    whole = item.span
    if whole.end <= span.start or span.end <= whole.start:
        yield item
        return
    if whole.start < span.start:
        yield item.model_copy(update={"span": Span(start=whole.start, end=span.start)})
    if span.end < whole.end:
        yield item.model_copy(update={"span": Span(start=span.end, end=whole.end)})
