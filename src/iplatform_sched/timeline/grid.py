"""The tick grid: aware instants to integer ticks and back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

YEARS = range(1900, 2200)
"""Years in which dates and instants lie: a day, a zone or a horizon more never leaves the calendar."""

_FIRST = datetime(YEARS[0], 1, 1, tzinfo=timezone(timedelta(hours=14)))
_LAST = datetime(YEARS[-1] + 1, 1, 1, tzinfo=timezone(timedelta(hours=-12)))


def in_years(moment: datetime) -> bool:
    """Return whether an aware instant lies in `YEARS` somewhere on Earth.

    Its own zone does not decide: an instant that was let in must not be shut out when the store gives
    it back in UTC.
    """
    # Comparing across zones is slow, and no zone is a year away.
    return YEARS[0] < moment.year < YEARS[-1] or _FIRST <= moment < _LAST


@dataclass(frozen=True, slots=True)
class TimeGrid:
    """A grid of equal ticks that starts at `origin`.

    Attributes
    ----------
    origin
        An aware instant. The planner uses local midnight of the zone, so that
        ``tick // ticks_per_day`` is the local date as long as the zone keeps its offset.
    minutes
        Length of one tick in minutes; divides 1440.
    """

    origin: datetime
    minutes: int = 30

    @classmethod
    def at_midnight(cls, moment: datetime, zone: str, minutes: int = 30) -> TimeGrid:
        """Return the grid whose tick 0 is the local midnight before or at `moment`."""
        local = moment.astimezone(ZoneInfo(zone))
        midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
        return cls(midnight.astimezone(UTC), minutes)

    @property
    def ticks_per_day(self) -> int:
        """Return the ticks of 24 hours."""
        return 1440 // self.minutes

    def _elapsed(self, moment: datetime) -> timedelta:
        # Subtraction inside one zone ignores the zone's clock changes; between two zones it does not.
        if moment.tzinfo is self.origin.tzinfo and moment.tzinfo is not UTC:
            moment = moment.astimezone(UTC)
        return moment - self.origin

    def floor(self, moment: datetime) -> int:
        """Return the last tick that is not after `moment`."""
        return self._elapsed(moment) // timedelta(minutes=self.minutes)

    def ceil(self, moment: datetime) -> int:
        """Return the first tick that is not before `moment`."""
        return -((-self._elapsed(moment)) // timedelta(minutes=self.minutes))

    def exact(self, moment: datetime) -> int | None:
        """Return the tick at `moment`, or ``None`` where it lies between two ticks."""
        tick = self.floor(moment)
        return tick if self.instant(tick) == moment.astimezone(UTC) else None

    def instant(self, tick: int) -> datetime:
        """Return the UTC instant of `tick`."""
        return self.origin.astimezone(UTC) + timedelta(minutes=self.minutes * tick)

    def up(self, minutes: int) -> int:
        """Return a duration in ticks, rounded up."""
        return -(-minutes // self.minutes)

    def down(self, minutes: int) -> int:
        """Return a duration in ticks, rounded down."""
        return minutes // self.minutes
