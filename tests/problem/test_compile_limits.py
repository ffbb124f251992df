"""Companies, budgets, vouchers and quotas."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from iplatform_sched.domain.vocabulary import Run
from iplatform_sched.problem.compile import compile_snapshot
from iplatform_sched.problem.compile.limits import machine_minutes
from iplatform_sched.problem.data import Attendance
from tests.facts import (
    at,
    booking,
    centre,
    company,
    machine,
    network,
    pool,
    request,
    snapshot,
    stage,
    voucher,
    way,
)

if TYPE_CHECKING:
    from iplatform_sched.problem.compiled import Compiled
    from iplatform_sched.problem.data import Quota

COST = {
    "fee": 300,
    "subsidy": 100,
    "voucher": "v1",
    "materials": 50,
    "net": 250,
    "overtime": 999,
    "staff_travel": 40,
}
LEG = {
    "specimen": "s",
    "origin": "acme",
    "destination": "hub",
    "carrier": "car",
    "depart": at("2026-11-24 06:00"),
    "arrive": at("2026-11-24 09:00"),
    "krw": 10,
}


def paid(name: str, stage_id: str | None, **fields: object) -> object:
    """Return a booking that took 300 KRW from the budgets and 100 from the voucher."""
    default: dict[str, object] = {"request": "r", "stage": stage_id, "charge": COST, "legs": [LEG]}
    return booking(name, "2026-11-24 09:00", "2026-11-24 12:00", **(default | fields))


def test_budgets_are_less_what_fixed_bookings_took() -> None:
    facts = snapshot(
        request("r", stage("a"), stage("b"), budget_krw=1_000),
        request("full", stage("a"), stage("b"), budget_krw=1_000),
        request("old", status="closed"),
        companies=[company("acme", budget_krw=5_000)],
        bookings=[
            paid("one", "a"),
            paid("done", "b", request="full", status="done"),
            paid("closed", "a", request="old"),
            paid("moving", "b", status="planned"),
        ],
    )
    compiled = compile_snapshot(facts)
    assert [job.budget for job in compiled.problem.jobs] == [700, 700]
    assert compiled.problem.companies[0].budget == 4_400


def test_a_budget_may_be_overdrawn_and_none_stays_none() -> None:
    compiled = compile_snapshot(
        snapshot(request("r", stage("a"), stage("b"), budget_krw=100), bookings=[paid("one", "a")])
    )
    assert compiled.problem.jobs[0].budget == -200
    assert compiled.problem.companies[0].budget is None


def test_a_voucher_is_less_what_it_paid_already() -> None:
    facts = snapshot(
        request("r", stage("a"), stage("b")),
        vouchers=[
            voucher(spent_krw=1_000, cap_krw=2_000),
            voucher("used up", spent_krw=1_000_000),
            voucher("expired", expires="2026-11-22"),
            voucher("others", "bolt"),
        ],
        bookings=[
            paid("one", "a"),
            paid("two", None, request=None, status="done", company="acme"),
            paid("moving", "b", status="planned"),
        ],
    )
    compiled = compile_snapshot(facts)
    (found,) = compiled.problem.vouchers
    assert (found.name, found.company, found.rate_percent, found.cap) == ("v1", 0, 50, 800)
    # It pays bookings that end on the last date: the midnight after it.
    assert found.expiry == compiled.grid.floor(at("2027-01-01 00:00"))
    assert compiled.vouchers == ("v1",)


def test_members_are_busy_in_the_attended_spans_of_other_bookings() -> None:
    spans = [{"start": at("2026-11-24 09:00"), "end": at("2026-11-24 10:00")}]
    facts = snapshot(
        request("r", stage("a"), stage("b")),
        bookings=[
            paid("one", "a", members=[1, 0], attended=spans, centre="lab", equipment="scope"),
            paid("past", None, request=None, company="acme", members=[1], status="done"),
            paid("moving", "b", status="planned", members=[1]),
        ],
    )
    compiled = compile_snapshot(facts)
    (acme,) = compiled.problem.companies
    site = compiled.sites["lab"]
    assert acme.busy == (Attendance(0, 66, 68, site), Attendance(1, 66, 68, site))
    assert (acme.members, acme.site) == (2, compiled.sites["acme"])


def quotas(*rules: dict[str, object], bookings: tuple[object, ...] = ()) -> Compiled:
    facts = network(
        centres=[centre("hub", rules={"quotas": rules})],
        pools=[pool("hub-cells", "hub")],
        equipment=[machine("cycler", setup_minutes=30), machine("press", capability="crush")],
    )
    one = request("r", stage("a", ways=[way(), way("crush", 600, Run.UNATTENDED)]), stage("b"), stage("c"))
    return compile_snapshot(snapshot(one, catalogue=facts, bookings=bookings))


def only(compiled: Compiled) -> Quota:
    (quota,) = compiled.problem.quotas
    return quota


def test_a_quota_of_hours_counts_machine_use() -> None:
    compiled = quotas({"unit": "hours", "period": "week", "limit": 10})
    quota = only(compiled)
    assert quota.name == "hub/1/acme"
    assert quota.entries == ((0, 0, 270), (0, 1, 600), (1, 0, 270), (2, 0, 270))
    assert quota.periods[:2] == (0, 336)
    assert set(quota.limits) == {600}
    assert len(quota.periods) == len(quota.limits) + 1
    assert quota.periods[-1] > compiled.problem.latest_start


def test_a_quota_of_bookings_by_month_less_what_others_used() -> None:
    other = paid("other", None, request=None, company="acme")
    stranger = paid("stranger", None, request=None, company="bolt")
    compiled = quotas({"unit": "bookings", "period": "month", "limit": 2}, bookings=(other, stranger))
    quota = only(compiled)
    assert {amount for _, _, amount in quota.entries} == {1}
    assert quota.periods[:3] == (-22 * 48, 8 * 48, 39 * 48)
    assert quota.limits[:3] == (1, 2, 2)


def test_a_quota_of_one_machine_counts_that_machine() -> None:
    compiled = quotas({"unit": "hours", "period": "week", "limit": 1, "equipment": "press"})
    assert only(compiled).entries == ((0, 1, 600),)


def test_pinned_bookings_use_the_quota_and_have_no_entry() -> None:
    fixed = paid("fixed", "b")
    compiled = quotas({"unit": "bookings", "period": "week", "limit": 2}, bookings=(fixed,))
    quota = only(compiled)
    assert quota.limits[:2] == (1, 2)
    assert {task for task, _, _ in quota.entries} == {0, 2}


@pytest.mark.parametrize(
    "rule",
    [
        pytest.param({"unit": "bookings", "period": "week", "limit": 3}, id="as many as there are tasks"),
        pytest.param({"unit": "hours", "period": "week", "limit": 19}, id="all the hours of all tasks"),
    ],
)
def test_a_quota_that_cannot_bind_is_left_out(rule: dict[str, object]) -> None:
    assert quotas(rule).problem.quotas == ()


def test_machine_minutes_are_lead_run_and_tail_without_lunch_and_waiting() -> None:
    def span(a: str, b: str) -> dict[str, object]:
        return {"start": at(f"2026-11-{a}"), "end": at(f"2026-11-{b}")}

    attended = booking(
        "a",
        "2026-11-24 09:00",
        "2026-11-24 15:00",
        attended=[span("24 09:00", "24 12:00"), span("24 13:00", "24 15:00")],
    )
    assert machine_minutes(attended) == 300
    assert machine_minutes(booking("b", "2026-11-24 09:00", "2026-11-24 15:00")) == 360
    left = booking(
        "c",
        "2026-11-24 11:30",
        "2026-11-26 10:00",
        run=Run.UNATTENDED,
        attended=[span("24 11:30", "24 12:00"), span("24 13:00", "24 13:30"), span("26 09:30", "26 10:00")],
        run_end=at("2026-11-25 13:30"),
        unload=at("2026-11-26 09:30"),
    )
    assert machine_minutes(left) == 60 + 24 * 60 + 30
    bare = booking("d", "2026-11-24 09:00", "2026-11-25 09:00", run=Run.UNATTENDED)
    assert machine_minutes(bare) == 24 * 60
