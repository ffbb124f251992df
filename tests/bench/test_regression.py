"""The table of now beside the one committed last: on runs made by hand."""

from __future__ import annotations

import pytest

from iplatform_sched.bench.comparison import compare
from iplatform_sched.bench.regression import Then, changes
from tests.bench.cases import KNOWN, record, unsolved


@pytest.mark.parametrize(
    ("then", "trend"),
    [
        (Then(1, 1, 0, 0, 10.0, 10.0), "same"),
        (Then(1, 1, 0, 0, 10.05, 10.0), "same"),
        (Then(1, 1, 0, 0, 9.0, 10.0), "worse"),
        (Then(1, 1, 0, 0, 11.0, 10.0), "better"),
        (Then(1, 1, 0, 1, 10.0, 10.0), "worse"),
        (Then(2, 2, 0, 0, 9.0, 10.0), "other runs"),
        (Then(1, 1, 0, 0, 9.0, 30.0), "other runs"),
        (Then(0, 0, 1, 0, None, 10.0), "other runs"),
        (None, "new"),
    ],
    ids=[
        "same",
        "noise",
        "worse",
        "better",
        "fewer proofs",
        "other runs",
        "other limit",
        "can be expressed now",
        "new",
    ],
)
def test_what_has_changed_since_the_last_table(then: Then | None, trend: str) -> None:
    rows = compare([record(**KNOWN)], "default").presets
    (change,) = changes(rows, {} if then is None else {("s", "default"): then})
    assert change.trend == trend


def test_more_seeds_of_a_set_that_cannot_all_be_expressed_are_other_runs() -> None:
    runs = [
        each
        for seed in (0, 1)
        for each in (record(seed=seed), unsolved(instance="j", seed=seed, status="unsuitable"))
    ]
    never = [unsolved(preset="never", seed=seed, status="unsuitable") for seed in (0, 1)]
    rows = compare([*runs, *never], "default").presets
    then = {("s", "default"): Then(1, 1, 1, 0, 10.0, 10.0), ("s", "never"): Then(0, 0, 1, 0, None, 10.0)}
    assert {row.preset: row.trend for row in changes(rows, then)} == {
        "default": "other runs",
        "never": "no runs",
    }


def test_presets_that_did_not_run_this_time_are_told_on_sets_that_were_compared() -> None:
    rows = compare([record(**KNOWN), unsolved(preset="night", status="unsuitable")], "default").presets
    last = Then(1, 1, 0, 0, 10.0, 10.0)
    found = changes(rows, {("s", "default"): last, ("s", "other"): last, ("t", "default"): last})
    assert [(row.set, row.preset, row.trend) for row in found] == [
        ("s", "default", "same"),
        ("s", "night", "no runs"),
        ("s", "other", "gone"),
    ]


def test_what_a_solver_could_express_and_now_cannot_is_worse() -> None:
    rows = compare(
        [
            record(),
            unsolved(instance="j", status="unsuitable"),
            unsolved(preset="night", status="unsuitable"),
            unsolved(preset="never", status="unsuitable"),
        ],
        "default",
    ).presets
    then = {
        ("s", "default"): Then(2, 2, 0, 0, 9.0, 10.0),
        ("s", "night"): Then(1, 1, 0, 1, 10.0, 10.0),
        ("s", "never"): Then(0, 0, 1, 0, None, 10.0),
    }
    found = {row.preset: row for row in changes(rows, then)}
    assert {name: row.trend for name, row in found.items()} == {
        "default": "worse",
        "night": "worse",
        "never": "no runs",
    }
    night = found["night"]
    assert (night.to_best_then, night.to_best_now, night.proved_then, night.proved_now) == (10.0, None, 1, 0)
