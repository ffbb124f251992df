"""Companies, requests, stages and workflow templates."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field, model_validator

from iplatform_sched.domain.vocabulary import (
    MOST_HEADS,
    CapabilityId,
    CentreId,
    CompanyClass,
    CompanyId,
    Count,
    Day,
    Days,
    EquipmentId,
    Fact,
    GoodsClass,
    Instant,
    Krw,
    LagUnit,
    Minutes,
    Moment,
    OperatorId,
    Positive,
    RequestId,
    RequestStatus,
    Run,
    Sector,
    SpecimenId,
    StageId,
    StageKind,
    TemplateId,
)


class Qualification(Fact):
    """A company's staff are trained on a machine or a capability, judged at a booking's start."""

    equipment: EquipmentId | None = None
    capability: CapabilityId | None = None
    valid_from: Day
    valid_to: Day

    @model_validator(mode="after")
    def _one_subject(self) -> Qualification:
        if (self.equipment is None) == (self.capability is None):
            message = "names either an equipment or a capability"
            raise ValueError(message)
        return self


class Company(Fact):
    """A company that files requests.

    Attributes
    ----------
    staff
        Numbered members who can attend; never names.
    """

    id: CompanyId
    name_ko: str
    name_en: str
    company_class: CompanyClass
    city: str = ""
    region: str = ""
    latitude: float = Field(ge=-90, le=90)
    longitude: float = Field(ge=-180, le=180)
    island: bool = False
    staff: int = Field(default=0, ge=0, le=MOST_HEADS)
    budget_krw: Krw | None = None
    qualifications: tuple[Qualification, ...] = ()


class SpecificationBound(Fact):
    """A machine's range must reach from `at_most_low` down and to `at_least_high` up.

    A machine matches when it has a specification of this name with
    ``low <= reach_down`` and ``high >= reach_up`` (each only where given).
    """

    name: str
    reach_down: float | None = None
    reach_up: float | None = None


class Way(Fact):
    """One way to do a stage.

    Attributes
    ----------
    work_minutes, minutes_per_sample
        The run lasts ``work_minutes + minutes_per_sample * samples``, before the machine's speed.
    max_wait_minutes
        Unattended: longest wait between the run's end and the start of unloading; ``None`` for
        no bound but the horizon.
    """

    capability: CapabilityId
    specifications: tuple[SpecificationBound, ...] = ()
    work_minutes: Minutes = 0
    minutes_per_sample: Minutes = 0
    run: Run = Run.ATTENDED
    max_wait_minutes: Minutes | None = None

    @model_validator(mode="after")
    def _some_work(self) -> Way:
        if self.work_minutes + self.minutes_per_sample < 1:
            message = "needs work_minutes or minutes_per_sample above zero"
            raise ValueError(message)
        return self


class Lag(Fact):
    """Time between another stage (`after`) and this one.

    Attributes
    ----------
    since
        Moment of the other stage; ``None``: its booking's end for a minimum, its run's end for a maximum.
    minimum, maximum
        Minutes, or working days with that unit.
    """

    after: StageId
    minimum: Minutes = 0
    maximum: Minutes | None = None
    unit: LagUnit = LagUnit.ELAPSED
    since: Moment | None = None
    to: Moment = Moment.START

    @model_validator(mode="after")
    def _possible(self) -> Lag:
        if self.maximum is not None and self.maximum < self.minimum:
            message = f"maximum {self.maximum} is below minimum {self.minimum}"
            raise ValueError(message)
        return self


class Stage(Fact):
    """A stage of a workflow.

    Attributes
    ----------
    ways
        Alternatives; one is chosen.
    after
        Predecessors with their lags.
    holds, makes, consumes
        Specimens it works on, brings into being, uses up. What it consumes it also holds.
    staff
        Members of the company who attend it when it is operated by the centre (witnesses).
    self_use_staff
        Members who attend when the company runs the machine itself.
    trains
        Training stages only: capability for which it qualifies later self-use in this request.
        Such a stage is optional: the optimizer inserts it where it pays.
    family
        Changeover family of the work.
    """

    id: StageId
    name_ko: str
    name_en: str
    kind: StageKind = StageKind.EQUIPMENT
    ways: tuple[Way, ...] = Field(min_length=1)
    after: tuple[Lag, ...] = ()
    units: Positive = 1
    samples: Positive = 1
    cases: Positive = 1
    holds: tuple[SpecimenId, ...] = ()
    makes: tuple[SpecimenId, ...] = ()
    consumes: tuple[SpecimenId, ...] = ()
    same_equipment_as: tuple[StageId, ...] = ()
    different_equipment_from: tuple[StageId, ...] = ()
    same_centre_as: tuple[StageId, ...] = ()
    different_centre_from: tuple[StageId, ...] = ()
    staff: Count = 0
    self_use_staff: Positive = 1
    trains: CapabilityId | None = None
    family: str | None = None
    note: str = ""


class SpecimenSpec(Fact):
    """A specimen of a request.

    Attributes
    ----------
    goods
        Class of goods, which decides the carriers.
    ordinary_after
        Stage after which it travels as ordinary goods (a cell that passed UN 38.3); that stage and
        its successors in the workflow count.
    """

    id: SpecimenId
    goods: GoodsClass = GoodsClass.ORDINARY
    ordinary_after: StageId | None = None


class Template(Fact):
    """A workflow for a kind of product.

    Attributes
    ----------
    keywords
        Other words by which companies call such products; `advise` finds the template by them.
    source
        Standard or practice that it follows, and which durations are cited or assumed.
    """

    id: TemplateId
    name_ko: str
    name_en: str
    keywords: tuple[str, ...] = ()
    sectors: tuple[Sector, ...]
    stages: tuple[Stage, ...] = Field(min_length=1)
    specimens: tuple[SpecimenSpec, ...] = ()
    source: str = ""


class Request(Fact):
    """A company's request: its own instance of a workflow.

    Attributes
    ----------
    due
        Local date (Asia/Seoul) by whose end it should be finished.
    deadline
        Instant by which every booking must end.
    same_operator
        Whether one named operator stays with it: its stages that take operators of one pool take the same
        one. Of a pool that names nobody this asks nothing.
    preferred_operators
        Named operators of whom each operated booking had better have one.
    weight
        Multiplies the tardiness and unserved prices; 100 is normal.
    nights_waited
        Nights that left it unserved so far: published ones, those of one date counted once.
    waited_on
        Date in the policy's zone of the last of these nights.
    """

    id: RequestId
    company: CompanyId
    title: str
    sector: Sector
    lead_centre: CentreId
    template: TemplateId | None = None
    stages: tuple[Stage, ...] = Field(min_length=1)
    specimens: tuple[SpecimenSpec, ...] = ()
    submitted: Instant
    release: Instant | None = None
    due: Day
    deadline: Instant | None = None
    weight: Annotated[int, Field(ge=1, le=10_000)] = 100
    budget_krw: Krw | None = None
    preferred_centres: tuple[CentreId, ...] = ()
    excluded_centres: tuple[CentreId, ...] = ()
    preferred_regions: tuple[str, ...] = ()
    excluded_regions: tuple[str, ...] = ()
    max_centres: Positive | None = None
    same_operator: bool = False
    preferred_operators: tuple[OperatorId, ...] = ()
    prefix_will_do: bool = False
    status: RequestStatus = RequestStatus.OPEN
    nights_waited: Days = 0
    waited_on: Day | None = None


def after_waiting(request: Request, night: date) -> Request:
    """Return the request after a published night has left it unserved; a date counts once."""
    if request.waited_on is not None and night <= request.waited_on:
        return request
    return request.model_copy(update={"nights_waited": request.nights_waited + 1, "waited_on": night})
