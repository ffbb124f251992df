"""Where to renew or add equipment, as tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iplatform_sched.planning.upgrade.priced import worth
from iplatform_sched.report.catalogue import age_words
from iplatform_sched.report.lists import key_value_table
from iplatform_sched.report.table import Table, columns, for_people, for_programs
from iplatform_sched.report.view import View

if TYPE_CHECKING:
    from iplatform_sched.planning.upgrade import Upgrade
    from iplatform_sched.planning.upgrade.ageing import Old
    from iplatform_sched.planning.upgrade.scarce import Scarce
    from iplatform_sched.planning.upgrade.upgrade import Renewal, Valued
    from iplatform_sched.report.table import Cell

MOST_SHOWN = 10
"""Rows that people see of the long tables."""
INVESTMENT_COLUMNS = (
    *columns(
        rank="No",
        kind="Kind",
        capability="Capability",
        region="Region",
        centre="Centre",
        what="What",
        without_krw="Costs without",
        with_krw="Costs with",
        found_krw="Saves, found",
        most_krw="at most",
        nearby_proven_krw="Others stay: at least",
        nearby_most_krw="at most",
        unserved_before="Unserved before",
        unserved_after="after",
        invest_krw="Price KRW",
        chosen="Chosen",
    ),
    *for_programs("proven_krw", "nearby_found_krw", "nearby_requests"),
)
RENEWAL_COLUMNS = (
    *columns(equipment="Machine", centre="Centre"),
    *for_people(age="Age"),
    *for_programs("age_years", "service_life_years", "condition"),
    *columns(
        planned_hours="Hours planned",
        requests="Requests",
        others="Others that could",
        fixed_bookings="Fixed bookings",
        proven_krw="Failure costs, proven",
        most_krw="at most",
        nearby_proven_krw="Others stay: at least",
        nearby_most_krw="at most",
    ),
)
SCARCE_COLUMNS = columns(
    capability="Capability",
    region="Region",
    demand_hours="Demand h",
    free_hours="Free h",
    pressure_percent="Demand %",
    waiting_days="Waiting days",
    unserved="Unserved",
    requests="Requests",
    cost_krw="Costs KRW",
    tried="Tried",
)


def upgrade_view(answer: Upgrade, year: int, budget_krw: int | None) -> View:
    """Return the ranked investments, the old machines, the scarce spots, and what the budget buys."""
    tables = (
        _summary(answer, budget_krw),
        _investments(answer),
        _renewals(answer, year),
        _scarce(answer),
    )
    return View("upgrade", tables, data="investments")


def _summary(answer: Upgrade, budget_krw: int | None) -> Table:
    base, chosen = answer.base, answer.chosen
    joint = None if chosen is None else chosen.worth
    picked = () if chosen is None else chosen.investments
    return key_value_table(
        "upgrade",
        "The network as it is, and what the budget buys",
        {
            "objective": base.upper,
            "bound": base.lower,
            "requests_not_served": len(base.plan.unserved),
            "budget_krw": budget_krw,
            "spent_krw": None if chosen is None else sum(each.price_krw or 0 for each in picked),
            "buys": None if chosen is None else "; ".join(each.investment.what for each in picked),
            "sum_found_krw": None if chosen is None else sum(each.worth.found for each in picked),
            "joint_found_krw": None if joint is None else joint.found,
            "joint_proven_krw": None if joint is None else joint.proven,
            "joint_most_krw": None if joint is None else joint.most,
            "not_tried": "; ".join(each.what for each in answer.untried),
        },
    )


def _investments(answer: Upgrade) -> Table:
    picked = () if answer.chosen is None else tuple(each.investment for each in answer.chosen.investments)
    rows = tuple(
        _investment(answer, rank, each, chosen=each.investment in picked)
        for rank, each in enumerate(answer.valued, start=1)
    )
    title = (
        "Investments, most worth first. Saves: KRW of the objective over the weeks that are planned, "
        "against the best plan known without it"
    )
    return Table("investments", title, INVESTMENT_COLUMNS, rows)


def _investment(answer: Upgrade, rank: int, each: Valued, *, chosen: bool) -> dict[str, Cell]:
    made = each.investment
    beside = worth(each.nearby.before, each.nearby.after)
    return {
        "rank": rank,
        "kind": made.kind.value,
        "capability": made.capability,
        "region": made.region,
        "centre": made.centre,
        "what": made.what,
        "without_krw": answer.base.upper,
        "with_krw": min(answer.base.upper, each.after.upper),
        "found_krw": each.worth.found,
        "proven_krw": each.worth.proven,
        "most_krw": each.worth.most,
        "nearby_found_krw": beside.found,
        "nearby_proven_krw": beside.proven,
        "nearby_most_krw": beside.most,
        "nearby_requests": " ".join(sorted(each.nearby.free)),
        "unserved_before": len(answer.base.plan.unserved),
        "unserved_after": len(each.after.plan.unserved),
        "invest_krw": each.price_krw,
        "chosen": chosen,
    }


def _renewals(answer: Upgrade, year: int) -> Table:
    tried = {each.old.equipment.id: each for each in answer.renewals}
    ordered = [each.old for each in answer.renewals]
    ordered += [each for each in answer.old if each.equipment.id not in tried]
    rows = tuple(_renewal(each, tried.get(each.equipment.id), year) for each in ordered)
    title = "Machines past their service life with planned work; what their failure would cost, where tried"
    return Table("renewals", title, RENEWAL_COLUMNS, rows, most=MOST_SHOWN)


def _renewal(old: Old, tried: Renewal | None, year: int) -> dict[str, Cell]:
    machine = old.equipment
    return {
        "equipment": machine.id,
        "centre": machine.centre,
        "age": age_words(machine, year),
        "age_years": old.age_years,
        "service_life_years": machine.service_life_years,
        "condition": machine.condition.value,
        "planned_hours": round(old.planned_hours),
        "requests": " ".join(old.requests),
        "others": old.others,
        "fixed_bookings": old.fixed,
        "proven_krw": None if tried is None else tried.loss.proven,
        "most_krw": None if tried is None else tried.loss.most,
        "nearby_proven_krw": None if tried is None else tried.beside.proven,
        "nearby_most_krw": None if tried is None else tried.beside.most,
    }


def _scarce(answer: Upgrade) -> Table:
    made = [*(each.investment for each in answer.valued), *answer.untried]
    tried = {spot.spot for each in made for spot in each.for_spots}
    rows = tuple(_spot(each, tried=each.spot in tried) for each in answer.spots)
    title = "Where the network is short, the shortest first"
    return Table("scarce", title, SCARCE_COLUMNS, rows, most=MOST_SHOWN)


def _spot(each: Scarce, *, tried: bool) -> dict[str, Cell]:
    return {
        "capability": each.spot.capability,
        "region": each.spot.region,
        "demand_hours": round(each.demand_hours),
        "free_hours": round(each.free_hours),
        "pressure_percent": each.pressure_percent,
        "waiting_days": each.waiting_days,
        "unserved": len(each.unserved),
        "requests": " ".join(each.unserved),
        "cost_krw": each.cost_krw,
        "tried": tried,
    }
