"""Whether a budget pays for the cheapest fees that a request cannot avoid."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iplatform_sched.availability.prices import PERCENT, Least, least_price
from iplatform_sched.domain.vocabulary import FIXED
from iplatform_sched.errors import Issue

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from iplatform_sched.availability.eligibility import Option
    from iplatform_sched.domain.equipment import Voucher
    from iplatform_sched.domain.request import Company, Request, Stage
    from iplatform_sched.domain.snapshot import Snapshot
    from iplatform_sched.domain.vocabulary import StageId


def budget_issues(
    snapshot: Snapshot,
    company: Company,
    request: Request,
    stages: list[Stage],
    usable: Mapping[StageId, tuple[Option, ...]],
) -> Iterator[Issue]:
    """Yield an issue for the budget of the request, or of its company, that must be exceeded.

    Each stage is taken for as cheap as it can be anywhere, without surcharges and journeys, with the
    best voucher paying as much as all of them can: what is refused here can never be served. Where a
    prefix will do, one stage within the budget is enough.
    """
    if not stages:
        return
    vouchers = [each for each in snapshot.vouchers if each.company == company.id]
    schemes = snapshot.catalogue.discounts
    prices = {
        stage.id: [least_price(schemes, company, stage, option) for option in usable[stage.id]]
        for stage in stages
    }
    parts = [[each] for each in prices.values()] if request.prefix_will_do else [list(prices.values())]
    least = min(_least(part, vouchers) for part in parts) + _spent(snapshot, request)
    for owner, budget in (("request", request.budget_krw), ("company", company.budget_krw)):
        if budget is not None and budget < least:
            yield Issue(
                f"the budget of the {owner} is below the cheapest fees of the stages",
                field="budget_krw" if owner == "request" else "company",
                found=str(budget),
                hint=f"They cost at least {least} KRW",
                code="budget",
            )


def _least(stages: Iterable[Iterable[Least]], vouchers: list[Voucher]) -> int:
    """Return the least that stages cost together, each at the cheapest of its prices.

    Vouchers pay no more than the best rate of each fee, nor more than what is left of all their caps.
    """
    listed = [list(prices) for prices in stages]
    rate = max((each.rate_percent for each in vouchers), default=0)
    left = sum(max(0, each.cap_krw - each.spent_krw) for each in vouchers)
    by_rate = sum(min(fee - fee * rate // PERCENT + goods for fee, goods in prices) for prices in listed)
    by_cap = sum(min(fee + goods for fee, goods in prices) for prices in listed) - left
    return max(by_rate, by_cap)


def _spent(snapshot: Snapshot, request: Request) -> int:
    """Return what the fixed bookings of a request take from its budget."""
    own = (each for each in snapshot.bookings if each.request == request.id and each.status in FIXED)
    return sum(each.company_krw for each in own)
