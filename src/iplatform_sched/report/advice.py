"""Advice as tables: the product, its stages, the machines of each, few centres for all, whole plans."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from iplatform_sched.availability.eligibility import work_minutes
from iplatform_sched.availability.specifications import asked_words, reach_words
from iplatform_sched.report.catalogue import NEAREST_COLUMNS, age_words
from iplatform_sched.report.lists import key_value_table
from iplatform_sched.report.table import Table, columns, for_people, for_programs
from iplatform_sched.report.view import View

if TYPE_CHECKING:
    from iplatform_sched.domain.request import Stage, Way
    from iplatform_sched.planning.advise.advice import Advice, StageAdvice
    from iplatform_sched.planning.advise.nearest import Near
    from iplatform_sched.planning.advise.one_stop import Chain, Cover
    from iplatform_sched.planning.advise.ranking import Suited
    from iplatform_sched.report.table import Cell, Column

STAGE_COLUMNS = (
    *columns(stage="Stage", kind="Kind"),
    *for_people(name="Name"),
    *for_programs("name_ko", "name_en"),
    *columns(asked="Asks for", hours="Hours", runs="Runs"),
    *for_programs("unit_count", "after"),
    *columns(machines="Machines", first_start="First start", price_krw="Price KRW"),
    *for_programs("note"),
)
MACHINE_COLUMNS = (
    *columns(stage="Stage", rank="No", equipment="Machine"),
    *for_programs("centre", "name_ko", "name_en", "region", "run_by"),
    *columns(reaches="Reaches", training="Training", start="Start"),
    *for_programs("end"),
    *columns(price_krw="Price KRW"),
    *for_programs("self_use_krw"),
    *columns(journey_krw="Journey KRW", km="km", used_percent="Used %"),
    *for_people(age="Age"),
    *for_programs("age_years", "service_life_years", "condition", "value_krw"),
    *columns(reason="Why this rank"),
)
COVER_COLUMNS = (
    *columns(centre="Centre"),
    *for_people(name="Name"),
    *for_programs("name_ko", "name_en"),
    *columns(able="Stages it can do", adds="It adds", covered="Covered so far", stages_added="Stages added"),
)
CHAIN_COLUMNS = columns(
    most_centres="Centres allowed",
    centres="Centres in order",
    first_start="Start",
    last_end="End",
    net_krw="Net KRW",
    transport_krw="Transport KRW",
    staff_travel_krw="Staff travel KRW",
    late_days="Days late",
)
_OF_A_PLACE = {"journey_krw", "km"}


def advice_view(advice: Advice, year: int) -> View:
    """Return all tables of an advice."""
    near = [item for each in advice.stages for item in each.nearest]
    nearest = Table(
        "nearest", "No machine can do it; nearest", NEAREST_COLUMNS, tuple(_near(item) for item in near)
    )
    tables = (
        _product(advice),
        _stages(advice),
        _machines(advice, year),
        nearest,
        _covers(advice),
        _chains(advice),
    )
    return View(
        "advice", tables, data="advice-machines", for_programs=frozenset() if near else frozenset({"nearest"})
    )


def _product(advice: Advice) -> Table:
    question, template = advice.question, advice.question.template
    return key_value_table(
        "product",
        f"{template.name_ko} / {template.name_en}",
        {
            "template": template.id,
            "sector": question.sector.value,
            "lead_centre": advice.lead.centre.id,
            "lead_reason": advice.lead.reason,
            "company": question.company.id if question.company else None,
            "company_class": question.company.company_class.value if question.company else None,
            "due": advice.draft.due,
            "day_krw": advice.day_krw,
            "standards": template.source,
        },
    )


def ways_words(stage: Stage) -> str:
    """Return what a stage asks for, each way of it: ``climatic: temperature_c >= 85``."""
    return " or ".join(_way_words(way) for way in stage.ways)


def _way_words(way: Way) -> str:
    bounds = ", ".join(asked_words(each) for each in way.specifications)
    return f"{way.capability}: {bounds}" if bounds else way.capability


def _stages(advice: Advice) -> Table:
    rows = tuple(_stage(each) for each in advice.stages)
    return Table("advice-stages", "Stages, each by itself", STAGE_COLUMNS, rows)


def _stage(each: StageAdvice) -> dict[str, Cell]:
    stage = each.stage
    best = each.machines[0] if each.machines else None
    return {
        "stage": stage.id,
        "kind": stage.kind.value,
        "name": f"{stage.name_ko} / {stage.name_en}",
        "name_ko": stage.name_ko,
        "name_en": stage.name_en,
        "asked": ways_words(stage),
        "hours": " or ".join(f"{work_minutes(way, stage) / 60:g}" for way in stage.ways),
        "runs": " or ".join(dict.fromkeys(way.run.value for way in stage.ways)),
        "unit_count": stage.units,
        "after": " ".join(lag.after for lag in stage.after),
        "machines": each.total,
        "first_start": best.start if best else None,
        "price_krw": best.fee if best else None,
        "note": stage.note,
    }


def _machines(advice: Advice, year: int) -> Table:
    rows = tuple(
        _machine(each.stage.id, rank, machine, year)
        for each in advice.stages
        for rank, machine in enumerate(each.machines, start=1)
    )
    journeys = ", journey" if advice.placed else ""
    title = (
        f"Machines, best first: price{journeys} and {advice.day_krw:,} KRW for each day that a window ends "
        "later; used: share of the open unit hours of the next "
        f"{advice.weeks} weeks that bookings hold"
    )
    return Table("advice-machines", title, _machine_columns(advice), rows)


def _machine_columns(advice: Advice) -> tuple[Column, ...]:
    if advice.placed:
        return MACHINE_COLUMNS
    return tuple(
        replace(column, people=False) if column.key in _OF_A_PLACE else column for column in MACHINE_COLUMNS
    )


def _machine(stage: str, rank: int, each: Suited, year: int) -> dict[str, Cell]:
    machine = each.equipment
    use = "self-use" if each.self_use else "operated"
    return {
        "stage": stage,
        "rank": rank,
        "equipment": machine.id,
        "name_ko": machine.name_ko,
        "name_en": machine.name_en,
        "centre": machine.centre,
        "region": each.centre.region,
        "run_by": f"{use}, after hours" if each.after_hours else use,
        "reaches": "; ".join(reach_words(reach) for reach in each.reach),
        "training": each.training,
        "start": each.start,
        "end": each.end,
        "price_krw": each.fee,
        "self_use_krw": each.self_use_krw,
        "journey_krw": each.journey_krw,
        "km": each.km,
        "used_percent": each.use.percent,
        "age": age_words(machine, year),
        "age_years": each.age_years,
        "service_life_years": machine.service_life_years,
        "condition": machine.condition.value,
        "value_krw": each.value,
        "reason": each.reason,
    }


def _near(item: Near) -> dict[str, Cell]:
    return {
        "stage": item.stage.id,
        "equipment": item.equipment.id,
        "centre": item.centre.id,
        "asked": item.asked,
        "reaches": item.reaches,
        "missing": item.missing,
    }


def _covers(advice: Advice) -> Table:
    rows = tuple(_cover(each) for each in advice.covers)
    return Table("covers", "Few centres that can do all stages", COVER_COLUMNS, rows)


def _cover(each: Cover) -> dict[str, Cell]:
    return {
        "centre": each.centre.id,
        "name": f"{each.centre.name_ko} / {each.centre.name_en}",
        "name_ko": each.centre.name_ko,
        "name_en": each.centre.name_en,
        "able": len(each.able),
        "adds": len(each.adds),
        "covered": each.covered,
        "stages_added": " ".join(each.adds),
    }


def _chains(advice: Advice) -> Table:
    rows = tuple(_chain(each, advice) for each in advice.chains)
    title = "The whole chain in the calendar as it stands (one insertion each; `quote` looks harder)"
    return Table("chains", title, CHAIN_COLUMNS, rows)


def _chain(each: Chain, advice: Advice) -> dict[str, Cell]:
    return {
        "most_centres": each.most,
        "centres": " ".join(each.centres),
        "first_start": each.start,
        "last_end": each.end,
        "net_krw": sum(booking.charge.net for booking in each.bookings),
        "transport_krw": sum(booking.transport_krw for booking in each.bookings),
        "staff_travel_krw": sum(booking.charge.staff_travel for booking in each.bookings),
        "late_days": max(0, (each.last_day - advice.draft.due).days),
    }
