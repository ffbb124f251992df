"""Sites, journeys between them, and the specimens that make them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from iplatform_sched.availability.possible_flow import handles
from iplatform_sched.availability.travel import Place, journey, place_of, staff_minutes
from iplatform_sched.availability.windows import centre_open, office_open
from iplatform_sched.domain.policy import CarrierMode
from iplatform_sched.domain.vocabulary import GoodsClass
from iplatform_sched.problem.data import Carrier, CarrierKind, Site, Specimen

if TYPE_CHECKING:
    from collections.abc import Iterable

    from iplatform_sched.domain.centre import Centre
    from iplatform_sched.domain.policy import CarrierForm
    from iplatform_sched.domain.request import Company, Request, SpecimenSpec, Stage
    from iplatform_sched.domain.vocabulary import SpecimenId, StageId
    from iplatform_sched.problem.compile.ground import Ground

KINDS = {CarrierMode.DRIVE: CarrierKind.DRIVE, CarrierMode.PARCEL: CarrierKind.PARCEL}


@dataclass(frozen=True, slots=True)
class Atlas:
    """The sites of a problem.

    Attributes
    ----------
    places
        One entry per site, for companies at one place that of the first.
    index
        Site of each centre and company.
    centres
        The first so many sites are centres.
    """

    sites: tuple[Site, ...]
    places: tuple[Place, ...]
    index: dict[str, int]
    centres: int


def draw_atlas(ground: Ground, centres: Iterable[Centre], companies: Iterable[Company]) -> Atlas:
    """Return the sites of `centres` and then of `companies`.

    Companies at the same coordinates share a site unless a travel entry names one of them.
    """
    named = {origin for origin, _, _ in ground.roads.entries} | {goal for _, goal, _ in ground.roads.entries}
    sites: list[Site] = []
    places: list[Place] = []
    index: dict[str, int] = {}
    for centre in centres:
        index[centre.id] = len(sites)
        sites.append(Site(centre.id, centre_open(ground.almanac, centre).clip(0, ground.almanac.horizon)))
        places.append(place_of(centre))
    office = office_open(ground.almanac).clip(0, ground.almanac.horizon)
    shared: dict[tuple[object, ...], int] = {}
    for company in companies:
        place = place_of(company)
        key = (*place[1:], company.id if company.id in named else "")
        if key not in shared:
            shared[key] = len(sites)
            sites.append(Site(company.id, office))
            places.append(place)
        index[company.id] = shared[key]
    return Atlas(tuple(sites), tuple(places), index, len(sites) - len(shared))


def compile_carriers(ground: Ground, atlas: Atlas) -> tuple[Carrier, ...]:
    """Return the policy's carriers, in its order, with their journeys between the sites."""
    return tuple(_carrier(ground, atlas, form) for form in ground.snapshot.policy.carriers)


def _carrier(ground: Ground, atlas: Atlas, form: CarrierForm) -> Carrier:
    grid, places = ground.grid, atlas.places
    ticks, price = [], []
    for a, origin in enumerate(places):
        legs = [
            # Nothing travels from one company to another.
            (0, 0) if a >= atlas.centres <= b else journey(ground.roads, form, origin, goal)
            for b, goal in enumerate(places)
        ]
        ticks.append(tuple(grid.up(minutes) for minutes, _ in legs))
        price.append(tuple(krw for _, krw in legs))
    return Carrier(form.id, KINDS[form.mode], tuple(ticks), tuple(price))


def staff_matrix(ground: Ground, atlas: Atlas) -> tuple[tuple[int, ...], ...]:
    """Return the ticks of staff travel between sites; none is needed between companies."""
    return tuple(
        tuple(
            0 if a >= atlas.centres <= b else ground.grid.up(staff_minutes(ground.roads, origin, goal))
            for b, goal in enumerate(atlas.places)
        )
        for a, origin in enumerate(atlas.places)
    )


def specimens_of(request: Request) -> dict[SpecimenId, SpecimenSpec | None]:
    """Return every specimen of a request, those first that it describes; the rest is ordinary goods."""
    found: dict[SpecimenId, SpecimenSpec | None] = {each.id: each for each in request.specimens}
    for stage in request.stages:
        for name in (*stage.holds, *stage.makes, *stage.consumes):
            found.setdefault(name, None)
    return found


def descendants(request: Request, root: StageId) -> frozenset[StageId]:
    """Return a stage and all its successors in the workflow."""
    found = {root}
    grown = True
    while grown:
        more = {
            stage.id
            for stage in request.stages
            if stage.id not in found and any(lag.after in found for lag in stage.after)
        }
        found |= more
        grown = bool(more)
    return frozenset(found)


def compile_specimens(
    ground: Ground, atlas: Atlas, job: int, request: Request, tasks: dict[StageId, int]
) -> tuple[Specimen, ...]:
    """Return the specimens of a request that some unpinned stage touches."""
    out = []
    for name, spec in specimens_of(request).items():
        stages = [stage for stage in request.stages if name in handles(stage)]
        made = any(name in stage.makes for stage in stages)
        pinned = all((request.id, stage.id) in ground.pinned for stage in stages)
        if pinned or len(stages) < (2 if made else 1):
            continue
        goods = GoodsClass.ORDINARY if spec is None else spec.goods
        freed = (
            descendants(request, spec.ordinary_after)
            if spec is not None and spec.ordinary_after is not None
            else frozenset()
        )
        away = made or _left_home(ground, request, stages)
        out.append(
            Specimen(
                name=f"{request.id}/{name}",
                job=job,
                stops=tuple(tasks[stage.id] for stage in stages),
                carriers_after=tuple(
                    _allowed(ground, GoodsClass.ORDINARY if stage.id in freed else goods) for stage in stages
                ),
                origin=-1 if away else atlas.index[request.company],
                ready=0 if away else release_of(ground, request),
                carriers=() if away else _allowed(ground, goods),
            )
        )
    return tuple(out)


def _left_home(ground: Ground, request: Request, stages: Iterable[Stage]) -> bool:
    """Return whether a fixed booking has the specimen before anything unpinned could start."""
    fixed = [
        ground.grid.floor(ground.pinned[key].start)
        for stage in stages
        if (key := (request.id, stage.id)) in ground.pinned
    ]
    return min(fixed, default=ground.almanac.horizon) <= release_of(ground, request)


def release_of(ground: Ground, request: Request) -> int:
    """Return the first tick at which unpinned work of a request may start."""
    own = 0 if request.release is None else ground.grid.ceil(request.release)
    return max(own, ground.release)


def _allowed(ground: Ground, goods: GoodsClass) -> tuple[int, ...]:
    return tuple(index for index, form in enumerate(ground.snapshot.policy.carriers) if goods in form.goods)
