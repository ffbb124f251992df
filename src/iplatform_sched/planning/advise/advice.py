"""The advice itself: stage by stage, then for the whole chain."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from iplatform_sched.availability.possible import never_servable
from iplatform_sched.planning.advise.alone import only, stages_alone
from iplatform_sched.planning.advise.nearest import Near, nearest
from iplatform_sched.planning.advise.one_stop import Chain, Cover, chains, covers
from iplatform_sched.planning.advise.question import Lead, company_of, draft_of, facts_for, lead_of
from iplatform_sched.planning.advise.ranking import Suited, open_desk, suited
from iplatform_sched.planning.checked import check_each
from iplatform_sched.problem.decompile import to_bookings
from iplatform_sched.verify.plan import Judge

if TYPE_CHECKING:
    from iplatform_sched.domain.request import Request, Stage
    from iplatform_sched.domain.snapshot import Snapshot
    from iplatform_sched.errors import Issue
    from iplatform_sched.planning.advise.alone import Alone
    from iplatform_sched.planning.advise.question import Question


@dataclass(frozen=True, slots=True)
class StageAdvice:
    """What is said of a stage.

    Attributes
    ----------
    machines
        The best, in order, at most as many as asked for.
    total
        How many machines have room for it.
    nearest
        Where none has: what falls short.
    """

    stage: Stage
    machines: tuple[Suited, ...]
    total: int
    nearest: tuple[Near, ...] = ()


@dataclass(frozen=True, slots=True)
class Advice:
    """The answer.

    Attributes
    ----------
    draft
        The request that it comes to.
    hopeless
        Why the draft could never be served as it is; empty where nothing speaks against it.
    day_krw
        Price of a day later in the ranking.
    weeks
        In which a booking may start, and over which the use of machines is counted.
    placed
        Whether it is known where the company is.
    """

    question: Question
    lead: Lead
    draft: Request
    stages: tuple[StageAdvice, ...]
    covers: tuple[Cover, ...]
    chains: tuple[Chain, ...]
    hopeless: tuple[Issue, ...]
    day_krw: int
    weeks: int
    placed: bool


def advise(snapshot: Snapshot, question: Question) -> Advice:
    """Return the advice for a question; every window and plan in it is verified from the facts alone.

    Raises
    ------
    VerificationError
        A window or plan broke a rule; a fault of ours.
    """
    lead = lead_of(snapshot, question.template, question.sector)
    company = company_of(question, lead)
    draft = draft_of(snapshot, question, company, lead)
    facts = facts_for(snapshot, question, company)
    placed = question.company is not None or question.place is not None
    desk = open_desk(facts, draft, company, placed=placed)
    alone = stages_alone(facts, draft, desk.day_krw)
    stages = []
    for index, stage in enumerate(draft.stages):
        ranked = suited(desk, alone, index)
        near = () if ranked else nearest(desk.network, stage, company.staff)
        stages.append(StageAdvice(stage, tuple(ranked[: question.per_stage]), len(ranked), near))
    _check(alone, stages)
    with_draft = facts.model_copy(update={"requests": (*facts.requests, draft)})
    hopeless = never_servable(with_draft, draft, desk.almanac)
    cover = covers(desk)
    found = () if hopeless else chains(desk, len(cover))
    return Advice(
        question=question,
        lead=lead,
        draft=draft,
        stages=tuple(stages),
        covers=cover,
        chains=found,
        hopeless=hopeless,
        day_krw=desk.day_krw,
        weeks=snapshot.policy.start_weeks,
        placed=placed,
    )


def _check(alone: Alone, stages: list[StageAdvice]) -> None:
    """Verify every window that is shown."""
    windows = (window for each in stages for window in each.machines)
    check_each(
        Judge(alone.snapshot),
        (to_bookings(alone.compiled, only(alone.compiled, each.slot)) for each in windows),
    )
