"""Tables of machines: what a search of the catalogue found, and what falls short."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iplatform_sched.availability.specifications import asked_words, range_words, reach_words, short_words
from iplatform_sched.report.table import Column, Table, columns, for_people, for_programs
from iplatform_sched.report.view import View

if TYPE_CHECKING:
    from collections.abc import Iterable

    from iplatform_sched.domain.equipment import Equipment, TariffForm
    from iplatform_sched.planning.catalogue import Answer, Found
    from iplatform_sched.report.table import Cell

CATALOGUE_COLUMNS = (
    *columns(equipment="Machine"),
    *for_people(name="Name"),
    *for_programs("name_ko", "name_en"),
    *columns(centre="Centre", region="Region", capabilities="Can do", reaches="Reaches", unit_count="Units"),
    *columns(price="Price KRW", use="Use"),
    *for_people(age="Age"),
    *for_programs("age_years", "service_life_years", "condition"),
    *columns(free_from="Free from"),
    *for_programs("free_to"),
    *columns(free_until="until"),
)
NEAREST_COLUMNS = columns(
    stage="Stage", equipment="Machine", centre="Centre", asked="Asked", reaches="Reaches", missing="Missing"
)


def catalogue_view(answer: Answer, year: int) -> View:
    """Return what a search found; where specifications left nothing, what comes nearest."""
    shown = len(answer.found)
    more = f": {answer.total}, the first {shown}" if shown < answer.total else f": {shown}" if shown else ""
    table = Table(
        "catalogue",
        f"Machines that fit{more}",
        CATALOGUE_COLUMNS,
        tuple(_row(each, year) for each in answer.found),
    )
    near = Table("nearest", "Nearest", _without_stage(), tuple(_near(each) for each in answer.nearest))
    return View("catalogue", (table, near), for_programs=frozenset() if near.rows else frozenset({"nearest"}))


def _without_stage() -> tuple[Column, ...]:
    first = NEAREST_COLUMNS[0]
    return (Column(first.key, first.title, people=False), *NEAREST_COLUMNS[1:])


def _row(found: Found, year: int) -> dict[str, Cell]:
    machine = found.equipment
    window = found.window
    return {
        "equipment": machine.id,
        "name": f"{machine.name_ko} / {machine.name_en}",
        "name_ko": machine.name_ko,
        "name_en": machine.name_en,
        "centre": machine.centre,
        "region": found.centre.region,
        "capabilities": " ".join(each.capability for each in found.offers),
        "reaches": "; ".join(reach_words(each) for each in found.reach) or _ranges(found),
        "unit_count": machine.units,
        "price": price_words(machine.tariff),
        "use": machine.use.value,
        "age": age_words(machine, year),
        "age_years": year - machine.year_acquired,
        "service_life_years": machine.service_life_years,
        "condition": machine.condition.value,
        "free_from": window[0] if window else None,
        "free_to": window[1] if window else None,
        "free_until": window[2] if window else None,
    }


def _ranges(found: Found) -> str:
    listed = {
        f"{each.name} {each.low:g}..{each.high:g} {each.unit}".rstrip(): None
        for offer in found.offers
        for each in offer.specifications
    }
    return "; ".join(listed)


def _near(found: Found) -> dict[str, Cell]:
    return {
        "stage": None,
        "equipment": found.equipment.id,
        "centre": found.centre.id,
        "asked": "; ".join(asked_words(each.bound, each.unit) for each in found.reach),
        "reaches": "; ".join(range_words(each) for each in found.reach),
        "missing": "; ".join(short_words(each) for each in found.reach if not each.meets),
    }


def age_words(machine: Equipment, year: int) -> str:
    """Return a machine's age against its service life, and its condition where that is not good."""
    words = f"{year - machine.year_acquired} of {machine.service_life_years} y"
    return words if machine.condition.value == "good" else f"{words}, {machine.condition.value}"


def price_words(form: TariffForm) -> str:
    """Return a tariff in one line: ``14,000/h to 24 h, then 10,000/h; operator 20,000/h; set-up 35,000``."""
    hourly = f"{form.per_hour:,}/h" if form.per_hour else ""
    if form.tier_hours is not None:
        hourly = f"{form.per_hour:,}/h to {form.tier_hours} h, then {form.per_hour_after:,}/h"
    return "; ".join(part for part in (hourly, *_parts(form)) if part) or "free"


def _parts(form: TariffForm) -> Iterable[str]:
    named = (
        (form.per_day, "{:,}/day"),
        (form.per_sample, "{:,}/sample"),
        (form.per_case, "{:,}/case"),
        (form.operator_per_hour, "operator {:,}/h"),
        (form.setup_fee, "set-up {:,}"),
        (form.materials_per_sample, "materials {:,}/sample"),
    )
    return (words.format(price) for price, words in named if price)
