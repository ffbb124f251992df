"""The policy and runs are kept; what is unknown is not found."""

from datetime import timedelta

import pytest

from iplatform_sched.domain.policy import Policy
from iplatform_sched.domain.run import Act, RunStatus
from iplatform_sched.errors import ConflictError, NotFoundError
from iplatform_sched.store.database import Store
from iplatform_sched.store.events import list_events
from iplatform_sched.store.policies import get_policy
from iplatform_sched.store.requests import (
    get_request,
)
from iplatform_sched.store.runs import add_run, get_run, list_runs, save_run
from tests import facts
from tests.store.examples import a_run, set_policy


def test_the_policy_is_set(empty: Store, later: Act) -> None:
    assert get_policy(empty) == Policy()
    set_policy(empty, Policy(version="2"), later)
    set_policy(empty, Policy(version="3", unserved_krw=1), later)
    assert get_policy(empty) == Policy(version="3", unserved_krw=1)
    assert [each.kind for each in list_events(empty)] == ["store.imported", "store.imported"]


def test_runs_are_kept_and_listed_latest_first(store: Store) -> None:
    first = a_run(store, "a")
    second = a_run(store, "b", started=facts.NOW + timedelta(microseconds=1), plan=None, status="failed")
    save_run(store, first)
    save_run(store, second)
    save_run(store, first)
    assert get_run(store, "a") == first
    assert list_runs(store) == (second, first.model_copy(update={"plan": None}))
    assert [run.id for run in list_runs(store, status=RunStatus.PLANNED)] == ["a"]
    assert [run.id for run in list_runs(store, limit=1)] == ["b"]


def test_an_id_that_was_taken_meanwhile_is_not_taken_twice(store: Store) -> None:
    one, two = (add_run(store, a_run(store, "repair-x-1", message=text)) for text in ("one", "two"))
    assert (one.id, two.id) == ("repair-x-1", "repair-x-2")
    assert [get_run(store, each.id).message for each in (one, two)] == ["one", "two"]
    with pytest.raises(ConflictError, match="publish it"):
        add_run(store, a_run(store, status="published"))


def test_only_publishing_makes_a_run_published(store: Store) -> None:
    with pytest.raises(ConflictError, match="publish it"):
        save_run(store, a_run(store, status="published"))


@pytest.mark.parametrize("get", [get_request, get_run])
def test_an_unknown_id_is_not_found(store: Store, get: object) -> None:
    assert callable(get)
    with pytest.raises(NotFoundError, match="nothing"):
        get(store, "nothing")
