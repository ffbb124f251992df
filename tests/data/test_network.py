"""The shipped network: who is there, and that everything fits together."""

from collections import Counter
from datetime import date

import pytest

from iplatform_sched.domain.centre import SectorRole
from iplatform_sched.domain.equipment import TariffForm, UsePolicy
from iplatform_sched.domain.facts import Facts
from iplatform_sched.domain.request import Stage, Way
from iplatform_sched.domain.vocabulary import CentreId, EquipmentId, Run, Sector, StageKind

# Weekdays off as `holidays` gives them; 2027 likewise.
OFF = {
    2026: "01-01 02-16 02-17 02-18 03-02 05-01 05-05 05-25 06-03 07-17 08-17 09-24 09-25 10-05 10-09 12-25",
    2027: "01-01 02-08 02-09 03-01 05-03 05-05 05-13 07-19 08-16 09-14 09-15 09-16 10-04 10-11 12-27",
}
WEEKDAYS = 5


def test_counts(shipped: Facts) -> None:
    assert len(shipped.catalogue.centres) == 88
    assert 1_000 <= len(shipped.catalogue.equipment) <= 1_500
    assert len(shipped.catalogue.templates) == 7
    assert len(shipped.requests) == 60
    assert 330 <= sum(len(request.stages) for request in shipped.requests) <= 370
    assert {request.sector for request in shipped.requests} == set(Sector)


@pytest.mark.parametrize("year", OFF)
def test_holidays_are_frozen(shipped: Facts, year: int) -> None:
    (calendar,) = shipped.catalogue.holiday_calendars
    weekdays = {
        holiday.date
        for holiday in calendar.holidays
        if holiday.date.year == year and holiday.date.weekday() < WEEKDAYS
    }
    assert weekdays == {date.fromisoformat(f"{year}-{day}") for day in OFF[year].split()}
    assert "0.109" in calendar.source


def test_ids_are_unique_and_known(shipped: Facts) -> None:
    catalogue = shipped.catalogue
    centres = {centre.id for centre in catalogue.centres}
    machines = {machine.id: machine for machine in catalogue.equipment}
    companies = {company.id for company in shipped.companies}
    assert len(machines) == len(catalogue.equipment)
    assert not centres & companies
    assert {machine.centre for machine in catalogue.equipment} == centres
    assert {request.company for request in shipped.requests} <= companies
    assert {request.lead_centre for request in shipped.requests} <= centres
    assert {voucher.company for voucher in shipped.vouchers} <= companies
    assert all(machines[booking.equipment].centre == booking.centre for booking in shipped.bookings)
    assert {use.pool for booking in shipped.bookings for use in booking.operators} <= {
        pool.id for pool in catalogue.pools
    }


def test_every_needed_skill_has_a_pool(shipped: Facts) -> None:
    pools = Counter((pool.centre, pool.skill) for pool in shipped.catalogue.pools)
    heads = {(pool.centre, pool.skill): pool.headcount for pool in shipped.catalogue.pools}
    assert set(pools.values()) == {1}
    for machine in shipped.catalogue.equipment:
        for offer in machine.offers:
            assert all(heads[machine.centre, need.skill] >= need.count for need in offer.operators), (
                machine.id
            )


def test_only_confirmed_leads_lead(shipped: Facts) -> None:
    leads = {
        (centre.id, membership.sector)
        for centre in shipped.catalogue.centres
        for membership in centre.sectors
        if membership.role is SectorRole.LEAD
    }
    assert leads == {
        ("incheon-tp", Sector.BIO),
        ("geri", Sector.ELECTRONICS),
        ("komeri", Sector.SHIPBUILDING),
    }


def test_every_tariff_form_is_used(shipped: Facts) -> None:
    used = {
        field
        for machine in shipped.catalogue.equipment
        for field in TariffForm.model_fields
        if getattr(machine.tariff, field)
    }
    assert used == set(TariffForm.model_fields)


def test_what_stages_and_machines_show(shipped: Facts) -> None:
    stages = [stage for request in shipped.requests for stage in request.stages]
    assert {way.run for stage in stages for way in stage.ways} == set(Run)
    assert {stage.kind for stage in stages} == set(StageKind)
    assert any(len(stage.ways) == 3 for stage in stages)
    assert {machine.use for machine in shipped.catalogue.equipment} == set(UsePolicy)
    battery = [machine for machine in shipped.catalogue.equipment if machine.centre == "ktl-battery"]
    assert 90 <= len(battery) <= 110
    assert [centre.id for centre in shipped.catalogue.centres if centre.island] == ["jeju-tp", "kitech-jeju"]


def test_whole_templates_wait_in_the_queue(shipped: Facts) -> None:
    whole = {(template.id, len(template.stages)) for template in shipped.catalogue.templates}
    assert whole <= {(request.template, len(request.stages)) for request in shipped.requests}


def test_every_stage_has_a_machine(shipped: Facts) -> None:
    for request in shipped.requests:
        for stage in request.stages:
            assert any(_able(shipped, stage, way, request.excluded_centres) for way in stage.ways), (
                request.id,
                stage.id,
            )


def _able(shipped: Facts, stage: Stage, way: Way, excluded: tuple[CentreId, ...]) -> list[EquipmentId]:
    found = []
    for machine in shipped.catalogue.equipment:
        for offer in machine.offers:
            reach = {item.name: item for item in offer.specifications}
            if (
                offer.capability == way.capability
                and machine.units >= stage.units
                and machine.centre not in excluded
                and all(
                    bound.name in reach
                    and (bound.reach_down is None or reach[bound.name].low <= bound.reach_down)
                    and (bound.reach_up is None or reach[bound.name].high >= bound.reach_up)
                    for bound in way.specifications
                )
            ):
                found.append(machine.id)
    return found


def test_known_journeys_cross_the_sea_both_ways(shipped: Facts) -> None:
    assert shipped.policy is not None
    islands: dict[str, bool] = {centre.id: centre.island for centre in shipped.catalogue.centres}
    islands |= {company.id: company.island for company in shipped.companies}
    known = {(entry.origin, entry.destination, entry.carrier) for entry in shipped.catalogue.travel}
    assert known
    assert all((goal, origin, carrier) in known for origin, goal, carrier in known)
    assert all(islands[origin] != islands[goal] for origin, goal, _ in known)
    assert {carrier for _, _, carrier in known} <= {form.id for form in shipped.policy.carriers}
