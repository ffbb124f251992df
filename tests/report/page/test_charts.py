"""Loads, costs and the map: sums, denominators and places that can be checked by hand."""

from __future__ import annotations

from itertools import combinations
from math import hypot

import pytest

from iplatform_sched.report.page import Language
from iplatform_sched.report.page.charts import cost_lists, load_lists
from iplatform_sched.report.page.costs import plan_costs, total_cost
from iplatform_sched.report.page.journeys import NEAREST, draw_map, text_width
from iplatform_sched.report.page.loads import Load, by_centre, loads, together
from iplatform_sched.report.page.places import machine_hours
from tests import facts
from tests.report.page.subjects import battery_plan, full_subject, planned, subject
from tests.report.page.test_document import say


def test_loads_count_unit_hours_inside_open_time() -> None:
    """13 weeks have 65 weekdays less Christmas: 64 days of 9 hours, on each of four channels."""
    made = full_subject()
    each = loads(made, machine_hours(made))
    cycler = each["cycler"]
    assert cycler.open == 64 * 9 * 4
    assert cycler.planned == 2 * 9 * 2  # two days on two channels, the night between is closed
    assert cycler.fixed == (9 + 3) + 30 * 9  # B1 from Monday on, B2 until mid January less Christmas
    assert each["chamber-2"].share == 0
    hub = by_centre(made, each)["hub"]
    assert hub.open == sum(each[name].open for name in ("cycler", "chamber", "press"))


def test_time_out_of_service_is_not_open() -> None:
    """Twelve hours of an outage, nine of them in opening hours."""
    span = {"start": facts.at("2026-12-01 08:00"), "end": facts.at("2026-12-01 20:00")}
    closed = facts.machine("cycler", closures=[{"span": span, "kind": "out_of_service"}])
    made = subject(facts=facts.snapshot(catalogue=facts.network(equipment=[closed])))
    assert loads(made, machine_hours(made))["cycler"].open == 64 * 9 - 9


def test_no_open_hours_are_no_load() -> None:
    nothing = together([])
    assert (nothing.share, nothing.part(5)) == (0, 0)
    assert Load(10, 2, 3).share == 0.5


def test_the_denominator_is_named() -> None:
    made = full_subject()
    found = load_lists(made, machine_hours(made), say, Language.ENGLISH)
    assert "2026-11-23 to 2027-02-21" in found.denominator
    centres, machines = found.lists
    assert centres.lines[0].name == "Whole network"
    assert {line.name.split(",")[0] for line in machines.lines} == {"cycler", "chamber", "press", "scope"}
    assert all(sum(line.parts) <= 100.001 for each in found.lists for line in each.lines)


def test_without_a_plan_the_busiest_machines_are_shown() -> None:
    made = subject()
    machines = load_lists(made, machine_hours(made), say, Language.ENGLISH).lists[1]
    assert {line.name.split(",")[0] for line in machines.lines} == {"cycler", "cycler-2"}


def test_costs_add_up() -> None:
    made = full_subject()
    sums = plan_costs(made, lambda booking: booking.company)
    assert sums["acme"].total == total_cost(made.plan.bookings) == 4 * 120_000 + 2 * 270_000
    sectors, companies, centres = cost_lists(made, say, Language.ENGLISH)
    assert [line.name for line in sectors.lines] == ["Electrical and electronic"]
    assert companies.lines[0].tip == "400,000 + 540,000 + 80,000 = 1,020,000"
    assert [(line.name, line.value) for line in centres.lines] == [
        ("hub", "300,000 KRW"),
        ("lab", "100,000 KRW"),
    ]


def test_the_map_has_every_journey_and_spreads_what_coincides() -> None:
    crowd = [facts.centre(f"c{number}") for number in range(30)]
    network = facts.network(centres=[*facts.network().centres, *crowd])
    made = subject(*battery_plan(), facts=facts.snapshot(catalogue=network))
    drawn = draw_map(made, Language.ENGLISH)
    assert [(route.origin, route.destination) for route in drawn.routes] == [("acme", "hub"), ("hub", "lab")]
    assert [len(route.bars) for route in drawn.routes] == [1, 1]
    # The idle centre far in the south would only make the rest small.
    assert {site.id for site in drawn.sites} == {"acme", "hub", "lab", *(each.id for each in crowd)}
    for a, b in combinations(drawn.sites, 2):
        assert hypot(a.x - b.x, a.y - b.y) > NEAREST - 0.2
    assert all(0 <= site.x <= drawn.width and 0 <= site.y <= drawn.height for site in drawn.sites)


def test_sites_of_unknown_places_are_left_out() -> None:
    leg = battery_plan()[0].legs[0].model_copy(update={"origin": "nowhere"})
    made = subject(planned("battery/form", "2026-11-26 09:00", "2026-11-26 18:00", legs=[leg]))
    assert draw_map(made, Language.ENGLISH).routes == ()


def test_a_map_of_nothing() -> None:
    bare = facts.network(centres=[], equipment=[], pools=[], capabilities=[])
    assert draw_map(subject(facts=facts.snapshot(catalogue=bare, companies=[])), Language.KOREAN).sites == ()


@pytest.mark.parametrize(("text", "least"), [("abc", 15), ("한국", 20)])
def test_korean_letters_are_wide(text: str, least: float) -> None:
    assert text_width(text) > least
