"""What a quote says: alternatives, what each gives each stage, and what it is best at."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import datetime

    from iplatform_sched.domain.booking import Booking
    from iplatform_sched.domain.request import Request
    from iplatform_sched.planning.quote.waits import Wait


class Aim(StrEnum):
    """What a company may want most; the order is that of :class:`Figures`."""

    EARLIEST = "earliest"
    CHEAPEST = "cheapest"
    LEAST_TRAVEL = "least-travel"
    FEWEST_CENTRES = "fewest-centres"


class Figures(NamedTuple):
    """What an alternative is judged by; less is better in each.

    Attributes
    ----------
    end
        End of the last booking.
    price_krw
        What the company pays: net fees, transport of specimens, travel of its staff.
    travel_km
        By road: journeys of specimens, and round trips of each member of staff for each attended day.
    centres
        Distinct centres of all stages.
    """

    end: datetime
    price_krw: int
    travel_km: int
    centres: int


FIELD = dict(zip(Aim, Figures._fields, strict=True))
"""Field of `Figures` that each aim minimises."""


def by_aim(aim: Aim, figures: Figures) -> tuple[object, ...]:
    """Return what to sort by for `aim`: its own figure, then price, end, travel and centres."""
    return (getattr(figures, FIELD[aim]), figures.price_krw, figures.end, figures.travel_km, figures.centres)


class Move(NamedTuple):
    """A planned booking of somebody else that would have to go elsewhere.

    Attributes
    ----------
    disruption_krw
        What the policy says that moving it is worth.
    more_krw
        How much more its company would pay for it; negative for less.
    """

    company: str
    request: str
    stage: str
    before: Booking
    after: Booking
    disruption_krw: int
    more_krw: int


@dataclass(frozen=True, slots=True)
class Alternative:
    """One way to serve the whole request that keeps every rule beside all that is booked and planned.

    Attributes
    ----------
    bookings
        Of the request's stages in order of start, with status planned.
    renumbered
        Bookings of others that take other unit numbers to make room; nothing else of them changes.
    best_at
        Aims at which no alternative of the quote is better.
    proved
        Those of `best_at` at which nothing at all can be better.
    waits
        Why each booking does not start earlier, one entry per booking; empty where others move.
    moves
        Planned bookings of others that would have to move; empty in what can be held.
    """

    bookings: tuple[Booking, ...]
    renumbered: tuple[Booking, ...]
    figures: Figures
    best_at: tuple[Aim, ...] = ()
    proved: tuple[Aim, ...] = ()
    waits: tuple[Wait, ...] = ()
    moves: tuple[Move, ...] = ()

    @property
    def disruption_krw(self) -> int:
        """Return the price of all moves by the policy."""
        return sum(move.disruption_krw for move in self.moves)

    @property
    def binding(self) -> tuple[Booking, Wait]:
        """Return the booking that sets the date, and why: from the last end back along what each awaits."""
        by_stage = {each.stage: (each, wait) for each, wait in zip(self.bookings, self.waits, strict=True)}
        stage = max(self.bookings, key=lambda each: each.end).stage
        seen = set()
        while stage not in seen and by_stage[stage][1].after in by_stage:
            seen.add(stage)
            stage = by_stage[stage][1].after
        return by_stage[stage]


@dataclass(frozen=True, slots=True)
class Quote:
    """What can be promised for a request at a moment; nothing is held by it.

    Attributes
    ----------
    alternatives
        None of them is beaten by another in all figures; by end, then price.
    moving
        Further ones, for which planned bookings of others would have to move; only where asked for.
    reasons
        Why there are no `alternatives`; empty where there are some.
    """

    request: Request
    now: datetime
    alternatives: tuple[Alternative, ...]
    moving: tuple[Alternative, ...] = ()
    reasons: tuple[str, ...] = ()

    def best(self, aim: Aim) -> Alternative:
        """Return the alternative that is best at `aim`; of several the cheapest, then the earliest.

        Raises
        ------
        ValueError
            The quote has no alternatives.
        """
        return min(self.alternatives, key=lambda each: by_aim(aim, each.figures))
