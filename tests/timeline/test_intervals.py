"""IntervalSet against plain sets of ticks."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from iplatform_sched.timeline import EMPTY, Interval, IntervalSet

ticks = st.integers(min_value=-20, max_value=60)
raw_spans = st.lists(st.tuples(ticks, ticks), max_size=6)


def as_set(spans: IntervalSet) -> set[int]:
    """Return the ticks of `spans`."""
    return {tick for a, b in spans for tick in range(a, b)}


def plain(raw: list[tuple[int, int]]) -> set[int]:
    """Return the ticks of unordered, overlapping, possibly empty spans."""
    return {tick for a, b in raw for tick in range(a, b)}


@given(raw_spans)
def test_of_normalizes(raw: list[tuple[int, int]]) -> None:
    """The union is kept; spans come out sorted, disjoint, apart and non-empty."""
    spans = IntervalSet.of(raw)
    assert as_set(spans) == plain(raw)
    assert all(a < b for a, b in spans)
    assert all(x.end < y.start for x, y in zip(spans.spans, spans.spans[1:], strict=False))
    assert IntervalSet.of(spans) == spans
    assert spans.measure() == len(plain(raw))


@given(raw_spans, raw_spans)
def test_algebra(one: list[tuple[int, int]], two: list[tuple[int, int]]) -> None:
    """Union, intersection and difference are those of sets."""
    a, b = IntervalSet.of(one), IntervalSet.of(two)
    assert as_set(a | b) == plain(one) | plain(two)
    assert as_set(a & b) == plain(one) & plain(two)
    assert as_set(a - b) == plain(one) - plain(two)
    assert (a & b) == IntervalSet.of(a & b)
    assert (a - b) == IntervalSet.of(a - b)


@given(raw_spans, ticks, ticks)
def test_queries(raw: list[tuple[int, int]], start: int, end: int) -> None:
    """Membership, overlap, clipping and complement are those of sets."""
    spans, truth, window = IntervalSet.of(raw), plain(raw), set(range(start, end))
    assert (start in spans) == (start in truth)
    assert spans.overlap(start, end) == len(truth & window)
    assert spans.meets(start, end) == bool(truth & window)
    assert as_set(spans.clip(start, end)) == truth & window
    assert as_set(spans.complement(start, end)) == window - truth
    assert as_set(spans.shift(3)) == {tick + 3 for tick in truth}
    assert len(spans) == len(spans.spans)


def test_window_is_the_span_around_a_tick() -> None:
    """The window of a tick is its interval, and none outside."""
    spans = IntervalSet.of([(0, 4), (6, 9)])
    assert spans.window(3) == Interval(0, 4)
    assert spans.window(4) is None
    assert EMPTY.window(0) is None
