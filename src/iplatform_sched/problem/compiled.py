"""What a snapshot was compiled to: the problem, and whose indices are whose."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from iplatform_sched.domain.booking import Booking
    from iplatform_sched.domain.request import Request, Stage
    from iplatform_sched.domain.snapshot import Snapshot
    from iplatform_sched.domain.vocabulary import (
        CarrierId,
        CentreId,
        CompanyId,
        ConsumableId,
        EquipmentId,
        OperatorId,
        PoolId,
        RequestId,
        StageId,
        VoucherId,
    )
    from iplatform_sched.problem.data import Problem
    from iplatform_sched.timeline import TimeGrid


@dataclass(frozen=True, slots=True)
class ModeFact:
    """What a mode is in the facts' words.

    Attributes
    ----------
    way
        Index of the stage's way.
    after_hours
        Whether the mode may work after hours and in overtime.
    people
        Named operators that it takes.
    """

    way: int
    equipment: EquipmentId
    centre: CentreId
    self_use: bool = False
    after_hours: bool = False
    people: tuple[OperatorId, ...] = ()


@dataclass(frozen=True, slots=True)
class Compiled:
    """A problem and its index maps.

    Attributes
    ----------
    requests
        One entry per job.
    stages, modes
        One entry per task; `modes` has one per mode of it.
    holding
        By machine, bookings that occupy it and are no task's baseline: fixed ones and those of requests
        that are not in play.
    of_stage
        Every booking that a stage of the problem has or had.
    machines, pools, sites
        Index of each machine and pool in `Problem.resources`, of each centre and company in
        `Problem.sites`. Companies at one place share a site.
    consumables
        One entry per supply: its id at the centre that the supply's name begins with.
    tasks
        Index of each stage in `Problem.tasks`.
    """

    problem: Problem
    grid: TimeGrid
    snapshot: Snapshot
    requests: tuple[Request, ...]
    stages: tuple[Stage, ...]
    modes: tuple[tuple[ModeFact, ...], ...]
    holding: dict[EquipmentId, tuple[Booking, ...]]
    of_stage: dict[tuple[RequestId, StageId], tuple[Booking, ...]]
    machines: dict[EquipmentId, int]
    pools: dict[PoolId, int]
    sites: dict[str, int]
    companies: tuple[CompanyId, ...]
    carriers: tuple[CarrierId, ...]
    vouchers: tuple[VoucherId, ...]
    consumables: tuple[ConsumableId, ...]
    tasks: dict[tuple[RequestId, StageId], int]
