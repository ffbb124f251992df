"""The catalogue searched: machines by words, capability, specification, place and free time."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from iplatform_sched.availability.almanac import open_almanac
from iplatform_sched.availability.free import first_window, free_time
from iplatform_sched.availability.possible_time import Shape
from iplatform_sched.availability.specifications import Reach, parse_bound, reaches, shortfall
from iplatform_sched.domain.equipment import UsePolicy
from iplatform_sched.domain.vocabulary import OCCUPYING, Condition, Run
from iplatform_sched.errors import InputError, Issue, NotFoundError
from iplatform_sched.planning.names import SURE, fits, likeliest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from iplatform_sched.availability.almanac import Almanac
    from iplatform_sched.availability.free import Window
    from iplatform_sched.domain.booking import Booking
    from iplatform_sched.domain.centre import Centre
    from iplatform_sched.domain.equipment import Capability, CapabilityOffer, Equipment
    from iplatform_sched.domain.request import SpecificationBound
    from iplatform_sched.domain.snapshot import Catalogue, Snapshot
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


class _Names(NamedTuple):
    """Names by which machines are found."""

    centres: dict[str, Centre]
    capabilities: dict[str, Capability]


MOST_NEAREST = 5


def search_catalogue(snapshot: Snapshot, wanted: Wanted) -> Answer:
    """Return the machines in use that fit, by how well the words fit, then by free time and id.

    Raises
    ------
    InputError
        A specification cannot be read, or the span of the free time is empty.
    NotFoundError
        Nothing is called as the capability, region or centre asked for.
    """
    catalogue = snapshot.catalogue
    names = _Names(
        {each.id: each for each in catalogue.centres}, {each.id: each for each in catalogue.capabilities}
    )
    asked = None if wanted.capability is None else capabilities_called(catalogue, wanted.capability)
    _check_place(catalogue, wanted)
    bounds = _bounds(catalogue, asked, wanted.specifications)
    fitting: list[Found] = []
    short: list[Found] = []
    for machine in catalogue.equipment:
        found = _look_at(machine, names, wanted, asked, bounds)
        if found is not None:
            (fitting if all(each.meets for each in found.reach) else short).append(found)
    fitting.sort(key=lambda each: (-each.fit, each.equipment.id))
    placed, total = _with_windows(snapshot, fitting, wanted)
    if fitting:
        return Answer(placed, total, len(fitting) - total)
    short = [each for each in short if any(reach.margin is not None for reach in each.reach)]
    short.sort(key=lambda each: (shortfall(each.reach), -each.fit, each.equipment.id))
    hint = None if short else _hint(catalogue, wanted.words)
    return Answer((), 0, 0, tuple(short[:MOST_NEAREST]), hint)


def capabilities_called(catalogue: Catalogue, text: str) -> frozenset[str]:
    """Return the capability with an id, or those with a name that fits.

    Raises
    ------
    NotFoundError
        There is none; with the likeliest name.
    """
    if any(each.id == text for each in catalogue.capabilities):
        return frozenset({text})
    scores = {each.id: fits(text, (each.id, each.name_ko, each.name_en)) for each in catalogue.capabilities}
    best = max(scores.values(), default=0)
    if best >= SURE:
        return frozenset(name for name, value in scores.items() if value >= SURE)
    names = [name for each in catalogue.capabilities for name in (each.id, each.name_ko, each.name_en)]
    raise NotFoundError(f"no capability {text!r}{_question(likeliest(text, names))}")


def _check_place(catalogue: Catalogue, wanted: Wanted) -> None:
    centres = catalogue.centres
    if wanted.centre is not None and all(each.id != wanted.centre for each in centres):
        near = likeliest(wanted.centre, [each.id for each in centres])
        raise NotFoundError(f"no centre {wanted.centre!r}{_question(near)}")
    if wanted.region is not None and not any(_in_region(each, wanted.region) for each in centres):
        near = likeliest(wanted.region, [name for each in centres for name in (each.region, each.city)])
        raise NotFoundError(f"no centre in region {wanted.region!r}{_question(near)}")


def _question(near: str | None) -> str:
    return "" if near is None else f". Did you mean {near}?"


def _in_region(centre: Centre, region: str) -> bool:
    return fits(region, (centre.region, centre.city)) >= SURE


def _bounds(
    catalogue: Catalogue, asked: frozenset[str] | None, texts: Iterable[str]
) -> tuple[SpecificationBound, ...]:
    """Return the asked specifications; all errors at once."""
    known = {
        each.name
        for machine in catalogue.equipment
        for offer in machine.offers
        if asked is None or offer.capability in asked
        for each in offer.specifications
    }
    bounds: list[SpecificationBound] = []
    issues: list[Issue] = []
    for text in texts:
        try:
            bounds.append(parse_bound(text, known))
        except InputError as error:
            issues.extend(error.issues)
    if issues:
        raise InputError(issues)
    return tuple(bounds)


def _look_at(
    machine: Equipment,
    names: _Names,
    wanted: Wanted,
    asked: frozenset[str] | None,
    bounds: tuple[SpecificationBound, ...],
) -> Found | None:
    """Return a machine as found, its specifications aside; ``None`` where anything else speaks against it."""
    centre = names.centres[machine.centre]
    offers = tuple(each for each in machine.offers if asked is None or each.capability in asked)
    if not offers or not _is_of_use(machine, wanted) or not _is_there(centre, wanted):
        return None
    named = [names.capabilities[each.capability] for each in offers if each.capability in names.capabilities]
    fit = fits(wanted.words, _names_of(machine, centre), _words_of(named))
    if not fit:
        return None
    if bounds:
        # One offer must meet all bounds.
        best = min(offers, key=lambda offer: shortfall(reaches(offer, bounds)))
        return Found(machine, centre, (best,), tuple(reaches(best, bounds)), fit)
    return Found(machine, centre, offers, (), fit)


def _is_of_use(machine: Equipment, wanted: Wanted) -> bool:
    return (
        machine.condition is not Condition.RETIRED
        and (not wanted.self_use or machine.use is UsePolicy.SELF_USE_ALLOWED)
        and (wanted.room is None or machine.units >= wanted.room.units)
    )


def _is_there(centre: Centre, wanted: Wanted) -> bool:
    return (
        wanted.centre in {None, centre.id}
        and (wanted.region is None or _in_region(centre, wanted.region))
        and (wanted.sector is None or any(each.sector is wanted.sector for each in centre.sectors))
    )


def _names_of(machine: Equipment, centre: Centre) -> Iterator[str]:
    yield from (machine.name_ko, machine.name_en, machine.id, machine.nfec_class)
    yield from (centre.name_ko, centre.name_en, centre.id, centre.city)


def _words_of(capabilities: Iterable[Capability]) -> Iterator[str]:
    for each in capabilities:
        yield from (each.id, each.name_ko, each.name_en)


def _hint(catalogue: Catalogue, words: str) -> str | None:
    named: tuple[Centre | Capability | Equipment, ...] = (
        *catalogue.centres,
        *catalogue.capabilities,
        *catalogue.equipment,
    )
    return likeliest(words, [name for each in named for name in (each.name_ko, each.name_en)])


def _with_windows(snapshot: Snapshot, fitting: list[Found], wanted: Wanted) -> tuple[tuple[Found, ...], int]:
    """Return the best of those that fit with their next free windows, and how many fit in all.

    Where free time is asked for, only machines that have it fit; without it only those shown are looked at.
    """
    almanac = open_almanac(snapshot)
    held: dict[str, list[Booking]] = defaultdict(list)
    for each in snapshot.bookings:
        if each.status in OCCUPYING:
            held[each.equipment].append(each)
    room = wanted.room
    if room is None:
        last = almanac.grid.instant(snapshot.policy.start_weeks * 7 * almanac.grid.ticks_per_day)
        shown = fitting[: wanted.limit]
        here = Room(snapshot.plan_from, last)
        return tuple(_placed(almanac, each, held, here) for each in shown), len(fitting)
    if room.until <= room.since:
        raise InputError(Issue("must be after --free-from", field="--free-to", found=str(room.until.date())))
    placed = [_placed(almanac, each, held, room) for each in fitting]
    free = [each for each in placed if each.window is not None]
    free.sort(key=lambda each: (-each.fit, each.window or (), each.equipment.id))
    return tuple(free[: wanted.limit]), len(free)


def _placed(almanac: Almanac, found: Found, held: dict[str, list[Booking]], room: Room) -> Found:
    window = window_of(almanac, found, held[found.equipment.id], room)
    if window is None:
        return found
    times = tuple(almanac.grid.instant(tick) for tick in window)
    return Found(
        found.equipment, found.centre, found.offers, found.reach, found.fit, (times[0], times[1], times[2])
    )


def window_of(almanac: Almanac, found: Found, held: list[Booking], room: Room) -> Window | None:
    """Return the earliest use of a machine in `room`, ``None`` where there is none."""
    machine, grid = found.equipment, almanac.grid
    shape = Shape(
        room.run,
        grid.up(machine.setup_minutes),
        grid.up(round(60 * room.hours)),
        grid.up(machine.teardown_minutes),
    )
    since = max(grid.ceil(room.since), grid.ceil(almanac.now))
    free = free_time(almanac, found.centre, machine, held, room.units)
    return first_window(
        almanac, found.centre, machine, free=free, shape=shape, since=since, until=grid.floor(room.until)
    )
