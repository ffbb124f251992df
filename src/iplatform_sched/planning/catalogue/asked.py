"""What is looked for in the catalogue, and what was found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from iplatform_sched.domain.vocabulary import Run

if TYPE_CHECKING:
    from datetime import datetime

    from iplatform_sched.availability.specifications import Reach
    from iplatform_sched.domain.centre import Centre
    from iplatform_sched.domain.equipment import CapabilityOffer, Equipment
    from iplatform_sched.domain.vocabulary import Sector


@dataclass(frozen=True, slots=True)
class Room:
    """Free time that is asked for.

    Attributes
    ----------
    since, until
        Between which the use must lie.
    hours
        Length of the use, set-up and teardown of the machine not counted.
    """

    since: datetime
    until: datetime
    hours: float = 1.0
    run: Run = Run.PAUSABLE
    units: int = 1


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for; what is empty does not matter.

    Attributes
    ----------
    words
        Names of centre, machine or capability, in any language and order; all must fit.
    capability, region
        Id or name.
    specifications
        As people write them: ``temperature>=85``.
    room
        Time in which the machine must be free for a use; without it the next hour is told.
    """

    words: str = ""
    capability: str | None = None
    specifications: tuple[str, ...] = ()
    sector: Sector | None = None
    region: str | None = None
    centre: str | None = None
    room: Room | None = None
    self_use: bool = False
    limit: int = 20


@dataclass(frozen=True, slots=True)
class Found:
    """A machine that fits.

    Attributes
    ----------
    offers
        Those of its capabilities that were asked for.
    reach
        How it meets each asked specification, in order; of its best offer.
    window
        Instants of the earliest use that fits, and until when it stays free; ``None`` where there is none.
    """

    equipment: Equipment
    centre: Centre
    offers: tuple[CapabilityOffer, ...]
    reach: tuple[Reach, ...]
    fit: int
    window: tuple[datetime, datetime, datetime] | None = None


class Answer(NamedTuple):
    """What a search found.

    Attributes
    ----------
    found
        Best first, at most as many as wanted.
    total
        How many machines fit.
    taken
        How many fit but for the free time that was asked for.
    nearest
        Where a specification leaves nothing: machines that fit but for it, the least short first.
    hint
        A name that was perhaps meant, where the words fit nothing.
    """

    found: tuple[Found, ...]
    total: int
    taken: int = 0
    nearest: tuple[Found, ...] = ()
    hint: str | None = None
