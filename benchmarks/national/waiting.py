"""Companies, vouchers and the requests that wait for a night."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from benchmarks.national.openings import NOW, ZONE
from benchmarks.national.tables import Row, keyed, number, rows
from benchmarks.national.workflows import select, variants
from iplatform_sched.domain.equipment import Voucher
from iplatform_sched.domain.request import Company, Qualification, Request, Stage, Template
from iplatform_sched.domain.vocabulary import (
    CapabilityId,
    CentreId,
    CompanyClass,
    CompanyId,
    EquipmentId,
    RequestId,
    Sector,
    TemplateId,
    VoucherId,
)

if TYPE_CHECKING:
    from datetime import tzinfo

MILLION = 1_000_000
VOUCHER_DAYS = 90  # SOURCE.md S22: a voucher must be used within 90 days
FAMILIES = {"NCM", "oxide", "silicon"}
TRAINED = (date(2026, 1, 1), date(2027, 12, 31))


def companies() -> tuple[Company, ...]:
    """Return the companies, named by number only: none of them exists."""
    cities = keyed("cities", "city")
    out = []
    for row in rows("companies"):
        city, digits = cities[row["city"]], row["company"].removeprefix("co-")
        company = Company(
            id=CompanyId(row["company"]),
            name_ko=f"예시기업 {digits}",
            name_en=f"Example company {digits}",
            company_class=CompanyClass(row["class"]),
            city=row["city"],
            region=city["region"],
            latitude=float(city["lat"]),
            longitude=float(city["lon"]),
            island=city["island"] == "yes",
            staff=int(row["staff"]),
            budget_krw=_millions(row["budget_m"]),
            qualifications=tuple(_qualification(text) for text in row["qualifications"].split()),
        )
        out.append(company)
    return tuple(out)


def _millions(text: str) -> int | None:
    """Return a budget in KRW from millions such as ``4.3``; none from an empty cell."""
    return int(Decimal(text) * MILLION) if text else None


def _qualification(text: str) -> Qualification:
    kind, _, name = text.partition(":")
    first, last = TRAINED
    if kind == "eq":
        return Qualification(equipment=EquipmentId(name), valid_from=first, valid_to=last)
    return Qualification(capability=CapabilityId(name), valid_from=first, valid_to=last)


def vouchers() -> tuple[Voucher, ...]:
    """Return the vouchers; each expires 90 days after its issue."""
    out = []
    for row in rows("companies"):
        for text in row["vouchers"].split():
            rate, cap, issued = text.split(":")
            first = date.fromisoformat(issued)
            voucher = Voucher(
                id=VoucherId(f"v-{row['company']}"),
                company=CompanyId(row["company"]),
                scheme="연구장비활용바우처",
                rate_percent=int(rate),
                cap_krw=int(cap) * MILLION,
                issued=first,
                expires=first + timedelta(days=VOUCHER_DAYS),
            )
            out.append(voucher)
    return tuple(out)


def requests(templates: tuple[Template, ...], table: str = "queue") -> tuple[Request, ...]:
    """Return the queue: instances of the templates, whole or in part."""
    by_id = {str(template.id): template for template in templates}
    choices = variants()
    return tuple(
        _request(row, by_id[row["template"]], choices[row["template"]][row["variant"]]) for row in rows(table)
    )


def _request(row: Row, template: Template, chosen: list[str] | str) -> Request:
    stages, specimens = select(template, chosen)
    deadline = number(row, "deadline")
    nights = int(row["nights"])
    return Request(
        id=RequestId(row["request"]),
        company=CompanyId(row["company"]),
        title=f"{template.name_ko} ({row['variant']})",
        sector=Sector(row["sector"]),
        lead_centre=CentreId(row["lead"]),
        template=TemplateId(row["template"]),
        stages=tuple(_edited(_of_family(stage, row["family"]), row["edits"]) for stage in stages),
        specimens=specimens,
        submitted=datetime.combine((NOW - timedelta(days=1 + nights)).date(), time(14), ZONE),
        release=_midnight(int(row["release"])) if row["release"] else None,
        due=NOW.date() + timedelta(days=int(row["due"])),
        deadline=None if deadline is None else _midnight(deadline),
        weight=int(row["weight"]),
        budget_krw=_millions(row["budget_m"]),
        preferred_centres=tuple(CentreId(name) for name in row["preferred"].split()),
        excluded_centres=tuple(CentreId(name) for name in row["excluded"].split()),
        preferred_regions=tuple(row["preferred_regions"].split()),
        excluded_regions=tuple(row["excluded_regions"].split()),
        max_centres=number(row, "max_centres"),
        prefix_will_do=row["prefix"] == "yes",
        nights_waited=nights,
    )


def _midnight(days: int, zone: tzinfo = ZONE) -> datetime:
    return datetime.combine(NOW.date() + timedelta(days=days), time(0), zone)


def _edited(stage: Stage, edits: str) -> Stage:
    """Return a stage with what the queue says of it, such as ``R3.h=48`` or ``E4.units=2``."""
    for edit in edits.split():
        place, _, value = edit.partition("=")
        key, _, field = place.partition(".")
        if key != stage.id:
            continue
        if field == "h":
            ways = tuple(way.model_copy(update={"work_minutes": 60 * int(value)}) for way in stage.ways)
            stage = stage.model_copy(update={"ways": ways})
        else:
            stage = stage.model_copy(update={field: int(value)})
    return stage


def _of_family(stage: Stage, family: str) -> Stage:
    if stage.family not in FAMILIES or not family:
        return stage
    return stage.model_copy(update={"family": family})
