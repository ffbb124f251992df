"""What works beside the search: bounds come, deaths are counted."""

from __future__ import annotations

import multiprocessing
import threading
import time
from collections import deque
from typing import TYPE_CHECKING

from iplatform_sched.search.aside import Aside
from iplatform_sched.search.bound.prover import Allowance, Assignment, Message, send_bounds
from iplatform_sched.search.construct import construct
from tests.search.judge import broken
from tests.search.network import Extent, network

if TYPE_CHECKING:
    from iplatform_sched.search.aside import News
    from iplatform_sched.search.state import State

SMALL = Extent(jobs=4, centres=2, machines=3, kinds=3, weeks=4)


def _next(aside: Aside, state: State) -> News:
    while not aside.ready():
        multiprocessing.connection.wait([], timeout=0.05)
    return aside.collect(state.schedule(), 0.0)


def test_bounds_come_first_and_then_the_solver() -> None:
    state = construct(network(7, SMALL))
    with Aside(state.tables, seconds=40.0, seed=1, work=4.0) as aside:
        assert not aside.ready()
        assert aside.collect(state.schedule(), 0.0).schedule is None
        aside.begin(state.schedule(), 0.0)
        assert _next(aside, state).bound.value > 0
        while not aside.counters["exact"]:
            news = _next(aside, state)
            if news.schedule is not None:
                assert broken(state.problem, news.schedule) == []
    assert aside.counters["crashes"] == 0


def test_a_child_that_dies_is_counted() -> None:
    state = construct(network(7, SMALL))
    with Aside(state.tables, seconds=40.0, seed=1) as aside:
        aside.begin(state.schedule(), 0.0)
        for child in multiprocessing.active_children():
            child.kill()
        deadline = time.monotonic() + 60.0
        while not aside.counters["crashes"] and time.monotonic() < deadline:
            _next(aside, state)
        assert aside.counters["crashes"] == 1


def test_the_child_sends_bounds_asks_for_plans_and_says_when_it_is_done() -> None:
    import signal

    before = signal.getsignal(signal.SIGINT)
    ours, theirs = multiprocessing.Pipe()
    problem = network(7, SMALL)
    full, empty = construct(problem).schedule(), construct(problem, order=[]).schedule()
    messages = (Assignment(problem, empty, Allowance(5.0, by_work=True)), *(full for _ in range(40)))
    asking = threading.Thread(target=lambda: deque(map(ours.send, messages), 0))
    asking.start()
    try:
        send_bounds(theirs)
    finally:
        signal.signal(signal.SIGINT, before)
    asking.join()
    heard = []
    while ours.poll():
        heard.append(ours.recv())
    assert heard[0].value > 0
    assert Message.ASK in heard
    assert heard[-1] is Message.END
    theirs.close()
    ours.close()
