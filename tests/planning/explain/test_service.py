"""What is remarkable about a request, and what is said about it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from iplatform_sched.domain.settings import SolveSettings
from iplatform_sched.domain.vocabulary import RequestId
from iplatform_sched.errors import InputError
from iplatform_sched.planning.explain.asked import Wish, asked_goals
from iplatform_sched.planning.explain.decide import Answer
from iplatform_sched.planning.explain.service import explain
from iplatform_sched.planning.solving import solve
from iplatform_sched.report.story import story
from tests import facts

if TYPE_CHECKING:
    from iplatform_sched.domain.request import Request
    from iplatform_sched.domain.snapshot import Snapshot
    from iplatform_sched.planning.explain.service import Explanation

JOB = RequestId("job")


def planned(*requests: Request, **fields: object) -> Snapshot:
    """Return facts in which the requests are planned, beside given bookings."""
    snapshot = facts.snapshot(*requests, **fields)
    plan = solve(
        snapshot,
        SolveSettings(deterministic=True, work=1, proof_work=0),
        stop=lambda: False,
        on_progress=lambda _text, _share: None,
    ).plan
    assert not plan.unserved
    return snapshot.model_copy(update={"bookings": (*snapshot.bookings, *plan.bookings)})


def explained(snapshot: Snapshot, wish: Wish | None = None) -> Explanation:
    request = next(each for each in snapshot.requests if each.id == JOB)
    goals = () if wish is None else asked_goals(snapshot, request, wish)
    return explain(snapshot, JOB, goals, tell=lambda _: None)


def job(*stages: object, **fields: object) -> Request:
    return facts.request("job", *(stages or (facts.stage("a", ways=[facts.way("crush")]),)), **fields)  # type: ignore[arg-type]


def test_a_request_that_is_fine() -> None:
    found = explained(planned(job()))
    assert found.answers == ()
    assert "Nothing about it is remarkable" in story(found)


def test_what_is_confirmed_is_not_asked_about() -> None:
    mine = facts.booking(
        "mine", "2026-12-28 09:00", "2026-12-28 13:00", equipment="press", request="job", stage="a"
    )
    found = explained(facts.snapshot(job(), bookings=[mine]), Wish(at_most=1))
    assert found.answers == ()
    told = story(found)
    assert "5 days late" in told
    assert "no night moves it" in told


def test_late_with_what_is_in_the_way() -> None:
    taken = facts.booking("full", "2026-11-24 09:00", "2026-11-26 18:00", equipment="press")
    found = explained(planned(job(due="2026-11-25"), bookings=[taken]))
    late = found.answers[0]
    assert (late.code, late.answer) == ("late", Answer.IMPOSSIBLE)
    assert found.standing.days_late == 2
    assert late.conflict is not None
    assert "full" in {each.subject for each in late.conflict.members}
    assert late.repairs
    told = story(found)
    assert "2 days late" in told
    assert "- stage a is to be done" in told
    assert "take away any one of them, the stage aside, and a plan for stage a exists." in told
    assert "still be in the way" not in told


def test_dear_because_others_have_the_cheap_machine() -> None:
    cheap = facts.machine("old", capability="crush", tariff={"per_hour": 10_000})
    network = facts.network()
    catalogue = network.model_copy(update={"equipment": (*network.equipment, cheap)})
    taken = facts.booking("full", "2026-11-24 09:00", "2027-02-26 18:00", equipment="old")
    found = explained(planned(job(), catalogue=catalogue, bookings=[taken]))
    (dear,) = found.answers
    assert dear.code == "dear"
    assert dear.goal.at_most == 40_000
    assert (dear.answer, dear.conflict) == (Answer.IMPOSSIBLE, None)
    assert "explain job --why-not-below 40000" in story(found)
    below = explained(planned(job(), catalogue=catalogue, bookings=[taken]), Wish(at_most=40_000)).answers[0]
    assert below.conflict is not None
    assert "full" in {each.subject for each in below.conflict.members}


def test_far_though_another_centre_is_nearer() -> None:
    far = facts.machine("press-2", "lab", "crush", tariff={"per_hour": 1_000})
    network = facts.network()
    catalogue = network.model_copy(update={"equipment": (*network.equipment, far)})
    found = explained(planned(job(), catalogue=catalogue))
    (answer,) = found.answers
    assert answer.code == "far"
    assert answer.goal.places == {"a": frozenset({"hub"})}
    assert answer.placed is not None
    more = answer.placed.more_than(found.now)
    assert more["fees"] == 206_000  # four hours at 40,000 and a set-up fee of 50,000 against 4,000
    assert "The plan is cheaper by" in story(found)


def test_unserved_because_it_is_too_dear() -> None:
    found = explained(facts.snapshot(job(), policy=facts.policy(unserved_krw=1_000)))
    (answer,) = found.answers
    assert (answer.code, answer.answer) == ("unserved", Answer.POSSIBLE)
    assert "A night would leave it." in story(found)


def test_unserved_although_there_is_room() -> None:
    assert "A night can plan it." in story(explained(facts.snapshot(job())))


def test_what_can_never_be_served_is_said_first() -> None:
    found = explained(facts.snapshot(job(facts.stage("a", ways=[facts.way("crush", 840)]))))
    assert [issue.code for issue in found.issues] == ["no-window"]
    told = story(found)
    assert told.index("It can never be served") < told.index("To be served whole")


@pytest.mark.parametrize(
    ("wish", "answer"),
    [
        (Wish(centre="lab", stage="b"), Answer.POSSIBLE),
        (Wish(machine="scope"), Answer.POSSIBLE),
        (Wish(centre="isle"), None),
        (Wish(stage="nope", centre="hub"), None),
        (Wish(by=date(2026, 11, 23)), Answer.IMPOSSIBLE),
        (Wish(by=date(2026, 12, 23)), Answer.POSSIBLE),
        (Wish(at_most=1), Answer.IMPOSSIBLE),
        (Wish(at_most=10**9), Answer.POSSIBLE),
    ],
)
def test_what_somebody_asks(wish: Wish, answer: Answer | None) -> None:
    stages = (facts.stage("a", ways=[facts.way("crush")]), facts.stage("b", "a", ways=[facts.way("image")]))
    snapshot = planned(job(*stages))
    if answer is None:
        with pytest.raises(InputError):
            explained(snapshot, wish)
        return
    (found,) = explained(snapshot, wish).answers
    assert (found.code, found.answer) == ("why-not", answer)


def test_an_excluded_centre_is_named_as_such() -> None:
    far = facts.machine("press-2", "lab", "crush")
    network = facts.network()
    catalogue = network.model_copy(update={"equipment": (*network.equipment, far)})
    snapshot = planned(job(excluded_centres=["lab"]), catalogue=catalogue)
    (found,) = explained(snapshot, Wish(centre="lab")).answers
    assert found.conflict is not None
    assert [each.kind for each in found.conflict.members] == ["excluded_centre"]
    assert [each.code for each in found.repairs] == ["allow_centre"]
