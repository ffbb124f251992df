"""What limits the steps that raise a floor, and who hears of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from iplatform_sched.problem.schedule import Schedule
    from iplatform_sched.search.bound.least import Pack

LEAST_SECONDS = 1.0


class Watch(NamedTuple):
    """See the module.

    Attributes
    ----------
    left
        Returns the seconds that are left.
    latest
        Returns the best schedule so far.
    tell
        Called after each step, with the plan of a few jobs that it found or with none; and with a schedule
        of all jobs where one was found.
    """

    left: Callable[[], float]
    latest: Callable[[], Schedule]
    tell: Callable[[Pack, Schedule | None], None]

    def over(self) -> bool:
        """Return whether there is no time for another step."""
        return self.left() <= LEAST_SECONDS

    def seconds(self, most: float) -> float:
        """Return what is left, at most `most`."""
        return max(min(self.left(), most), 0.0)
