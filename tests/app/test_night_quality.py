"""How good a night says that its plan is: levels, gaps, times, and what the standing plan would cost."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from iplatform_sched.app.night import NightOptions, run_night
from iplatform_sched.app.views import NightFilter, view_night, view_run
from iplatform_sched.domain.calendars import Closure
from iplatform_sched.domain.changes import ChangeKind
from iplatform_sched.domain.policy import Disruption
from iplatform_sched.domain.vocabulary import ClosureKind, EquipmentId, Span
from iplatform_sched.store.calendars import add_closure, reopen
from iplatform_sched.store.policies import get_policy
from iplatform_sched.store.runs import get_run
from tests import facts
from tests.app.night_case import NOW, QUICK, act, filled, options, quiet
from tests.store.examples import set_policy

if TYPE_CHECKING:
    from pathlib import Path

    from iplatform_sched.app.night import NightReport
    from iplatform_sched.domain.run import Level
    from iplatform_sched.store.database import Store

MONEY = ("fees", "transport", "staff_travel", "overtime")


def with_policy(store: Store, **fields: object) -> None:
    """Give the store another policy."""
    set_policy(store, get_policy(store).model_copy(update=fields), act())


def by_levels(path: Path, *levels: tuple[str, ...]) -> NightReport:
    """Return a night of two batteries that is judged level by level."""
    store = filled(path / "network.db")
    with_policy(store, levels=levels)
    return run_night(store.path, NOW, options(), quiet())


def facts_of(level: Level) -> tuple[int, int, bool]:
    """Return what is known of a level."""
    return level.value, level.bound, level.proved


def test_levels_are_told_one_by_one(tmp_path: Path) -> None:
    report = by_levels(tmp_path, ("unserved",), ("tardiness",), MONEY)
    run = report.run
    assert [level.terms for level in run.levels] == [("unserved",), ("tardiness",), MONEY]
    spent = sum(run.terms[name] for name in MONEY)
    assert spent > 0
    assert [facts_of(level) for level in run.levels] == [(0, 0, True), (0, 0, True), (spent, 0, False)]


def test_levels_make_no_claim_about_their_sum(tmp_path: Path) -> None:
    """The bound is that of the first level: beside a sum of all terms it would say what nobody proved."""
    report = by_levels(tmp_path, ("unserved",), ("tardiness",), MONEY)
    run = report.run
    sums = (run.objective, run.bound, run.unavoidable, run.standing, run.gap, run.plain_gap)
    assert sums == (None,) * 6
    assert run.plan is not None
    assert run.plan.bound is None
    assert "%" not in report.summary
    assert "Level 1 (unserved): 0, proved." in report.summary
    assert "Level 3 (fees, transport, staff_travel, overtime)" in report.summary
    assert report.summary.count("not proved") == 1


def test_the_solver_proves_each_level_of_a_small_night(tmp_path: Path) -> None:
    store = filled(tmp_path / "network.db")
    with_policy(store, levels=(("unserved",), MONEY))
    settings = QUICK.model_copy(update={"proof_work": 20})
    run = run_night(store.path, NOW, NightOptions(settings=settings), quiet()).run
    assert all(level.proved and level.bound == level.value for level in run.levels)


def test_one_level_of_some_terms_has_no_gap(tmp_path: Path) -> None:
    """What a plan must pay counts fees, which are in no level here."""
    run = by_levels(tmp_path, ("unserved", "tardiness")).run
    assert [facts_of(level) for level in run.levels] == [(0, 0, True)]
    assert (run.objective, run.gap, run.plain_gap) == (None, None, None)


def test_a_term_that_a_level_names_counts_whatever_its_weight(tmp_path: Path) -> None:
    report = by_levels(tmp_path, ("unserved",), ("finish",))
    assert get_policy(filled(tmp_path / "other.db")).weights.finish == 0
    assert facts_of(report.run.levels[1]) == (report.run.terms["finish"], 0, False)


def test_levels_are_stored_and_shown(tmp_path: Path) -> None:
    report = by_levels(tmp_path, ("unserved",), MONEY)
    store = tmp_path / "network.db"
    for view in (view_night(store, None, NightFilter()), view_run(store, None)):
        (table,) = [table for table in view.text_tables if table.name == "levels"]
        rows = [(row["level"], row["terms"], row["value"], row["bound"], row["proved"]) for row in table.rows]
        assert rows == [
            (1, "unserved", 0, 0, True),
            (2, "fees transport staff_travel overtime", report.run.levels[1].value, 0, False),
        ]


def test_a_second_night_by_levels_tells_the_standing_plan(tmp_path: Path) -> None:
    first = by_levels(tmp_path, ("unserved",), MONEY).run
    assert [level.standing for level in first.levels] == [None, None]
    again = run_night(tmp_path / "network.db", NOW, options(), quiet())
    assert again.run.levels[0].standing == 0
    assert again.run.levels[1].standing is not None
    assert again.run.levels[1].standing >= again.run.levels[1].value
    assert "standing plan" in again.summary


def test_a_night_tells_both_gaps_and_its_times(tmp_path: Path) -> None:
    store = filled(tmp_path / "network.db")
    report = run_night(store.path, NOW, options(), quiet())
    run = get_run(store, report.run.id)
    assert run == report.run
    cost, bound, least = run.objective, run.bound, run.unavoidable
    assert cost is not None
    assert bound is not None
    assert least is not None
    assert 0 < least <= cost
    assert run.gap is not None
    assert run.plain_gap is not None
    assert run.gap == pytest.approx((cost - bound) / (cost - least))
    assert run.plain_gap == pytest.approx((cost - bound) / cost)
    assert run.first_seconds is not None
    assert run.best_seconds is not None
    assert 0 <= run.first_seconds <= run.best_seconds
    assert f"Objective {cost:,}, proven bound {bound:,}; any plan pays {least:,} of it." in report.summary
    assert f"{100 * run.gap:.2f} % of what can be decided" in report.summary
    assert f"{100 * run.plain_gap:.2f} % of the whole" in report.summary
    assert "First plan after" in report.summary
    for view in (view_night(store.path, None, NightFilter()), view_run(store.path, None)):
        shown = {row["item"]: row["value"] for row in view.tables[0].rows}
        assert shown["unavoidable"] == least
        assert shown["gap_percent"] == round(100 * run.gap, 2)
        assert shown["plain_gap_percent"] == round(100 * run.plain_gap, 2)
        assert shown["first_plan_seconds"] == round(run.first_seconds, 1)
        assert shown["best_plan_seconds"] == round(run.best_seconds, 1)
        assert "levels" not in {table.name for table in view.text_tables}


def test_a_run_that_an_older_version_stored_is_shown(tmp_path: Path) -> None:
    store = filled(tmp_path / "network.db")
    run_night(store.path, NOW, options(), quiet())
    newer = ("unavoidable", "plain_gap", "standing", "first_seconds", "best_seconds", "levels")
    with closing(sqlite3.connect(store.path)) as connection, connection:
        connection.executemany(
            "UPDATE run SET fact = json_remove(fact, ?)", [(f"$.{name}",) for name in newer]
        )
    (row,) = (row for row in view_run(store.path, None).tables[0].rows if row["item"] == "plain_gap_percent")
    assert row["value"] is None


def standing_on_the_slow_machine(path: Path, **prices: int) -> Store:
    """Return a store whose one booking was planned while the machine that is twice as fast was closed."""
    slow = facts.request("cells", facts.stage("a"), release=facts.at("2026-12-07 00:00"), due="2026-12-23")
    store = filled(path / "network.db", [slow])
    with_policy(store, disruption=Disruption(**prices))
    fast = EquipmentId("cycler-2")
    months = Span(start=facts.at("2026-11-20 00:00"), end=facts.at("2027-06-01 00:00"))
    add_closure(store, fast, Closure(span=months, kind=ClosureKind.CLOSED), act())
    run_night(store.path, NOW, options(), quiet())
    reopen(store, fast, months, act())
    return store


def test_a_booking_moves_where_that_saves_more_than_the_disruption(tmp_path: Path) -> None:
    store = standing_on_the_slow_machine(
        tmp_path, moved_krw=10_000, per_day_krw=0, other_equipment_krw=0, other_centre_krw=20_000
    )
    report = run_night(store.path, NOW, options(), quiet())
    run = report.run
    (moved,) = run.changes
    assert moved.kind is ChangeKind.MOVED
    assert moved.after is not None
    assert moved.after.equipment == "cycler-2"
    assert run.terms["disruption"] == 30_000
    assert run.standing is not None
    assert run.objective is not None
    saved = run.standing - (run.objective - run.terms["disruption"])
    assert saved > run.terms["disruption"]
    gain = run.standing - run.objective
    assert (
        f"The standing plan alone would cost {run.standing:,} tonight: {gain:,} more, disruption counted."
        in report.summary
    )
    shown = {row["item"]: row["value"] for row in report.view.tables[0].rows}
    assert shown["standing_objective"] == run.standing


def test_a_booking_stays_where_moving_saves_less_than_the_disruption(tmp_path: Path) -> None:
    store = standing_on_the_slow_machine(
        tmp_path, moved_krw=100_000, per_day_krw=0, other_equipment_krw=0, other_centre_krw=100_000
    )
    report = run_night(store.path, NOW, options(), quiet())
    assert report.run.changes == ()
    assert report.run.standing == report.run.objective
    assert report.run.terms["disruption"] == 0
    assert "The standing plan alone would cost as much." in report.summary


def test_a_first_night_has_no_standing_plan(tmp_path: Path) -> None:
    store = filled(tmp_path / "network.db")
    report = run_night(store.path, NOW, options(), quiet())
    assert report.run.standing is None
    assert "standing plan" not in report.summary


def test_a_policy_that_weighs_the_span_keeps_the_stages_of_a_request_together(tmp_path: Path) -> None:
    """The press is closed for weeks: what comes before it waits with it, where somebody pays for the span."""
    crush = facts.stage("b", "a", ways=[facts.way("crush")])
    months = Span(start=facts.at("2026-11-20 00:00"), end=facts.at("2026-12-14 00:00"))
    terms = {}
    for price in (0, 1_000):
        store = filled(tmp_path / f"{price}.db", [facts.request("cells", facts.stage("a"), crush)])
        weights = get_policy(store).weights.model_copy(update={"span": price})
        with_policy(store, weights=weights)
        add_closure(store, EquipmentId("press"), Closure(span=months, kind=ClosureKind.CLOSED), act())
        terms[price] = run_night(store.path, NOW, options(), quiet()).run.terms
    ticks_of_a_day = 48
    assert terms[0]["span"] > 7 * ticks_of_a_day
    assert terms[1_000]["span"] < ticks_of_a_day
    assert terms[1_000]["fees"] == terms[0]["fees"]
    assert terms[1_000]["unserved"] == 0
