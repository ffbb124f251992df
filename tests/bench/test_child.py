"""Runs in a process of their own: how they end, and what counts of them."""

from __future__ import annotations

import multiprocessing
import os
import select
import signal
import sys
from dataclasses import dataclass
from multiprocessing import resource_tracker
from pickle import PicklingError
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from iplatform_sched.bench import child
from iplatform_sched.bench.child import Ended, Order, StoppedError, Told, Watched, run_in_child
from iplatform_sched.bench.instances import load
from iplatform_sched.bench.seam import Answer, Budget, Found
from iplatform_sched.model import spawning
from iplatform_sched.model.outcome import Status
from iplatform_sched.model.spawning import DRAIN_SECONDS, Child, Patience, ordered, spawn
from iplatform_sched.problem.schedule import Schedule
from tests.bench.cases import never, shop

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from pathlib import Path


def test_a_run_that_is_stopped_counts_for_nothing(tmp_path: Path) -> None:
    order = Order(load(shop(tmp_path)).problem, "model", Budget(work=1))
    with pytest.raises(StoppedError):
        run_in_child(order, lambda: True)


def test_a_run_that_does_not_end_in_time_is_killed(tmp_path: Path) -> None:
    order = Order(load(shop(tmp_path)).problem, "model", Budget(seconds=0.0))
    found = run_in_child(order, never, grace=0.0)
    assert (found.status, found.detail, found.schedules) == ("killed", "still there 0 s after its time", [])


def test_a_run_that_work_alone_limits_does_not_hang_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(child, "UNTIMED_SECONDS", 0.0)
    order = Order(load(shop(tmp_path)).problem, "model", Budget(work=0.0))
    assert run_in_child(order, never, grace=0.0).status == "killed"


def test_memory_is_read_at_the_end_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From outside it is read once here, before the solver's library is loaded."""
    monkeypatch.setattr(child, "POLL_SECONDS", 60.0)
    found = run_in_child(Order(load(shop(tmp_path)).problem, "fcfs", Budget(seconds=30.0)), never)
    assert found.status == "feasible"
    assert found.memory_mb > 40


def test_a_process_that_dies_is_a_result(tmp_path: Path) -> None:
    order = Order(load(shop(tmp_path)).problem, "model", Budget(work=1))
    former = multiprocessing.spawn.get_executable()
    multiprocessing.set_executable("/bin/true")
    try:
        found = run_in_child(order, never)
    finally:
        multiprocessing.set_executable(former)
    assert (found.status, found.detail) == ("crashed", "its process ended with code 0")


def test_a_run_has_a_group_of_processes_of_its_own(tmp_path: Path) -> None:
    order = Order(load(shop(tmp_path)).problem, "model", Budget(seconds=60.0))

    def seen() -> bool:
        return any(os.getpgid(each.pid or 0) == each.pid for each in multiprocessing.active_children())

    with pytest.raises(StoppedError):
        run_in_child(order, seen)


PARENT = """\
#!{python}
import os, pathlib, subprocess
os.setpgid(0, 0)
child = subprocess.Popen(["sleep", "1000"])
pathlib.Path("{told}").write_text(f"{{child.pid}} ")
child.wait()
"""


def test_what_a_run_started_ends_with_it(tmp_path: Path) -> None:
    told, program = tmp_path / "told", tmp_path / "program"
    program.write_text(PARENT.format(python=sys.executable, told=told))
    program.chmod(0o755)
    handles: list[int] = []

    def started() -> bool:
        if told.exists() and (words := told.read_text()).endswith(" "):
            handles.append(os.pidfd_open(int(words)))
        return bool(handles)

    former = multiprocessing.spawn.get_executable()
    multiprocessing.set_executable(str(program))
    try:
        with pytest.raises(StoppedError):
            run_in_child(Order(load(shop(tmp_path)).problem, "model", Budget(work=1)), started)
    finally:
        multiprocessing.set_executable(former)
    ended, _, _ = select.select(handles, [], [], 10)
    assert ended == handles
    os.close(handles[0])


@pytest.mark.parametrize(
    ("solver", "options", "status", "detail"),
    [
        ("night", {}, "unsuitable", "the search cannot promise to serve mandatory jobs"),
        ("model", {"nonsense": 1}, "crashed", "ValidationError: "),
    ],
    ids=["cannot be expressed", "a fault"],
)
def test_solvers_that_refuse_or_fail_are_results(
    tmp_path: Path, solver: str, options: dict[str, object], status: str, detail: str
) -> None:
    order = Order(load(shop(tmp_path)).problem, solver, Budget(work=1, options=options))
    found = run_in_child(order, never)
    assert (found.status, found.schedules) == (status, [])
    assert found.detail.startswith(detail)


def test_a_bound_that_is_taken_back_proves_nothing_and_is_noted() -> None:
    watched = Watched()
    watched.take(Told(0.5, Found(None, None, 9)))
    watched.end(Ended(1.0, "unknown", Answer(Status.UNKNOWN, None, None), "", 0.0))
    assert (watched.bound, watched.detail) == (9, "")
    watched.end(Ended(1.0, "feasible", Answer(Status.FEASIBLE, None, 3), "Stopped.", 0.0))
    assert (watched.bound, watched.detail) == (3, "Stopped.")
    watched.take(Told(0.5, Found(None, None, 9)))
    watched.take(Told(0.6, Found(Schedule(()), 8, None)))
    watched.end(Ended(1.0, "feasible", Answer(Status.FEASIBLE, None, 7), "Stopped.", 0.0))
    assert (watched.bound, watched.detail) == (7, "took back a wrong bound of 9. Stopped.")
    watched = Watched()
    watched.take(Told(0.5, Found(None, None, 9)))
    watched.take(Told(0.6, Found(Schedule(()), 8, None)))
    # A night that knows no bound any more tells none.
    watched.end(Ended(1.0, "feasible", Answer(Status.FEASIBLE, None, None), "", 0.0))
    assert (watched.bound, watched.detail) == (None, "took back a wrong bound of 9.")


@dataclass
class Gone:
    """A process of which nothing is left."""

    pid: None = None


def test_what_has_come_counts_though_it_is_read_late(monkeypatch: pytest.MonkeyPatch) -> None:
    """We may have been halted, with Ctrl-Z, and the solver not."""
    ours, theirs = multiprocessing.Pipe()
    for message in (Told(0.5, Found(Schedule(()), 8, 7)), Ended(1.0, "feasible", None, "", 0.0)):
        theirs.send(message)
    process: Any = Gone()
    monkeypatch.setattr(child, "spawn", lambda *_, **__: Child(process, ours))
    monkeypatch.setattr(Child, "end", lambda *_: 0)
    found = run_in_child(Order(None, "model", Budget(seconds=0.0)), never, grace=-1.0)  # type: ignore[arg-type]
    assert (found.status, found.ended, found.trajectory) == ("feasible", True, [(0.5, 8)])
    ours.close()
    theirs.close()


def test_who_goes_on_telling_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    moments = iter([0.0, 1.0, DRAIN_SECONDS + 1.0])
    monkeypatch.setattr(spawning, "time", SimpleNamespace(monotonic=lambda: next(moments)))
    patience = Patience()
    assert not patience.is_over(late=False, silent=True)
    assert [patience.is_over(late=True, silent=False) for _ in range(3)] == [False, False, True]


def test_who_is_late_and_silent_is_given_up_at_once() -> None:
    assert Patience().is_over(late=True, silent=True)


def blocked() -> bool:
    """Return whether Ctrl-C waits."""
    return signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, ())


def tell_of_ctrl_c(connection: Connection) -> None:
    """Send whether Ctrl-C waits while this process loads, and what becomes of it later."""
    before = blocked()
    ordered(connection)
    connection.send((before, blocked(), signal.getsignal(signal.SIGINT) is signal.SIG_IGN))


def test_ctrl_c_never_reaches_a_child() -> None:
    one = spawn(tell_of_ctrl_c, None)
    try:
        assert one.message(60) == (True, False, True)
    finally:
        one.end()
    assert not blocked()


def test_a_child_that_cannot_be_started_says_why() -> None:
    former = multiprocessing.spawn.get_executable()
    resource_tracker.ensure_running()  # with the right executable, for good
    multiprocessing.set_executable("/no/such/program")
    try:
        one = spawn(tell_of_ctrl_c, None)
        with pytest.raises((EOFError, OSError)):
            one.message(60)
        assert one.end(60)
    finally:
        multiprocessing.set_executable(former)
    with pytest.raises((AttributeError, PicklingError)):
        spawn(lambda _: None, None)


def test_a_child_ends_once_and_tells_its_code() -> None:
    one = spawn(tell_of_ctrl_c, None)
    assert one.message(60) is not None
    assert [one.end(60), one.end()] == [0, 0]
