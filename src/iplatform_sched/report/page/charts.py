"""Lists of bars for utilisation and costs: numbers and lengths; the template draws them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from iplatform_sched.report.page.costs import plan_costs
from iplatform_sched.report.page.figures import short_krw
from iplatform_sched.report.page.loads import by_centre, loaded_days, loads, together
from iplatform_sched.report.page.wording import name_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from iplatform_sched.domain.booking import Booking
    from iplatform_sched.report.page.costs import Cost
    from iplatform_sched.report.page.figures import Say
    from iplatform_sched.report.page.loads import Load
    from iplatform_sched.report.page.places import Hours
    from iplatform_sched.report.page.subject import Subject
    from iplatform_sched.report.page.wording import Language

MOST_SHOWN = 15


@dataclass(frozen=True, slots=True)
class Line:
    """A bar of parts.

    Attributes
    ----------
    parts
        Lengths in percent of the list's width, in the order of the list's legend.
    tip
        All figures, for those who point at it or hear it.
    """

    name: str
    value: str
    parts: tuple[float, ...]
    tip: str


@dataclass(frozen=True, slots=True)
class BarList:
    """Lines under a title, the longest first; those after `shown` are folded away.

    Attributes
    ----------
    legend
        A word for each part.
    """

    title: str
    legend: tuple[str, ...]
    lines: tuple[Line, ...]
    shown: int = MOST_SHOWN


@dataclass(frozen=True, slots=True)
class Loads:
    """Utilisation, with its denominator in words."""

    denominator: str
    lists: tuple[BarList, ...]


def load_lists(subject: Subject, hours: dict[str, Hours], say: Say, language: Language) -> Loads:
    """Return the utilisation of the network, of centres and of the busiest machines."""
    each = loads(subject, hours)
    legend = (say("load.planned"), say("load.fixed"))
    centres: dict[str, str] = {
        centre.id: name_of(centre, language) for centre in subject.facts.catalogue.centres
    }
    machines: dict[str, str] = {
        machine.id: f"{name_of(machine, language)}, {centres.get(machine.centre, machine.centre)}"
        for machine in subject.facts.catalogue.equipment
    }
    whole = together(each.values())
    network = {"": whole} if whole.open else {}
    # Machines that the plan does not touch are its coordinator's business only where there is no plan.
    used = {name: load for name, load in each.items() if load.planned} or each
    busy = _load_lines({name: load for name, load in used.items() if load.share}, machines, say)
    return Loads(
        say("load.denominator", *loaded_days(subject)),
        (
            BarList(
                say("load.centres"),
                legend,
                (
                    *_load_lines(network, {"": say("load.network")}, say),
                    *_load_lines(by_centre(subject, each), centres, say),
                ),
            ),
            BarList(say("load.machines"), legend, busy[:MOST_SHOWN]),
        ),
    )


def _load_lines(each: Mapping[str, Load], names: Mapping[str, str], say: Say) -> tuple[Line, ...]:
    ordered = sorted(
        ((name, load) for name, load in each.items() if load.open), key=lambda item: (-item[1].share, item[0])
    )
    return tuple(
        Line(
            names.get(name, name),
            f"{100 * load.share:.1f} %",
            (load.part(load.planned), load.part(load.fixed)),
            say("load.hours", f"{load.planned + load.fixed:,.0f}", f"{load.open:,.0f}"),
        )
        for name, load in ordered
    )


def cost_lists(subject: Subject, say: Say, language: Language) -> tuple[BarList, ...]:
    """Return what companies, sectors and centres stand for in the plan's costs."""
    sectors: dict[str, str] = {request.id: request.sector.value for request in subject.facts.requests}
    companies: dict[str, str] = {
        company.id: name_of(company, language) for company in subject.facts.companies
    }
    centres: dict[str, str] = {
        centre.id: name_of(centre, language) for centre in subject.facts.catalogue.centres
    }

    def sector(booking: Booking) -> str | None:
        return sectors.get(booking.request or "")

    by_sector = plan_costs(subject, sector)
    parts = (say("cost.fees"), say("cost.transport"), say("cost.travel"))
    return (
        BarList(
            say("cost.sectors"),
            parts,
            _cost_lines(by_sector, {name: say(f"sector.{name}") for name in by_sector}, language),
        ),
        BarList(
            say("cost.companies"),
            parts,
            _cost_lines(plan_costs(subject, lambda booking: booking.company), companies, language),
        ),
        BarList(
            say("cost.centres"),
            parts[:1],
            _fee_lines(plan_costs(subject, lambda booking: booking.centre), centres, language),
        ),
    )


def _cost_lines(costs: Mapping[str, Cost], names: Mapping[str, str], language: Language) -> tuple[Line, ...]:
    most = max((cost.total for cost in costs.values()), default=0) or 1
    return tuple(
        Line(
            names.get(name, name),
            short_krw(cost.total, language),
            tuple(100 * part / most for part in (cost.fees, cost.transport, cost.travel)),
            f"{cost.fees:,} + {cost.transport:,} + {cost.travel:,} = {cost.total:,}",
        )
        for name, cost in costs.items()
        if cost.total
    )


def _fee_lines(costs: Mapping[str, Cost], names: Mapping[str, str], language: Language) -> tuple[Line, ...]:
    ordered = sorted(costs.items(), key=lambda item: (-item[1].fees, item[0]))
    most = max((cost.fees for cost in costs.values()), default=0) or 1
    return tuple(
        Line(
            names.get(name, name), short_krw(cost.fees, language), (100 * cost.fees / most,), f"{cost.fees:,}"
        )
        for name, cost in ordered
        if cost.fees
    )
