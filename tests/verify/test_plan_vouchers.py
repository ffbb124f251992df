"""Vouchers and budgets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.facts import at, booking, company, request, snapshot, stage, voucher
from tests.verify.plan_facts import broken_rules, planned

if TYPE_CHECKING:
    from iplatform_sched.domain.booking import Booking
    from iplatform_sched.domain.snapshot import Snapshot

DAY = "2026-11-25"
FACTS = snapshot(request("job"))
FULL = {"gross": 300_000, "fee": 300_000, "net": 300_000}
"""Set-up, four hours and teardown at 60,000 KRW an hour."""


def _paid(facts: Snapshot, subsidy: int, name: str | None = "v1") -> Booking:
    charge = FULL | {"subsidy": subsidy, "voucher": name, "net": 300_000 - subsidy}
    return planned(facts, charge=charge)


@pytest.mark.parametrize(
    ("rules", "subsidy", "fields"),
    [
        pytest.param([], 150_000, {}, id="half of the fee"),
        pytest.param([], 1, {}, id="less than it could"),
        pytest.param(["vouchers"], 150_001, {}, id="more than its rate"),
        pytest.param([], 100_000, {"cap_krw": 100_000}, id="its cap"),
        pytest.param(["vouchers"], 100_001, {"cap_krw": 100_000}, id="more than its cap"),
        pytest.param(["vouchers"], 100_000, {"cap_krw": 100_000, "spent_krw": 1}, id="more than is left"),
        pytest.param([], 0, {"cap_krw": 100_000, "spent_krw": 200_000}, id="nothing of nothing"),
        pytest.param([], 150_000, {"expires": DAY}, id="on its last day"),
        pytest.param(["vouchers"], 150_000, {"expires": "2026-11-24"}, id="a day late"),
        pytest.param(["vouchers"], 150_000, {"company_id": "bolt"}, id="of another company"),
        pytest.param(["vouchers"], 150_000, {"voucher_id": "v2"}, id="unknown"),
    ],
)
def test_vouchers(rules: list[str], subsidy: int, fields: dict[str, object]) -> None:
    own = voucher(str(fields.pop("voucher_id", "v1")), str(fields.pop("company_id", "acme")), **fields)
    facts = snapshot(request("job"), vouchers=[own])
    assert broken_rules(facts, _paid(facts, subsidy)) == rules


def test_a_subsidy_comes_from_a_voucher() -> None:
    assert broken_rules(FACTS, _paid(FACTS, 1, None)) == ["vouchers"]


@pytest.mark.parametrize(
    ("rules", "status"), [(["vouchers"], "done"), (["vouchers"], "held"), ([], "cancelled")]
)
def test_the_cap_of_a_voucher_counts_other_bookings(rules: list[str], status: str) -> None:
    other = booking(
        "other",
        "2026-11-20 09:00",
        "2026-11-20 10:00",
        status=status,
        charge={"voucher": "v1", "subsidy": 900_000},
    )
    facts = snapshot(request("job"), vouchers=[voucher()], bookings=[other])
    assert broken_rules(facts, _paid(facts, 100_001)) == rules
    assert broken_rules(facts, _paid(facts, 100_000)) == []


@pytest.mark.parametrize(("rules", "budget"), [([], 373_100), (["budget"], 373_099), ([], None)])
@pytest.mark.parametrize("whose", ["request", "company"])
def test_budgets(rules: list[str], budget: int | None, whose: str) -> None:
    """The fee of 300,000 and a trip of 73,100."""
    own, theirs = (budget, None) if whose == "request" else (None, budget)
    job = request("job", stage("a", staff=1), budget_krw=own)
    facts = snapshot(job, companies=[company(budget_krw=theirs)])
    assert broken_rules(facts, planned(facts, members=[0])) == rules


def test_budgets_count_transport_and_fixed_bookings_but_no_overtime() -> None:
    leg = {
        "specimen": "s",
        "origin": "acme",
        "destination": "hub",
        "carrier": "parcel",
        "depart": at("2026-11-23 20:30"),
        "arrive": at("2026-11-25 09:00"),
        "krw": 5_000,
    }
    old = booking("old", "2026-11-20 09:00", "2026-11-20 10:00", status="done", request="job", stage="b",
                  charge={"net": 1_000, "staff_travel": 200, "overtime": 9_999})  # fmt: skip
    for budget, rules in ((306_200, []), (306_199, ["budget"])):
        job = request("job", stage("a", holds=["s"]), stage("b"), budget_krw=budget)
        facts = snapshot(job, bookings=[old])
        assert broken_rules(facts, planned(facts, legs=[leg])) == rules


def test_the_budget_of_a_company_is_for_all_its_open_requests() -> None:
    firm = [company(budget_krw=599_999)]
    second = {"request": "more", "id": "second", "unit_numbers": [2]}
    facts = snapshot(request("job"), request("more"), companies=firm)
    both = [planned(facts), planned(facts, **second)]
    assert broken_rules(facts, *both) == ["budget"]
    assert broken_rules(facts, both[0]) == []
