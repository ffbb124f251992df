"""Machines that fit: their names, capabilities, specifications and places."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from iplatform_sched.availability.specifications import parse_bound, reaches, shortfall
from iplatform_sched.domain.equipment import UsePolicy
from iplatform_sched.domain.vocabulary import Condition
from iplatform_sched.errors import InputError, Issue, NotFoundError
from iplatform_sched.planning.catalogue.asked import Answer, Found
from iplatform_sched.planning.catalogue.rooms import with_windows
from iplatform_sched.planning.names import SURE, fits, likeliest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from iplatform_sched.domain.centre import Centre
    from iplatform_sched.domain.equipment import Capability, Equipment
    from iplatform_sched.domain.request import SpecificationBound
    from iplatform_sched.domain.snapshot import Catalogue, Snapshot
    from iplatform_sched.planning.catalogue.asked import Wanted


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
    placed, total = with_windows(snapshot, fitting, wanted)
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


def regions_called(catalogue: Catalogue, text: str) -> frozenset[str]:
    """Return the regions of the centres that are in a region or city.

    Raises
    ------
    NotFoundError
        There are none; with the likeliest name.
    """
    found = frozenset(each.region for each in catalogue.centres if _in_region(each, text))
    if not found:
        near = likeliest(text, [name for each in catalogue.centres for name in (each.region, each.city)])
        raise NotFoundError(f"no centre in region {text!r}{_question(near)}")
    return found


def _check_place(catalogue: Catalogue, wanted: Wanted) -> None:
    centres = catalogue.centres
    if wanted.centre is not None and all(each.id != wanted.centre for each in centres):
        near = likeliest(wanted.centre, [each.id for each in centres])
        raise NotFoundError(f"no centre {wanted.centre!r}{_question(near)}")
    if wanted.region is not None:
        regions_called(catalogue, wanted.region)


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
