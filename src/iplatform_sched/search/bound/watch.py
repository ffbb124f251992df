"""What limits the steps that raise a floor, and who hears of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from iplatform_sched.model.outcome import Limits

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
    by_work
        Whether all seconds are the solver's deterministic ones, the same on any machine.
    spend
        Called with what a step may take, before it does.
    """

    left: Callable[[], float]
    latest: Callable[[], Schedule]
    tell: Callable[[Pack, Schedule | None], None]
    by_work: bool = False
    spend: Callable[[float], None] = lambda _: None

    def over(self) -> bool:
        """Return whether there is no time for another step."""
        return self.left() <= LEAST_SECONDS

    def limits(self, most: float, linearization: int | None = None) -> Limits:
        """Return the limits of a step that may take `most` seconds, for a bound with one witness."""
        seconds = max(min(self.left(), most), 0.0)
        self.spend(seconds)
        return Limits(
            seconds=None if self.by_work else seconds,
            work=seconds if self.by_work else None,
            light=True,
            linearization=linearization,
            witness=False,
        )
