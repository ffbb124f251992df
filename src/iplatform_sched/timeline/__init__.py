"""Time without meaning: half-open integer intervals and the tick grid."""

from iplatform_sched.timeline.grid import TimeGrid
from iplatform_sched.timeline.intervals import EMPTY, Interval, IntervalSet

__all__ = ["EMPTY", "Interval", "IntervalSet", "TimeGrid"]
