from __future__ import annotations

import pytest

from iplatform_sched.domain.booking import Plan, Unserved
from iplatform_sched.domain.changes import Change, ChangeKind
from iplatform_sched.domain.run import Fingerprint, Level, Run
from iplatform_sched.domain.vocabulary import BookingId
from iplatform_sched.report.sentences import summary
from tests.report.samples import at, booking

NEW = Change.model_validate({"kind": ChangeKind.NEW, "company": "K1", "request": "R1"})
LEFT = Unserved.model_validate({"request": "R2", "stages": ("a",), "code": "capacity", "reason": "no room"})
PLAN = Plan(
    snapshot_hash="0" * 64,
    made_at=at("2026-11-23 20:00"),
    bookings=(booking("2026-11-24 09:00", "2026-11-24 12:00"),),
    unserved=(LEFT,),
)


def a_run(**fields: object) -> Run:
    """Return a run of :data:`PLAN`."""
    default: dict[str, object] = {
        "id": "night-1",
        "started": PLAN.made_at,
        "now": PLAN.made_at,
        "plan_from": PLAN.made_at,
        "snapshot_hash": PLAN.snapshot_hash,
        "fingerprint": Fingerprint(catalogue="", calendars="", policy="", bookings=""),
    }
    return Run.model_validate(default | fields)


def test_what_was_decided() -> None:
    broken = PLAN.model_copy(update={"broken": (BookingId("B9"),)})
    text = summary(a_run(changes=(NEW, NEW)), broken)
    assert "1 stages of 1 requests planned (0 of them in part)" in text
    assert "1 requests not served" in text
    assert "Changes: 2 new." in text
    assert "B9" in text
    assert "Changes: none." in summary(a_run(), PLAN)


def test_the_weighted_sum_with_both_gaps_and_times() -> None:
    figures = {"objective": 1_200, "bound": 1_000, "unavoidable": 700, "gap": 0.4, "plain_gap": 1 / 6}
    text = summary(a_run(**figures, standing=1_450, first_seconds=1.25, best_seconds=40.0), PLAN)
    assert text.splitlines()[3:] == [
        "Objective 1,200, proven bound 1,000; any plan pays 700 of it.",
        "At most 40.00 % of what can be decided is still to be gained, 16.67 % of the whole.",
        "The standing plan alone would cost 1,450 tonight: 250 more, disruption counted.",
        "First plan after 1.2 s, best after 40.0 s.",
    ]
    assert summary(a_run(objective=1_200), PLAN).splitlines()[3:] == ["Objective 1,200."]


@pytest.mark.parametrize(
    ("level", "sentence"),
    [
        pytest.param(Level(terms=("a", "b"), value=0, bound=0, proved=True), "0, proved.", id="proved"),
        pytest.param(
            Level(terms=("a", "b"), value=1_500, bound=0, proved=False),
            "1,500, not proved, proven bound 0.",
            id="open",
        ),
        pytest.param(
            Level(terms=("a", "b"), value=5, bound=5, proved=True, standing=7),
            "5, proved; the standing plan has 7.",
            id="standing",
        ),
    ],
)
def test_levels(level: Level, sentence: str) -> None:
    assert summary(a_run(levels=(level,)), PLAN).splitlines()[3:] == [f"Level 1 (a, b): {sentence}"]
