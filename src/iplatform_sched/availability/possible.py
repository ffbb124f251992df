"""Requests that can never be served, found at submission: static checks with a reason and a hint each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iplatform_sched.availability.almanac import open_almanac
from iplatform_sched.availability.eligibility import (
    is_optional,
    is_trained,
    is_wanted,
    matching_offers,
    options,
)
from iplatform_sched.availability.network import index_network
from iplatform_sched.availability.possible_calendar import calendar_issues
from iplatform_sched.availability.possible_flow import cycle_issues, lag_issues, specimen_issues
from iplatform_sched.availability.possible_ids import id_issues
from iplatform_sched.availability.possible_money import budget_issues
from iplatform_sched.availability.possible_time import shape_of
from iplatform_sched.domain.vocabulary import FIXED, Condition
from iplatform_sched.errors import Issue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from iplatform_sched.availability.almanac import Almanac
    from iplatform_sched.availability.eligibility import Option
    from iplatform_sched.availability.network import Network
    from iplatform_sched.domain.equipment import Equipment
    from iplatform_sched.domain.request import Request, Stage, Way
    from iplatform_sched.domain.snapshot import Snapshot
    from iplatform_sched.domain.vocabulary import StageId


def never_servable(snapshot: Snapshot, request: Request, almanac: Almanac | None = None) -> tuple[Issue, ...]:
    """Return why the network as it is can never serve a request; empty where nothing speaks against it.

    Each layer is looked at only where the ones before found nothing: ids, the workflow in itself,
    machines and people, money, time. Stages with a fixed booking need no machine any more.

    Parameters
    ----------
    almanac
        That of the snapshot, where several requests are looked at; made where it is missing.
    """
    flaws, required, found = _without_time(snapshot, request)
    return flaws or tuple(_time_issues(snapshot, almanac or open_almanac(snapshot), request, required, found))


def never_placeable(snapshot: Snapshot, request: Request) -> tuple[Issue, ...]:
    """Return as :func:`never_servable`, but for time, which takes longest to look at."""
    return _without_time(snapshot, request)[0]


def _without_time(
    snapshot: Snapshot, request: Request
) -> tuple[tuple[Issue, ...], list[Stage], dict[StageId, tuple[Option, ...]]]:
    """Return what is wrong in all layers but time, the stages that need a machine, and those that can."""
    network = index_network(snapshot)
    issues = tuple(id_issues(snapshot, network, request))
    issues = issues or tuple(cycle_issues(request))
    issues = issues or tuple(specimen_issues(request))
    if issues:
        return issues, [], {}
    booked = {each.stage for each in snapshot.bookings if each.request == request.id and each.status in FIXED}
    required = [each for each in request.stages if each.id not in booked and not is_optional(each)]
    found = {stage.id: usable_options(network, request, stage) for stage in required}
    issues = tuple(_no_option(network, request, stage) for stage in required if not found[stage.id])
    issues = issues or tuple(
        budget_issues(snapshot, network.companies[request.company], request, required, found)
    )
    return issues, required, found


def stage_refusal(snapshot: Snapshot, request: Request, stage: Stage) -> Issue | None:
    """Return why no machine of a snapshot can do a stage, whatever the time; ``None`` where one can."""
    network = index_network(snapshot)
    return None if usable_options(network, request, stage) else _no_option(network, request, stage)


def usable_options(network: Network, request: Request, stage: Stage) -> tuple[Option, ...]:
    """Return the options of a stage for which the company has the staff and, somehow, the qualification."""
    company = network.companies[request.company]
    return tuple(
        option
        for option in options(network, request, stage)
        if _heads(stage, option) <= company.staff
        and (not option.self_use or _may_run(network, request, option))
    )


def _may_run(network: Network, request: Request, option: Option) -> bool:
    capability = option.offer.capability
    taught = any(each.trains == capability for each in request.stages)
    return taught or is_trained(network.companies[request.company], option)


def _no_option(network: Network, request: Request, stage: Stage) -> Issue:
    """Return the first reason, from the general to the particular, that leaves a stage without any option."""
    offered = [(way, each) for way in stage.ways for each in network.offering.get(way.capability, ())]
    in_use = [(way, each) for way, each in offered if each.condition is not Condition.RETIRED]
    fitting = [(way, each) for way, each in in_use if matching_offers(each, way)]
    big = [(way, each) for way, each in fitting if each.units >= stage.units]
    wanted = [(way, each) for way, each in big if is_wanted(request, network.centres[each.centre])]
    ladder = (
        (
            in_use,
            "ways.capability",
            "no machine in use offers this capability",
            _capabilities(stage),
            "no-capability",
        ),
        (
            fitting,
            "ways.specifications",
            "no machine reaches these specifications",
            _bounds(stage),
            "no-specification",
        ),
        (big, "units", "no such machine has so many units", str(stage.units), "no-units"),
        (wanted, "excluded_centres", "every centre that could do it is excluded", _centres(big), "excluded"),
        (
            list(options(network, request, stage)),
            "ways.capability",
            "no centre with such a machine has operators for it",
            _skills(wanted),
            "no-skill",
        ),
    )
    for passed, field, message, found, code in ladder:
        if not passed:
            return _issue(stage, field, message, found, code)
    staff = network.companies[request.company].staff
    if all(_heads(stage, option) > staff for option in options(network, request, stage)):
        found = f"{stage.staff} to attend, {staff} in the company"
        return _issue(stage, "staff", "the company has too few staff to attend", found, "no-staff")
    return _issue(
        stage,
        "kind",
        "the company may not run the machine and nobody else can",
        _capabilities(stage),
        "not-qualified",
    )


HINTS = {
    "no-capability": "Ask for another capability or add another way to do the stage",
    "no-specification": "Ask for less, or add another way to do the stage",
    "no-units": "Ask for fewer units or split the stage",
    "excluded": "Allow one of these centres or regions",
    "no-skill": "Ask a centre to name a pool with enough operators of this skill",
    "no-staff": "Ask for fewer attendants, or add members of staff to the company",
    "not-qualified": "Add a training stage that trains this capability, or a qualification of the company",
}


def _issue(stage: Stage, field: str, message: str, found: str, code: str) -> Issue:
    return Issue(
        f"stage {stage.id}: {message}", field=f"stages.{field}", found=found, hint=HINTS[code], code=code
    )


def _capabilities(stage: Stage) -> str:
    return ", ".join(way.capability for way in stage.ways)


def _bounds(stage: Stage) -> str:
    return ", ".join(bound.name for way in stage.ways for bound in way.specifications)


def _centres(machines: list[tuple[Way, Equipment]]) -> str:
    return ", ".join(sorted({machine.centre for _, machine in machines}))


def _skills(machines: list[tuple[Way, Equipment]]) -> str:
    offers = [offer for way, machine in machines for offer in matching_offers(machine, way)]
    return ", ".join(sorted({need.skill for offer in offers for need in offer.operators}))


def _heads(stage: Stage, option: Option) -> int:
    return stage.self_use_staff if option.self_use else stage.staff


def _time_issues(
    snapshot: Snapshot,
    almanac: Almanac,
    request: Request,
    stages: list[Stage],
    usable: dict[StageId, tuple[Option, ...]],
) -> Iterator[Issue]:
    minutes = almanac.grid.minutes
    shapes = {stage.id: [shape_of(almanac, stage, option) for option in usable[stage.id]] for stage in stages}
    shortest = {
        name: (
            min(shape.lead + shape.length for shape in found) * minutes,
            min(shape.tail for shape in found) * minutes,
        )
        for name, found in shapes.items()
    }
    issues = tuple(lag_issues(request, shortest))
    yield from issues or calendar_issues(snapshot, almanac, request, stages, usable)
