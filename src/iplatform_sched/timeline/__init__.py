"""Time without meaning: half-open integer intervals and the tick grid."""

from iplatform_sched.timeline.grid import YEARS, TimeGrid, in_years
from iplatform_sched.timeline.intervals import EMPTY, Interval, IntervalSet

__all__ = ["EMPTY", "YEARS", "Interval", "IntervalSet", "TimeGrid", "in_years"]
