"""Presets compared: on runs made by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from iplatform_sched.bench.comparison import compare
from iplatform_sched.bench.contradictions import contradictions
from iplatform_sched.errors import InputError
from tests.bench.cases import KNOWN, record, unsolved

if TYPE_CHECKING:
    from iplatform_sched.bench.records import Record


def test_the_figures_of_a_set_by_hand() -> None:
    runs = [
        record(**KNOWN),
        record(
            **KNOWN,
            preset="good",
            objective=100,
            bound=100,
            gap=0.0,
            trajectory=[(5.0, 100)],
            status="optimal",
        ),
        unsolved(instance="j"),
        record(instance="j", preset="good"),
    ]
    good, default = compare(runs, "default").presets
    assert (good.preset, good.run_count, good.solved_count, good.proved_count, good.unsolved_count) == (
        "good",
        2,
        2,
        1,
        0,
    )
    assert (good.to_best, good.win_count, good.tie_count, good.loss_count, good.pair_count) == (
        0.0,
        2,
        0,
        0,
        2,
    )
    # 10 % and 100 % against none at all; the integral of the good one is half a run and a tenth of one.
    assert (good.to_best_difference, good.integral) == (-55.0, 30.0)
    assert (default.to_best, default.unsolved_count, default.solved_count, default.invalid_count) == (
        55.0,
        1,
        1,
        0,
    )
    assert default.to_bound == pytest.approx(54.545)
    # exp((log 0.11 + log 1.01) / 2) - 0.01, and the same of 1/11 and 1.
    assert (default.to_best_shifted, default.to_bound_shifted) == pytest.approx((32.332, 30.925))
    assert (default.to_best_difference, default.pair_count, default.tie_count) == (None, 0, 0)


def test_only_what_one_machine_made_is_a_pair() -> None:
    runs = [record(instance=name, seed=seed, machine="m, load 0.1") for name in "ij" for seed in range(3)]
    runs += [
        record(preset="p", instance=name, seed=seed, objective=100, machine=machine)
        for name, machine in (("i", "m, load 7.0"), ("j", "n, load 0.1"))
        for seed in range(4)
    ]
    found = {row.preset: row for row in compare(runs, "default").presets}
    assert (found["p"].pair_count, found["p"].unpaired_count, found["p"].win_count) == (3, 3, 3)
    assert (found["default"].pair_count, found["default"].unpaired_count) == (0, 0)
    assert found["p"].to_best_low is None


def test_objectives_are_compared_where_both_have_a_schedule() -> None:
    runs = [
        *(record(instance=name, seed=seed) for name in "ij" for seed in range(2)),
        *(record(preset="p", instance="i", seed=seed, objective=55, bound=50) for seed in range(2)),
        record(preset="p", instance="j", objective=220),
        unsolved(preset="p", instance="j", seed=1),
        record(preset="p", instance="k", objective=1),
        record(preset="q", instance="j", objective=330),
    ]
    found = {row.preset: row for row in compare(runs, "default").presets}
    # A half twice, and of the other instance the double once: 1 as a geometric mean over instances.
    assert (found["p"].both_count, found["p"].objective_ratio, found["p"].mean_objective) == (3, 1.0, None)
    assert (found["q"].both_count, found["q"].objective_ratio, found["q"].mean_objective) == (1, 3.0, 330.0)
    assert (found["default"].both_count, found["default"].objective_ratio) == (0, None)
    assert found["default"].mean_objective == 110.0


def test_presets_that_ran_on_more_instances_come_first() -> None:
    runs = [record(), record(instance="j"), record(preset="p", objective=100, bound=100)]
    assert [row.preset for row in compare(runs, "default").presets] == ["default", "p"]


def test_seconds_and_memory_of_a_set() -> None:
    runs = [record(seconds=10.4, memory_mb=90.0), record(seed=1, seconds=12.0)]
    (row,) = compare(runs, "default").presets
    assert (row.mean_seconds, row.most_memory_mb, row.overran_count) == (11.2, 100.0, 1)
    assert (row.limit_seconds, row.workers) == (10.0, 2)


def test_a_gap_to_the_bound_is_a_share_of_what_can_be_avoided() -> None:
    (row,) = compare([record(unavoidable=90, gap=0.5)], "default").presets
    assert (row.to_bound, row.to_bound_plain) == (50.0, 9.091)


def test_a_schedule_better_than_published_ones_counts_below_zero() -> None:
    (row,) = compare([record(known_upper=110, objective=99, bound=90)], "default").presets
    assert (row.to_best, row.to_best_shifted, row.better_count) == (-10.0, 0.0, 1)


def test_what_others_found_counts_for_runs_that_were_made_without_it() -> None:
    runs = [record(objective=97, bound=95), record(preset="other", **KNOWN)]
    found = compare(runs, "default")
    assert {row.preset: row.better_count for row in found.presets} == {"default": 1, "other": 0}
    assert {(row.known_lower, row.known_upper, row.reference) for row in found.instances} == {(95, 100, 100)}


def test_a_proof_that_there_is_none_is_a_solution_and_no_gap_is_above_one() -> None:
    runs = [
        unsolved(status="infeasible", known_infeasible=True, seconds=4.0),
        unsolved(instance="j", known_infeasible=True),
        record(instance="k", known_upper=10),
    ]
    (row,) = compare(runs, "default").presets
    # Without a solution for four of ten seconds; for all ten; and with one too far from what is known.
    assert row.integral == pytest.approx(100 * (0.4 + 1 + 0.1 + 0.9 * (110 - 10) / 110) / 3, abs=1e-3)
    assert (row.solved_count, row.proved_count, row.unsolved_count) == (2, 1, 1)
    assert row.to_best == pytest.approx(66.667)


def test_what_a_solver_cannot_express_is_told_apart_and_the_judge_s_refusal_is_no_solution() -> None:
    runs = [
        record(),
        unsolved(preset="night", status="unsuitable"),
        record(preset="wrong", verified=False, objective=None, gap=None),
    ]
    found = {row.preset: row for row in compare(runs, "default").presets}
    night, wrong = found["night"], found["wrong"]
    assert (night.run_count, night.unsuitable_count, night.to_best, night.pair_count) == (0, 1, None, 0)
    assert (wrong.invalid_count, wrong.unsolved_count, wrong.to_best, wrong.loss_count) == (1, 1, 100.0, 1)
    single = {row.preset: row for row in compare(runs, "default").instances}
    assert (single["night"].run_count, single["night"].to_best, single["wrong"].to_best) == (0, None, 100.0)


def test_profiles_are_of_instances_on_which_all_ran() -> None:
    runs = [record(), record(instance="j", known_upper=100), record(preset="other", objective=100, bound=100)]
    found = compare(runs, "default")
    (profile,) = found.profiles
    assert (profile.instance_count, profile.gaps) == (1, {"default": (0.1,), "other": (0.0,)})
    assert [(row.instance, row.preset, row.reference) for row in found.instances] == [
        ("i", "default", 100),
        ("i", "other", 100),
        ("j", "default", 100),
    ]


def test_presets_that_ran_on_more_have_profiles_of_their_own() -> None:
    ran = {"a": "ijkl", "b": "ij", "c": "ij", "d": "jk"}
    runs = [record(preset=preset, instance=name) for preset, names in ran.items() for name in names]
    found = compare(runs, "a").profiles
    assert [(each.instance_count, "".join(each.gaps)) for each in found] == [
        (2, "abc"),
        (2, "ad"),
        (1, "abcd"),
    ]
    assert all(len(gaps) == each.instance_count for each in found for gaps in each.gaps.values())
    (alone,) = compare([record()], "default").profiles
    assert (alone.instance_count, alone.gaps) == (1, {"default": (0.0,)})


def test_one_compares_with_a_preset_that_ran() -> None:
    with pytest.raises(InputError, match="Presets that ran: default"):
        compare([record()], "other")


@pytest.mark.parametrize(
    ("runs", "words"),
    [
        ([record(**KNOWN)], None),
        ([record(bound=101, **KNOWN)], "proves that none is below 101, others have one of 100"),
        ([record(objective=94, bound=90, **KNOWN)], "others proved that none is below 95, default"),
        ([record(bound=None, objective=None, verified=False, **KNOWN)], None),
        ([record(bound=105), record(preset="p", objective=104)], "proves that none is below 105, p (seed 0)"),
        ([unsolved(status="infeasible", known_upper=9)], "default (seed 0) proves that there is none"),
        (
            [record(known_infeasible=True)],
            "others proved that there is none, default (seed 0) has one of 110",
        ),
        ([unsolved(status="infeasible", known_infeasible=True)], None),
        ([record(bound=105), record(preset="p", objective=104, instance_digest="e")], None),
        (
            [record(bound=105), record(set="t", instance="j", objective=104)],
            "proves that none is below 105, default (seed 0) has one of 104",
        ),
    ],
    ids=[
        "none",
        "bound above published",
        "schedule below published",
        "refused schedules prove nothing",
        "two runs",
        "wrong infeasible",
        "wrong feasible",
        "right infeasible",
        "another instance of that name",
        "one instance in two sets",
    ],
)
def test_what_cannot_both_be_true(runs: list[Record], words: str | None) -> None:
    found = contradictions(runs)
    if words is None:
        assert found == ()
    else:
        assert len(found) == 1
        assert words in found[0]


def test_what_others_proved_in_the_meantime_counts_for_all_runs() -> None:
    runs = [record(bound=100), record(bound=100, seed=1, known_upper=90, known_lower=80)]
    for order in (runs, runs[::-1]):
        (told,) = contradictions(order)
        assert "none is below 100, others have one of 90" in told
    (told,) = contradictions([record(), record(seed=1, known_infeasible=True)])
    assert "others proved that there is none" in told
