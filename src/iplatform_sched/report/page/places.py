"""What the bars stand on: centres, machines with their closed hours, companies and requests."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from iplatform_sched.availability.almanac import open_almanac, remember
from iplatform_sched.availability.windows import centre_rule, machine_rule, out_of_service, weekly_open
from iplatform_sched.report.page.bars import columns_of
from iplatform_sched.report.page.wording import name_of, other_name
from iplatform_sched.timeline import EMPTY, IntervalSet

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from iplatform_sched.domain.booking import Booking
    from iplatform_sched.domain.centre import Centre
    from iplatform_sched.domain.equipment import Equipment
    from iplatform_sched.domain.request import Company, Request
    from iplatform_sched.report.page.bars import Columns
    from iplatform_sched.report.page.subject import Subject
    from iplatform_sched.report.page.wording import Language


@dataclass(frozen=True, slots=True)
class Places:
    """Row numbers in the tables of the page, by id.

    Attributes
    ----------
    machines, centres
        Those of the facts, machines by centre, then those that only a booking knows.
    setup
        Minutes of setup, where a machine has any.
    """

    centres: dict[str, int]
    machines: dict[str, int]
    companies: dict[str, int]
    requests: dict[str, int]
    setup: dict[str, int]


@dataclass(frozen=True, slots=True)
class Hours:
    """Open and out-of-service time of a machine, in ticks of the planner."""

    opening: IntervalSet
    outage: IntervalSet


def find_places(subject: Subject) -> Places:
    """Return the numbers of everything that a bar or a ghost can name."""
    facts = subject.facts
    named = (*subject.bookings, *subject.standing)
    machines = facts.catalogue.equipment
    centres = _numbers(
        (centre.id for centre in facts.catalogue.centres),
        (*(each.centre for each in machines), *(b.centre for b in named)),
    )
    ordered = sorted(machines, key=lambda each: (centres[each.centre], each.id))
    return Places(
        centres=centres,
        machines=_numbers((each.id for each in ordered), (b.equipment for b in named)),
        companies=_numbers(
            (company.id for company in facts.companies), (b.company for b in named if b.company)
        ),
        requests=_numbers(
            (request.id for request in facts.requests), (b.request for b in named if b.request)
        ),
        setup={each.id: each.setup_minutes for each in facts.catalogue.equipment if each.setup_minutes},
    )


def _numbers(known: Iterable[str], named: Iterable[str]) -> dict[str, int]:
    # An id that only a booking has is no reason to lose the booking.
    return {name: number for number, name in enumerate(dict.fromkeys((*known, *named)))}


def machine_hours(subject: Subject) -> dict[str, Hours]:
    """Return the hours of every machine of the facts by its id."""
    almanac = open_almanac(subject.facts)
    centres = {centre.id: centre for centre in subject.facts.catalogue.centres}
    found: dict[str, Hours] = {}
    for each in subject.facts.catalogue.equipment:
        centre = centres.get(each.centre)
        if centre is not None:
            rule = ("page", centre_rule(almanac, centre), machine_rule(almanac, each))
            opening = remember(almanac, rule, partial(weekly_open, almanac, centre, each))
            found[each.id] = Hours(opening, out_of_service(almanac, centre, each))
    return found


def place_columns(
    subject: Subject, places: Places, hours: dict[str, Hours], language: Language
) -> dict[str, object]:
    """Return the tables that bars refer to by row number, and the lists of closed spans."""
    catalogue = subject.facts.catalogue
    shades = Shades(subject)
    machines: dict[str, Equipment] = {each.id: each for each in catalogue.equipment}
    home: dict[str, str] = {b.equipment: b.centre for b in (*subject.standing, *subject.bookings)}
    centres: dict[str, Centre] = {each.id: each for each in catalogue.centres}
    return {
        "centres": columns_of(_centre(name, centres.get(name), language) for name in places.centres),
        "machines": columns_of(
            {
                **_machine(name, machines.get(name), language),
                "centre": places.centres[machines[name].centre if name in machines else home[name]],
                "closed": shades.closed(hours.get(name)),
                "outage": shades.outage(hours.get(name)),
            }
            for name in places.machines
        ),
        "companies": _companies(subject, places, language),
        "requests": _requests(subject, places),
        "shades": shades.lists,
    }


class Shades:
    """Lists of spans in minutes of the page, each distinct one once."""

    def __init__(self, subject: Subject) -> None:
        self._subject = subject
        self._grid = open_almanac(subject.facts).grid
        start, end = subject.period
        self._first, self._last = self._grid.floor(start), self._grid.ceil(end)
        self._numbers: dict[IntervalSet, int] = {}
        self.lists: list[list[int]] = []

    def closed(self, hours: Hours | None) -> int:
        """Return the number of the list of closed spans."""
        return -1 if hours is None else self._number(hours.opening.complement(self._first, self._last))

    def outage(self, hours: Hours | None) -> int:
        """Return the number of the list of outages; -1 for none."""
        spans = EMPTY if hours is None else hours.outage.clip(self._first, self._last)
        return self._number(spans) if spans else -1

    def _number(self, spans: IntervalSet) -> int:
        if spans not in self._numbers:
            self._numbers[spans] = len(self.lists)
            self.lists.append([self._subject.minute(self._grid.instant(t)) for span in spans for t in span])
        return self._numbers[spans]


def _centre(name: str, centre: Centre | None, language: Language) -> dict[str, object]:
    if centre is None:
        return {"id": name, "name": name, "also": "", "sectors": []}
    return {
        "id": name,
        "name": name_of(centre, language),
        "also": f"{other_name(centre, language)} {centre.city} {centre.region}",
        "sectors": [each.sector.value for each in centre.sectors],
    }


def _machine(name: str, machine: Equipment | None, language: Language) -> dict[str, object]:
    if machine is None:
        return {"id": name, "name": name, "also": "", "units": 1}
    return {
        "id": name,
        "name": name_of(machine, language),
        "also": other_name(machine, language),
        "units": machine.units,
    }


def _companies(subject: Subject, places: Places, language: Language) -> Columns:
    known: dict[str, Company] = {company.id: company for company in subject.facts.companies}
    return columns_of(
        {"id": name, "name": name_of(known[name], language), "also": other_name(known[name], language)}
        if name in known
        else {"id": name, "name": name, "also": ""}
        for name in places.companies
    )


def _requests(subject: Subject, places: Places) -> Columns:
    known: dict[str, Request] = {request.id: request for request in subject.facts.requests}

    def rows() -> Iterator[dict[str, object]]:
        for name in places.requests:
            request = known.get(name)
            yield {
                "id": name,
                "title": request.title if request else "",
                "sector": request.sector.value if request else "",
                "due": request.due.isoformat() if request else "",
            }

    return columns_of(rows())


def held_by_machine(bookings: Iterable[Booking]) -> dict[str, list[Booking]]:
    """Return bookings by machine."""
    found: dict[str, list[Booking]] = {}
    for booking in bookings:
        found.setdefault(booking.equipment, []).append(booking)
    return found
