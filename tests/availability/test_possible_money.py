"""A budget below the cheapest fees is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from iplatform_sched.availability.possible import never_servable
from tests.availability.possible_case import codes
from tests.facts import (
    booking,
    company,
    network,
    request,
    snapshot,
    stage,
    voucher,
)

if TYPE_CHECKING:
    from iplatform_sched.domain.request import Request


PRICE = 120_000  # of four hours at 60,000 KRW on the cycler of double speed, the cheapest of all


THIRD = {"id": "d", "name": "d", "rate_percent": 30, "classes": ["start_up"]}


ONE = request("r")


@pytest.mark.parametrize(
    ("one", "fields", "lack"),
    [
        pytest.param(ONE, {}, PRICE, id="one stage"),
        pytest.param(request("r", stage("a"), stage("b", "a")), {}, 2 * PRICE, id="two stages"),
        pytest.param(request("r", stage("a"), stage("b"), prefix_will_do=True), {}, PRICE, id="a prefix"),
        pytest.param(ONE, {"vouchers": [voucher()]}, PRICE // 2, id="voucher"),
        pytest.param(ONE, {"vouchers": [voucher(cap_krw=50_000)]}, PRICE - 50_000, id="cap of a voucher"),
        pytest.param(ONE, {"vouchers": [voucher(company_id="bolt")]}, PRICE, id="voucher of another company"),
        pytest.param(ONE, {"catalogue": network(discounts=[THIRD])}, PRICE * 7 // 10, id="discount"),
    ],
)
def test_a_budget_below_the_cheapest_fees_is_refused(one: Request, fields: dict[str, Any], lack: int) -> None:
    assert codes(one.model_copy(update={"budget_krw": lack - 1}), **fields) == ["budget"]
    assert codes(one.model_copy(update={"budget_krw": lack}), **fields) == []


def test_a_budget_of_the_company_and_what_is_booked_count() -> None:
    poor = company("acme", budget_krw=PRICE - 1)
    (issue,) = never_servable(snapshot(ONE, companies=[poor]), ONE)
    assert (issue.field, issue.found, issue.hint) == (
        "company",
        str(PRICE - 1),
        f"They cost at least {PRICE} KRW",
    )
    two = request("r", stage("a"), stage("b", "a"), budget_krw=PRICE + 999)
    paid = {"request": "r", "stage": "a", "charge": {"net": 1_000}}
    assert codes(two, bookings=[booking("x", "2026-11-25 09:00", "2026-11-25 12:00", **paid)]) == ["budget"]
