"""Algebra of half-open integer intervals ``[start, end)``."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class Interval(NamedTuple):
    """The ticks ``start <= t < end``; empty unless ``start < end``."""

    start: int
    end: int


_start, _end = attrgetter("start"), attrgetter("end")


@dataclass(frozen=True, slots=True)
class IntervalSet:
    """A set of ticks as sorted, disjoint, non-adjacent, non-empty intervals.

    Build it with :meth:`of`, which normalizes; the constructor trusts its argument.
    """

    spans: tuple[Interval, ...] = ()

    @classmethod
    def of(cls, spans: Iterable[tuple[int, int]]) -> IntervalSet:
        """Return the union of `spans`; empty ones are dropped, touching ones merged."""
        merged: list[Interval] = []
        for start, end in sorted(spans):
            if start >= end:
                continue
            if merged and start <= merged[-1].end:
                merged[-1] = Interval(merged[-1].start, max(merged[-1].end, end))
            else:
                merged.append(Interval(start, end))
        return cls(tuple(merged))

    def __iter__(self) -> Iterator[Interval]:
        """Yield the intervals in order of time."""
        return iter(self.spans)

    def __len__(self) -> int:
        """Return the number of intervals."""
        return len(self.spans)

    def __contains__(self, tick: int) -> bool:
        """Return whether `tick` lies in the set."""
        index = bisect_right(self.spans, (tick, float("inf"))) - 1
        return index >= 0 and tick < self.spans[index].end

    def __or__(self, other: IntervalSet) -> IntervalSet:
        """Return the union."""
        return IntervalSet.of((*self.spans, *other.spans))

    def __and__(self, other: IntervalSet) -> IntervalSet:
        """Return the intersection."""
        ours, theirs = self.spans, other.spans
        if not ours or not theirs:
            return IntervalSet()
        out: list[Interval] = []
        # What lies before the first span of the other set is passed over at once.
        i = max(bisect_right(ours, (theirs[0].start, float("inf"))) - 1, 0)
        j = max(bisect_right(theirs, (ours[0].start, float("inf"))) - 1, 0)
        while i < len(ours) and j < len(theirs):
            a, b = ours[i], theirs[j]
            (a_start, a_end), (b_start, b_end) = a, b
            if a_start < b_end and b_start < a_end:
                if b_start <= a_start and a_end <= b_end:
                    out.append(a)
                elif a_start <= b_start and b_end <= a_end:
                    out.append(b)
                else:
                    out.append(Interval(max(a_start, b_start), min(a_end, b_end)))
            if a_end <= b_end:
                i += 1
            else:
                j += 1
        return IntervalSet(tuple(out))

    def __sub__(self, other: IntervalSet) -> IntervalSet:
        """Return the ticks of this set that are not in `other`."""
        if not self.spans:
            return self
        return self & other.complement(self.spans[0].start, self.spans[-1].end)

    def complement(self, start: int, end: int) -> IntervalSet:
        """Return the ticks of ``[start, end)`` that are not in the set."""
        out: list[Interval] = []
        position = start
        first = max(bisect_right(self.spans, (start, float("inf"))) - 1, 0)
        for span in self.spans[first:]:
            if span.end <= position:
                continue
            if span.start >= end:
                break
            if span.start > position:
                out.append(Interval(position, span.start))
            position = span.end
        if position < end:
            out.append(Interval(position, end))
        return IntervalSet(tuple(out))

    def clip(self, start: int, end: int) -> IntervalSet:
        """Return the part inside ``[start, end)``."""
        first = bisect_right(self.spans, start, key=_end)
        last = bisect_left(self.spans, end, key=_start)
        if first >= last or start >= end:
            return IntervalSet()
        inside = list(self.spans[first:last])
        inside[0] = Interval(max(start, inside[0].start), inside[0].end)
        inside[-1] = Interval(inside[-1].start, min(end, inside[-1].end))
        return IntervalSet(tuple(inside))

    def measure(self) -> int:
        """Return the number of ticks."""
        return sum(span.end - span.start for span in self.spans)

    def overlap(self, start: int, end: int) -> int:
        """Return how many ticks of ``[start, end)`` are in the set."""
        first = max(bisect_right(self.spans, (start, float("inf"))) - 1, 0)
        total = 0
        for span in self.spans[first:]:
            if span.start >= end:
                break
            total += max(0, min(span.end, end) - max(span.start, start))
        return total

    def meets(self, start: int, end: int) -> bool:
        """Return whether the set and ``[start, end)`` share a tick."""
        return self.overlap(start, end) > 0

    def window(self, tick: int) -> Interval | None:
        """Return the interval that holds `tick`, or ``None``."""
        index = bisect_right(self.spans, (tick, float("inf"))) - 1
        if index >= 0 and tick < self.spans[index].end:
            return self.spans[index]
        return None

    def shift(self, ticks: int) -> IntervalSet:
        """Return the set moved by `ticks`."""
        return IntervalSet(tuple(Interval(a + ticks, b + ticks) for a, b in self.spans))


EMPTY = IntervalSet()
