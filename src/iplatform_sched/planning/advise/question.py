"""What is asked: a template for a company, known or not, and the facts as they stand for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from iplatform_sched.availability.eligibility import options
from iplatform_sched.availability.network import index_network
from iplatform_sched.availability.travel import Place
from iplatform_sched.domain.centre import SectorRole
from iplatform_sched.domain.request import Company, Request
from iplatform_sched.domain.vocabulary import CompanyClass, CompanyId, RequestId
from iplatform_sched.errors import NotFoundError
from iplatform_sched.planning.names import SURE, fits, likeliest
from iplatform_sched.planning.standing import standing

if TYPE_CHECKING:
    from datetime import date

    from iplatform_sched.domain.centre import Centre
    from iplatform_sched.domain.request import Template
    from iplatform_sched.domain.snapshot import Snapshot
    from iplatform_sched.domain.vocabulary import Sector

NOBODY = CompanyId("advice")


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked.

    Attributes
    ----------
    company
        ``None`` for one that is not in the facts: no discount, nobody trained, as many staff as are needed.
    place
        Where it is; a known company is where the facts say. ``None``: distances and journeys are left out.
    due
        ``None``: at the end of the time in which a booking may start.
    per_stage
        Machines shown of each stage.
    """

    template: Template
    sector: Sector
    company: Company | None = None
    place: Place | None = None
    due: date | None = None
    per_stage: int = 3


@dataclass(frozen=True, slots=True)
class Lead:
    """The centre that looks after the request, and why this one."""

    centre: Centre
    reason: str


def lead_of(snapshot: Snapshot, template: Template, sector: Sector) -> Lead:
    """Return the lead centre of a sector; where none leads, the one that can do most stages of the template.

    Centres of the sector come before others.

    Raises
    ------
    NotFoundError
        There is no centre.
    """
    centres = snapshot.catalogue.centres
    if not centres:
        raise NotFoundError("no centre in the store; `import` brings them")
    for centre in centres:
        if any(each.sector is sector and each.role is SectorRole.LEAD for each in centre.sectors):
            return Lead(centre, f"leads sector {sector.value}")
    draft = _request(snapshot, template, sector, NOBODY, centres[0])
    network = index_network(snapshot)
    able: dict[str, int] = {}
    for stage in template.stages:
        for name in {option.centre.id for option in options(network, draft, stage)}:
            able[name] = able.get(name, 0) + 1

    def order(centre: Centre) -> tuple[bool, int, str]:
        return (all(each.sector is not sector for each in centre.sectors), -able.get(centre.id, 0), centre.id)

    best = min(centres, key=order)
    count = able.get(best.id, 0)
    return Lead(
        best, f"no centre leads sector {sector.value}; can do {count} of {len(template.stages)} stages"
    )


def place_called(snapshot: Snapshot, city: str) -> Place:
    """Return where a city or region of the facts is: at the first centre or company in it.

    Raises
    ------
    NotFoundError
        No centre and no company is there; with the likeliest name.
    """
    sites: tuple[Centre | Company, ...] = (*snapshot.catalogue.centres, *snapshot.companies)
    best = max(sites, key=lambda each: fits(city, (each.city, each.region)), default=None)
    if best is not None and fits(city, (best.city, best.region)) >= SURE:
        return Place(city, best.latitude, best.longitude, best.island)
    near = likeliest(city, [name for each in sites for name in (each.city, each.region)])
    hint = f"Did you mean {near}?" if near else "Give the place with --near LAT,LON"
    raise NotFoundError(f"no centre and no company in {city!r}. {hint}")


def company_of(question: Question, lead: Lead) -> Company:
    """Return the company of a question; an unknown one is made, at the lead centre where it has no place."""
    if question.company is not None:
        return question.company
    place, centre = question.place, lead.centre
    heads = (max(stage.staff, stage.self_use_staff) for stage in question.template.stages)
    return Company(
        id=NOBODY,
        name_ko="",
        name_en="",
        company_class=CompanyClass.LARGE,
        latitude=centre.latitude if place is None else place.latitude,
        longitude=centre.longitude if place is None else place.longitude,
        island=centre.island if place is None else place.island,
        staff=max(heads),
    )


def draft_of(snapshot: Snapshot, question: Question, company: Company, lead: Lead) -> Request:
    """Return the request that a question comes to, with an id that no other request has."""
    draft = _request(snapshot, question.template, question.sector, company.id, lead.centre)
    return draft if question.due is None else draft.model_copy(update={"due": question.due})


def _request(
    snapshot: Snapshot, template: Template, sector: Sector, company: CompanyId, lead: Centre
) -> Request:
    today = snapshot.now.astimezone(ZoneInfo(snapshot.policy.zone)).date()
    stem = f"{template.id}-{company}-{today:%Y%m%d}"
    taken = {each.id for each in snapshot.requests}
    name, number = stem, 1
    while name in taken:
        number += 1
        name = f"{stem}-{number}"
    return Request(
        id=RequestId(name),
        company=company,
        title=f"{template.name_ko} ({template.name_en})",
        sector=sector,
        lead_centre=lead.id,
        template=template.id,
        stages=template.stages,
        specimens=template.specimens,
        submitted=snapshot.now,
        due=today + timedelta(weeks=snapshot.policy.start_weeks),
    )


def facts_for(snapshot: Snapshot, question: Question, company: Company) -> Snapshot:
    """Return the calendar as it stands, nobody free to move, with a company that is not in the facts."""
    facts = standing(snapshot, ())
    if question.company is not None:
        return facts
    # Its class is not known, so no discount is promised.
    catalogue = facts.catalogue.model_copy(update={"discounts": ()})
    return facts.model_copy(update={"companies": (*facts.companies, company), "catalogue": catalogue})
