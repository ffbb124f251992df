"""The table of now beside the one committed last: on runs made by hand."""

from __future__ import annotations

import pytest

from iplatform_sched.bench.comparison import compare
from iplatform_sched.bench.regression import Then, changes
from tests.bench.cases import KNOWN, record, unsolved

THEN = Then(1, 1, 0, 0, 10.0, 10.0, None, 2)
"""What the table said of the run of `cases.record` on an instance that others have bounded."""
NEVER = Then(0, 0, 1, 0, None, 10.0, None, 2)
"""The same of a preset that could not express it."""


@pytest.mark.parametrize(
    ("then", "trend"),
    [
        (THEN, "same"),
        (THEN._replace(to_best=10.05), "same"),
        (THEN._replace(to_best=9.0), "worse"),
        (THEN._replace(to_best=11.0), "better"),
        (THEN._replace(proved=1), "worse"),
        (THEN._replace(instances=2, runs=2, to_best=9.0), "other runs"),
        (THEN._replace(seconds=30.0, to_best=9.0), "other runs"),
        (THEN._replace(seconds=None, work=2.0, to_best=9.0), "other runs"),
        (THEN._replace(workers=1, to_best=9.0), "other runs"),
        (NEVER, "other runs"),
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
        "other limit of work",
        "fewer workers",
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
    then = {("s", "default"): THEN._replace(unsuitable=1), ("s", "never"): NEVER}
    assert {row.preset: row.trend for row in changes(rows, then)} == {
        "default": "other runs",
        "never": "no runs",
    }


def test_presets_that_did_not_run_this_time_are_told_on_sets_that_were_compared() -> None:
    rows = compare([record(**KNOWN), unsolved(preset="night", status="unsuitable")], "default").presets
    found = changes(rows, {("s", "default"): THEN, ("s", "other"): THEN, ("t", "default"): THEN})
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
        ("s", "default"): THEN._replace(instances=2, runs=2, to_best=9.0),
        ("s", "night"): THEN._replace(proved=1),
        ("s", "never"): NEVER,
    }
    found = {row.preset: row for row in changes(rows, then)}
    assert {name: row.trend for name, row in found.items()} == {
        "default": "worse",
        "night": "worse",
        "never": "no runs",
    }
    night = found["night"]
    assert (night.to_best_then, night.to_best_now, night.proved_then, night.proved_now) == (10.0, None, 1, 0)
