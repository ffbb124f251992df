"""Runs: in a process of its own each, judged, kept, made once."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from iplatform_sched.bench import runner
from iplatform_sched.bench.best_known import Known
from iplatform_sched.bench.child import Ended, Order, Told, Watched, run_in_child
from iplatform_sched.bench.instances import load
from iplatform_sched.bench.judging import judged
from iplatform_sched.bench.records import read_results
from iplatform_sched.bench.runner import Run, run_bench, runs_of
from iplatform_sched.bench.seam import Answer, Budget, Found
from iplatform_sched.errors import ConflictError, InputError, VerificationError
from iplatform_sched.model.outcome import Status
from iplatform_sched.problem.schedule import Schedule
from tests.bench.cases import MADE, SHOP, bench, never, preset, shop

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def test_runs_are_made_once_judged_and_kept(tmp_path: Path) -> None:
    instance = shop(tmp_path)
    said: list[tuple[str, float]] = []
    where = bench(tmp_path, report=lambda text, share: said.append((text, share)))
    first = run_bench(runs_of([instance], [preset()], [0]), where)
    assert (first.made, first.left) == (1, 0)
    (made,) = first.records
    assert (made.status, made.objective, made.bound, made.verified) == ("optimal", 8, 8, True)
    assert made.trajectory[-1][1] == 8
    assert made.memory_mb > 10
    assert (made.machine, made.commit) == ("a machine", "abc")
    again = run_bench(
        runs_of([instance], [preset(), preset("light", options={"light": True})], [0, 1]), where
    )
    assert (again.made, again.left) == (3, 0)
    assert read_results(where.results) == again.records
    assert again.records[0] == made
    assert said[1] == ("1 of 1, less than a minute left; shops shop.txt, default, seed 0: optimal 8", 1.0)
    assert said[2] == ("3 runs, 1 made before", 0.0)
    assert run_bench(runs_of([instance], [preset()], [0]), where).made == 0


def test_all_presets_run_on_an_instance_before_the_next(tmp_path: Path) -> None:
    one, two = shop(tmp_path, "one"), shop(tmp_path, "two")
    runs = runs_of([one, two], [preset("a"), preset("b")], [3, 4])
    assert [(run.seed, run.instance.name, run.preset.name) for run in runs] == [
        (seed, name, each) for seed in (3, 4) for name in ("one", "two") for each in ("a", "b")
    ]


@pytest.mark.parametrize(("workers", "most"), [(1, 3), (2, 2)])
def test_as_many_runs_at_a_time_as_fit_on_the_cores(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, workers: int, most: int
) -> None:
    """Of three cores three are used by runs of one worker, who wait for each other, and two by one of two."""
    together = threading.Barrier(3 // workers, timeout=60)
    busy: list[int] = []
    seen: list[int] = []

    def run_one(order: Order, _stop: Callable[[], bool]) -> Watched:
        busy.append(order.budget.workers)
        seen.append(sum(busy))
        together.wait()
        busy.pop()
        return Watched("unknown")

    monkeypatch.setattr(runner, "run_in_child", run_one)
    runs = runs_of([shop(tmp_path)], [preset(workers=workers)], range(6))
    assert run_bench(runs, bench(tmp_path, cores=3)).made == 6
    assert max(seen) == most


def test_who_stops_keeps_what_ended_and_goes_on_later(tmp_path: Path) -> None:
    runs = runs_of([shop(tmp_path)], [preset()], [0, 1, 2])
    kept: list[str] = []
    stopped = run_bench(
        runs, bench(tmp_path, cores=1, stop=lambda: len(kept) > 1, report=lambda text, _: kept.append(text))
    )
    assert (stopped.made, stopped.left) == (1, 2)
    assert run_bench(runs, bench(tmp_path)).made == 2
    assert len(read_results(tmp_path / "results.jsonl")) == 3


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(20, "less than a minute"), (600, "about 10 min"), (7500, "about 2 h 5 min")],
)
def test_how_long_the_rest_takes_is_told(tmp_path: Path, seconds: float, words: str) -> None:
    """The clock stands at 0, and at `seconds` once the first of two runs has ended."""
    moments, said = iter([0.0, seconds, seconds]), list[str]()
    where = bench(tmp_path, cores=1, clock=lambda: next(moments), report=lambda text, _: said.append(text))
    run_bench(runs_of([shop(tmp_path)], [preset()], [0, 1]), where)
    assert said[1].startswith(f"1 of 2, {words} left; ")


def test_what_a_solver_told_counts_though_it_died(tmp_path: Path) -> None:
    loaded = load(shop(tmp_path))
    order = Order(loaded.problem, "model", Budget(work=1))
    schedule = run_in_child(order, never).schedules[-1]
    watched = Watched()
    watched.take(Told(0.5, Found(None, None, 3)))
    watched.take(Told(1.0, Found(schedule, 8, 2)))
    watched.take(Told(1.5, Found(schedule, 9, None)))
    watched.detail = "It died."
    run = Run(shop(tmp_path), preset(work=None, seconds=10), 0)
    record = judged(run, loaded, watched, tmp_path, MADE)
    assert (record.status, record.objective, record.verified) == ("killed", 8, True)
    assert (record.bound, record.detail) == (None, "told a bound of 3 that nobody confirmed. It died.")
    assert record.trajectory == ((1.0, 8),)
    assert record.primal_integral == pytest.approx(0.1)


def test_a_bound_that_the_answer_shows_to_be_wrong_is_taken_back_and_one_that_it_claims_stands(
    tmp_path: Path,
) -> None:
    loaded = load(shop(tmp_path))
    schedule = run_in_child(Order(loaded.problem, "model", Budget(work=1)), never).schedules[-1]
    for claimed, bound, words in ((None, None, "took back a wrong bound of 9."), (9, 9, "")):
        watched = Watched()
        watched.take(Told(0.5, Found(None, None, 9)))
        watched.end(Ended(1.0, "feasible", Answer(Status.FEASIBLE, schedule, claimed), "", 0.0))
        record = judged(Run(shop(tmp_path), preset(), 0), loaded, watched, tmp_path, MADE)
        assert (record.objective, record.bound, record.detail) == (8, bound, words)


def test_a_wrong_schedule_and_a_miscounted_one_are_no_solutions(tmp_path: Path) -> None:
    instance = shop(tmp_path)
    loaded = load(instance)
    right = run_in_child(Order(loaded.problem, "model", Budget(work=1)), never).schedules[-1]
    assert right.tasks[0] is not None
    wrong = Schedule((replace(right.tasks[0], start=1), *right.tasks[1:]))
    for schedule, told, words in ((wrong, 8, "calendar"), (right, 7, "told an objective of 7")):
        watched = Watched()
        watched.take(Told(0.5, Found(schedule, told)))
        watched.end(Ended(1.0, "optimal", Answer(Status.OPTIMAL, schedule, 8), "", 0.0))
        record = judged(Run(instance, preset(), 0), loaded, watched, tmp_path, MADE)
        assert (record.verified, record.objective, record.status) == (False, None, "unknown")
        assert words in record.flaws[0]


def test_optimal_is_what_meets_its_bound(tmp_path: Path) -> None:
    instance = shop(tmp_path)
    loaded = load(instance)
    watched = run_in_child(Order(loaded.problem, "model", Budget(work=1)), never)
    watched.bound = 7
    record = judged(Run(instance, preset(), 0), loaded, watched, tmp_path, MADE)
    assert (record.status, record.bound, record.gap) == ("feasible", 7, 1 / 8)


def test_no_run_is_kept_whose_source_may_be_another_one(tmp_path: Path) -> None:
    """The source changes when the first run has ended."""
    texts = iter(["as committed", "as committed", "edited"])
    made = replace(MADE, source=lambda: next(texts))
    with pytest.raises(ConflictError, match="has changed since the benchmark began"):
        run_bench(runs_of([shop(tmp_path)], [preset()], [0, 1, 2]), bench(tmp_path, cores=1, provenance=made))
    assert len(read_results(tmp_path / "results.jsonl")) == 1


def test_a_contradiction_stops_the_benchmark_and_is_kept(tmp_path: Path) -> None:
    instance = shop(tmp_path)._replace(known=Known(lower=1, upper=7))
    runs = runs_of([instance], [preset()], [0, 1])
    for _ in range(2):  # nor does it go on when it is asked again
        with pytest.raises(VerificationError, match="none is below 8, others have one of 7"):
            run_bench(runs, bench(tmp_path, cores=1))
        assert len(read_results(tmp_path / "results.jsonl")) == 1


def test_what_cannot_run_is_said_before_the_first_run(tmp_path: Path) -> None:
    instance = shop(tmp_path)
    run_bench(runs_of([instance], [preset()], [0]), bench(tmp_path))
    changed = [preset(work=2), preset("large", workers=9)]
    with pytest.raises(InputError) as caught:
        run_bench(
            runs_of([instance], changed, [0]),
            bench(tmp_path, provenance=replace(MADE, versions={"solver": "2"})),
        )
    assert [issue.message for issue in caught.value.issues] == [
        "wants 9 threads and there are 2 cores",
        "has runs with other settings",
        "has runs of other versions",
    ]


def test_the_version_of_a_peer_that_does_not_run_decides_nothing(tmp_path: Path) -> None:
    runs = [runs_of([shop(tmp_path)], [preset()], [seed]) for seed in (0, 1, 2)]
    with_peer = replace(MADE, versions={"solver": "1", "pyjobshop": "1"})
    assert run_bench(runs[0], bench(tmp_path)).made == 1
    assert run_bench(runs[1], bench(tmp_path, provenance=with_peer)).made == 1
    newer = bench(tmp_path, provenance=replace(MADE, versions={"solver": "1", "pyjobshop": "2"}))
    assert run_bench(runs[2], newer).made == 1
    # Where nothing waits nothing can be out of place.
    other = bench(tmp_path, provenance=replace(MADE, versions={"solver": "2"}))
    assert run_bench(runs[2], other).made == 0
    peer = runs_of([shop(tmp_path)], [preset("peer", solver="pyjobshop")], [0])
    with pytest.raises(InputError, match="has runs of other versions"):
        run_bench(peer, newer)


def test_seconds_of_another_machine_go_into_another_file(tmp_path: Path) -> None:
    instance = shop(tmp_path)
    for made, refused in ((preset(), False), (preset(work=None, seconds=30.0), True)):
        folder = tmp_path / str(refused)
        folder.mkdir()
        first, then = (
            bench(folder, provenance=replace(MADE, machine=line)) for line in ("one, load 0.1", "two, load 9")
        )
        same = bench(folder, provenance=replace(MADE, machine="one, load 9"))
        runs = [runs_of([instance], [made], [seed]) for seed in (0, 1, 2)]
        assert run_bench(runs[0], first).made == run_bench(runs[1], same).made == 1
        if refused:
            with pytest.raises(InputError, match="has runs of another machine"):
                run_bench(runs[2], then)
        else:
            assert run_bench(runs[2], then).made == 1


def test_instances_that_are_refused_are_all_told_before_the_first_run(tmp_path: Path) -> None:
    broken = [shop(tmp_path, name, text) for name, text in (("b", "1 1\nx\n"), ("c", "1 1\n1 1 2 1\n"))]
    with pytest.raises(InputError) as caught:
        run_bench(runs_of([shop(tmp_path), *broken], [preset()], [0]), bench(tmp_path))
    assert [(issue.file, issue.row) for issue in caught.value.issues] == [
        (str(each.path), 2) for each in broken
    ]
    assert not (tmp_path / "results.jsonl").exists()


def test_an_instance_that_has_changed_is_another(tmp_path: Path) -> None:
    where = bench(tmp_path)
    run_bench(runs_of([shop(tmp_path)], [preset()], [0]), where)
    changed = shop(tmp_path, text=SHOP.replace("4 2 2", "4 2 3"))
    with pytest.raises(InputError, match="has changed since it ran"):
        run_bench(runs_of([changed], [preset()], [0, 1]), where)
    assert len(read_results(where.results)) == 1


def test_an_instance_that_changes_on_the_way_stops_the_benchmark(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "KEPT_INSTANCES", 1)
    instances = [shop(tmp_path, name) for name in ("a", "b")]
    said: list[str] = []

    def change(text: str, _: float) -> None:
        said.append(text)
        if len(said) == 2:
            shop(tmp_path, "b", SHOP.replace("4 2 2", "4 2 3"))

    with pytest.raises(InputError, match="has changed since it ran"):
        run_bench(runs_of(instances, [preset(workers=2)], [0]), bench(tmp_path, report=change))
    assert [each.instance for each in read_results(tmp_path / "results.jsonl")] == ["a"]
