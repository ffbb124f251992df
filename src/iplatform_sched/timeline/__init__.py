"""Time without meaning: half-open integer intervals and the tick grid."""

from iplatform_sched.timeline.grid import YEARS, TimeGrid
from iplatform_sched.timeline.intervals import EMPTY, Interval, IntervalSet

__all__ = ["EMPTY", "YEARS", "Interval", "IntervalSet", "TimeGrid"]
