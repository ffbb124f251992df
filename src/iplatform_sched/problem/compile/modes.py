"""The modes of a task: which machine, run by whom, when, at what price."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from iplatform_sched.availability.eligibility import (
    consumption,
    crews,
    is_preferred,
    lacks_preferred,
    options,
    run_minutes,
)
from iplatform_sched.availability.starts import bans, bounded, house_starts, meet, qualified_starts
from iplatform_sched.availability.travel import place_of, round_trip_krw
from iplatform_sched.availability.windows import centre_rule, machine_rule, pool_rule, working
from iplatform_sched.domain.vocabulary import Run
from iplatform_sched.problem.compile.tariffs import tariff_of
from iplatform_sched.problem.compiled import ModeFact
from iplatform_sched.problem.data import Calendar, Mode, Style, Tariff
from iplatform_sched.timeline import EMPTY, IntervalSet

if TYPE_CHECKING:
    from iplatform_sched.availability.eligibility import Option
    from iplatform_sched.domain.booking import Booking
    from iplatform_sched.domain.centre import Centre, OperatorPool
    from iplatform_sched.domain.equipment import Equipment
    from iplatform_sched.domain.request import Company, Request, Stage
    from iplatform_sched.domain.vocabulary import (
        CentreId,
        ConsumableId,
        EquipmentId,
        OperatorId,
        PoolId,
        StageId,
    )
    from iplatform_sched.problem.compile.ground import Ground

STYLES = {
    Run.ATTENDED: Style.ATTENDED,
    Run.PAUSABLE: Style.PAUSABLE,
    Run.UNATTENDED: Style.UNATTENDED,
}


class Variant(NamedTuple):
    """An option together with the hours that it uses and what qualifies the company.

    Attributes
    ----------
    starts
        As in `Mode.starts`.
    training
        Stage of the request that qualifies for this use; ``None`` where none is needed.
    people
        Named operators that the booking takes.
    """

    option: Option
    after_hours: bool
    starts: IntervalSet | None
    training: StageId | None
    people: tuple[OperatorId, ...] = ()


@dataclass(slots=True)
class Shelf:
    """What modes share, each made once: calendars by content, starts and prices by what they depend on."""

    calendars: dict[Calendar, int] = field(default_factory=dict)
    by_rule: dict[object, int] = field(default_factory=dict)
    starts: dict[object, IntervalSet | None] = field(default_factory=dict)
    trips: dict[tuple[str, str], int] = field(default_factory=dict)
    tariffs: dict[object, Tariff] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Places:
    """Indices that modes refer to."""

    machines: dict[EquipmentId, int]
    pools: dict[PoolId, int]
    people: dict[OperatorId, int]
    sites: dict[str, int]
    tasks: dict[StageId, int]
    families: dict[EquipmentId, dict[str, int]]
    supplies: dict[tuple[CentreId, ConsumableId], int]


def calendar_index(
    ground: Ground,
    shelf: Shelf,
    centre: Centre,
    equipment: Equipment,
    pools: tuple[OperatorPool, ...],
    *,
    after_hours: bool,
) -> int:
    """Return the index of a working calendar; equal calendars share one."""
    almanac = ground.almanac
    shifts = tuple(pool_rule(almanac, pool) for pool in pools)
    key = (centre_rule(almanac, centre), machine_rule(almanac, equipment), shifts, after_hours)
    known = shelf.by_rule.get(key)
    if known is not None:
        return known

    def expand() -> Calendar:
        found = working(almanac, centre, equipment, pools, extended=after_hours)
        end = almanac.horizon
        return Calendar(found.work.clip(0, end), found.windows.clip(0, end), found.after_hours.clip(0, end))

    calendar = almanac.shelf.kept("calendar", (), expand, *key)
    return shelf.by_rule.setdefault(key, shelf.calendars.setdefault(calendar, len(shelf.calendars)))


def variants(ground: Ground, shelf: Shelf, request: Request, stage: Stage) -> tuple[Variant, ...]:
    """Return every way to serve a stage: machine, operators, hours, qualification; worse twins dropped."""
    company = ground.network.companies[request.company]
    found: list[Variant] = []
    place = ground.placements.get((request.id, stage.id))
    for option in options(ground.network, request, stage):
        if place is not None and place.equipment not in {None, option.equipment.id}:
            continue
        heads = stage.self_use_staff if option.self_use else stage.staff
        if heads <= company.staff:
            uses = _undominated(stage, list(_uses(ground, shelf, request, stage, option)))
            named = crews(request, [pool for pool, _ in option.pools])
            found.extend(each._replace(people=people) for people in named for each in uses)
    return tuple(found)


def _uses(ground: Ground, shelf: Shelf, request: Request, stage: Stage, option: Option) -> list[Variant]:
    house = _house(ground, shelf, request, stage, option)
    qualified = _qualified(ground, shelf, request, option)
    rights: list[tuple[IntervalSet | None, StageId | None]] = [(house, None)]
    if option.self_use:
        capability = option.offer.capability
        rights = [(meet(house, qualified), None)]
        rights += [(house, each.id) for each in request.stages if each.trains == capability]
    found = []
    for starts, training in rights:
        found.append(Variant(option, after_hours=False, starts=starts, training=training))
        if option.centre.after_hours is not None:
            late = qualified if option.centre.rules.after_hours_trained_only else None
            found.append(Variant(option, after_hours=True, starts=meet(starts, late), training=training))
    last = ground.latest_start
    only = _only_start(ground, request, stage)
    bound = [each._replace(starts=bounded(meet(each.starts, only), last)) for each in found]
    return [each for each in bound if each.starts is None or each.starts.spans]


def _only_start(ground: Ground, request: Request, stage: Stage) -> IntervalSet | None:
    """Return the start that a placement allows, nothing where that is off the grid; ``None``: any."""
    place = ground.placements.get((request.id, stage.id))
    if place is None or place.start is None:
        return None
    tick = ground.grid.exact(place.start)
    return EMPTY if tick is None else IntervalSet.of([(tick, tick + 1)])


def _planned(ground: Ground, request: Request, stage: Stage, option: Option) -> Booking | None:
    """Return the stage's booking in the plan before, if it could stay: on this machine, on the grid."""
    baseline = ground.baselines.get((request.id, stage.id))
    if baseline is None or baseline.equipment != option.equipment.id:
        return None
    return baseline if ground.grid.exact(baseline.start) is not None else None


def _house(
    ground: Ground, shelf: Shelf, request: Request, stage: Stage, option: Option
) -> IntervalSet | None:
    planned = _planned(ground, request, stage, option)
    stays = () if planned is None else (ground.grid.floor(planned.start),)
    key = ("house", option.centre.id, request.company, stays)
    if key not in shelf.starts:
        missed = ground.missed.get((request.company, option.centre.id), ())
        banned = bans(ground.almanac, option.centre, missed)
        shelf.starts[key] = house_starts(ground.almanac, option.centre, banned, stays)
    return shelf.starts[key]


def _qualified(ground: Ground, shelf: Shelf, request: Request, option: Option) -> IntervalSet:
    key = ("qualified", request.company, option.equipment.id, option.offer.capability)
    if key not in shelf.starts:
        company = ground.network.companies[request.company]
        shelf.starts[key] = qualified_starts(
            ground.almanac, option.centre.zone, company, option.equipment, option.offer.capability
        )
    return shelf.starts[key] or EMPTY


def _undominated(stage: Stage, found: list[Variant]) -> list[Variant]:
    """Drop variants of one option that another equals in price and includes in time.

    An after-hours variant includes its normal twin unless work can pause at closing time; self-use
    by qualification includes self-use after training.
    """
    known = {(each.after_hours, each.training): each.starts for each in found}
    kept = []
    for each in found:
        longer, by_right = (True, each.training), (each.after_hours, None)
        pausable = stage.ways[each.option.way].run is Run.PAUSABLE
        if not each.after_hours and not pausable and longer in known and known[longer] == each.starts:
            continue
        if each.training is not None and by_right in known and known[by_right] == each.starts:
            continue
        kept.append(each)
    return kept


def compile_mode(
    ground: Ground, shelf: Shelf, places: Places, request: Request, stage: Stage, variant: Variant
) -> tuple[Mode, ModeFact]:
    """Return the mode of a variant and what it is in the facts' words."""
    option = variant.option
    way, machine, centre = stage.ways[option.way], option.equipment, option.centre
    company = ground.network.companies[request.company]
    grid = ground.grid
    wait = ground.almanac.horizon if way.max_wait_minutes is None else grid.down(way.max_wait_minutes)
    mode = Mode(
        resource=places.machines[machine.id],
        site=places.sites[centre.id],
        calendar=calendar_index(
            ground,
            shelf,
            centre,
            machine,
            tuple(pool for pool, _ in option.pools),
            after_hours=variant.after_hours,
        ),
        style=STYLES[way.run],
        run=grid.up(run_minutes(way, stage, option.offer)),
        lead=grid.up(machine.setup_minutes),
        tail=grid.up(machine.teardown_minutes),
        max_wait=wait if way.run is Run.UNATTENDED else 0,
        units=stage.units,
        operators=tuple(
            sorted(
                (
                    *((places.pools[pool.id], count) for pool, count in option.pools),
                    *((places.people[person], 1) for person in variant.people),
                )
            )
        ),
        consumes=tuple(
            (places.supplies[centre.id, name], amount)
            for name, amount in sorted(consumption(option.offer, stage).items())
        ),
        staff=stage.self_use_staff if option.self_use else stage.staff,
        family=places.families.get(machine.id, {}).get(stage.family or "", -1),
        starts=variant.starts,
        training=-1 if variant.training is None else places.tasks[variant.training],
        tariff=_tariff(ground, shelf, request, stage, option),
        trip_price=_trip(ground, shelf, company, centre),
        preference_price=_wishes_missed(request, variant) * ground.snapshot.policy.preference_krw,
        label=_label(variant),
    )
    fact = ModeFact(option.way, machine.id, centre.id, option.self_use, variant.after_hours, variant.people)
    return mode, fact


def _wishes_missed(request: Request, variant: Variant) -> int:
    """Return how many of two wishes a variant leaves: a preferred centre, a preferred operator."""
    option = variant.option
    pools = [pool for pool, _ in option.pools]
    elsewhere = not is_preferred(request, option.centre)
    return elsewhere + lacks_preferred(request, pools, variant.people)


def _trip(ground: Ground, shelf: Shelf, company: Company, centre: Centre) -> int:
    key = (company.id, centre.id)
    if key not in shelf.trips:
        shelf.trips[key] = round_trip_krw(ground.roads, place_of(company), place_of(centre))
    return shelf.trips[key]


def _tariff(ground: Ground, shelf: Shelf, request: Request, stage: Stage, option: Option) -> Tariff:
    company = ground.network.companies[request.company]
    planned = _planned(ground, request, stage, option)
    if planned is not None:  # what stays may have a price of its own
        return tariff_of(ground, company, stage, option, planned)
    key = (option.equipment.id, company.id, option.self_use, stage.units, stage.samples, stage.cases)
    if key not in shelf.tariffs:
        shelf.tariffs[key] = tariff_of(ground, company, stage, option)
    return shelf.tariffs[key]


def _label(variant: Variant) -> str:
    use = "operated" if not variant.option.self_use else "self-use"
    trained = f" after {variant.training}" if variant.training is not None else ""
    named = f" by {' and '.join(variant.people)}" if variant.people else ""
    return use + named + trained + (", after hours" if variant.after_hours else "")
