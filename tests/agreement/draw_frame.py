"""What all dice of one drawn problem share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from iplatform_sched.timeline import IntervalSet

if TYPE_CHECKING:
    import random


@dataclass(frozen=True, slots=True)
class Size:
    """How large a drawn problem is at most; `tasks` are the required ones of a job."""

    days: int = 5
    tick_minutes: tuple[int, ...] = (120, 180, 240)
    jobs: int = 3
    tasks: int = 3
    modes: int = 3
    longest: int = 9


@dataclass(frozen=True, slots=True)
class Frame:
    """The dice and the dimensions of one problem; `day` and `horizon` are in ticks."""

    rng: random.Random
    size: Size
    tick_minutes: int
    days: int
    horizon: int
    companies: int
    centres: int
    weeks: tuple[int, ...]

    @property
    def day(self) -> int:
        return 1440 // self.tick_minutes

    @property
    def sites(self) -> int:
        return self.centres + self.companies

    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    def maybe(self, most: int) -> int:
        """Return zero half of the time."""
        return self.rng.choice([0, self.rng.randint(1, most)])

    def spans(self, count: int, length: int) -> IntervalSet:
        """Return up to `count` random spans of at most `length` ticks within the horizon."""
        starts = [self.rng.randint(0, self.horizon - 1) for _ in range(self.rng.randint(0, count))]
        return IntervalSet.of((s, min(self.horizon, s + self.rng.randint(1, length))) for s in starts)

    def slope_matrix(self, scale: int) -> tuple[tuple[int, ...], ...]:
        """Return distances as if the sites lay on a slope: one more uphill.

        They obey the triangle inequality and differ by direction.
        """
        places = [self.rng.randint(0, 3) for _ in range(self.sites)]
        return tuple(
            tuple(0 if a == b else scale * (1 + abs(x - y) + (x < y)) for b, y in enumerate(places))
            for a, x in enumerate(places)
        )


def draw_frame(rng: random.Random, size: Size) -> Frame:
    tick_minutes = rng.choice(size.tick_minutes)
    day = 1440 // tick_minutes
    days = rng.randint(2, size.days)
    horizon = days * day - rng.randrange(day)
    return Frame(
        rng=rng,
        size=size,
        tick_minutes=tick_minutes,
        days=days,
        horizon=horizon,
        companies=rng.randint(1, 2),
        centres=rng.randint(1, 3),
        weeks=(0, rng.randint(1, horizon), horizon + 1),
    )
