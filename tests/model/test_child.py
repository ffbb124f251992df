"""Solving in a child process: its results, its death, its end on request."""

from __future__ import annotations

import multiprocessing.spawn
import signal
import threading
from dataclasses import replace

import pytest

from iplatform_sched.model.child import Order, serve, solve_in_child
from iplatform_sched.model.constraints import CONSTRAINTS, Constraint
from iplatform_sched.model.objective import TERMS
from iplatform_sched.model.outcome import Limits, Outcome, Progress, Status
from iplatform_sched.model.solve import solve
from iplatform_sched.problem.data import Tariff
from iplatform_sched.problem.schedule import Schedule
from tests.model.tiny import at, die, die_after_the_hint, mode, pigeons, problem, task

CASE = problem(task(mode(tariff=Tariff(fixed=30)), mode(resource=1, tariff=Tariff(fixed=10))))
POOR = Schedule((at(9, 11),))


def test_a_child_finds_what_we_find() -> None:
    told: list[Progress] = []
    found = solve_in_child(CASE, hint=POOR, on_solution=told.append)
    assert (found.status, found.objective) == (Status.OPTIMAL, solve(CASE).objective)
    assert told[0].schedule == POOR


def test_a_crash_is_a_status() -> None:
    found = solve_in_child(CASE, constraints=(*CONSTRAINTS, Constraint("die", die)))
    assert (found.status, found.schedule) == (Status.CRASHED, None)
    assert found.detail == "The solver's process ended with code 7."


def test_a_crash_keeps_the_last_schedule() -> None:
    mortal = (*CONSTRAINTS, Constraint("die", die_after_the_hint))
    found = solve_in_child(CASE, hint=POOR, constraints=mortal)
    assert (found.status, found.schedule, found.objective) == (Status.CRASHED, POOR, 30)
    assert found.terms["fees"] == 30


def test_a_child_that_does_not_stop_in_time_is_ended() -> None:
    found = solve_in_child(CASE, limits=Limits(seconds=0.0), grace=0.0)
    assert found.status is Status.CRASHED
    assert found.detail == "The solver's process did not stop in time."


@pytest.mark.parametrize("jobs", [1, 3000], ids=["small", "larger than a pipe holds"])
def test_a_child_that_dies_as_it_starts_is_a_crash(jobs: int) -> None:
    many = tuple(replace(CASE.jobs[0], due=number) for number in range(jobs))
    former = multiprocessing.spawn.get_executable()
    multiprocessing.set_executable("/bin/true")
    try:
        found = solve_in_child(replace(CASE, jobs=many), limits=Limits(seconds=5.0))
    finally:
        multiprocessing.set_executable(former)
    assert found.status is Status.CRASHED


def test_the_main_function_without_an_order_ends() -> None:
    handler = signal.getsignal(signal.SIGINT)
    ours, theirs = multiprocessing.Pipe()
    ours.close()
    serve(theirs)
    signal.signal(signal.SIGINT, handler)


def test_a_child_stops_when_asked() -> None:
    stop = threading.Event()
    stop.set()
    endless = (*CONSTRAINTS, Constraint("pigeons", pigeons))
    assert solve_in_child(CASE, constraints=endless, stop=stop).status is Status.UNKNOWN


def test_the_main_function_sends_progress_and_an_outcome() -> None:
    handler = signal.getsignal(signal.SIGINT)
    ours, theirs = multiprocessing.Pipe()
    ours.send(Order(CASE, POOR, Limits(), CONSTRAINTS, TERMS))
    serve(theirs)
    assert signal.signal(signal.SIGINT, handler) is signal.SIG_IGN
    messages = [ours.recv()]
    while not isinstance(messages[-1], Outcome):
        messages.append(ours.recv())
    assert messages[0].schedule == POOR
    assert messages[-1].objective == 10
    ours.close()
    theirs.close()
