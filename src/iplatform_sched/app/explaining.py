"""Explain a request of the store, or one of a file, from the facts and the live plan."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from iplatform_sched.app.days import read_day
from iplatform_sched.app.known import require
from iplatform_sched.app.night import take_snapshot
from iplatform_sched.domain.vocabulary import RequestStatus
from iplatform_sched.errors import ConflictError, InputError, Issue
from iplatform_sched.exchange.requests_file import read_requests
from iplatform_sched.planning.explain.asked import Wish, asked_goals
from iplatform_sched.planning.explain.service import explain
from iplatform_sched.report.explanation import explanation_view
from iplatform_sched.store.database import open_store
from iplatform_sched.store.facts import load_facts

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from iplatform_sched.app.hooks import Hooks
    from iplatform_sched.domain.snapshot import Snapshot
    from iplatform_sched.report.view import View


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked on the command line, unread."""

    centre: str | None = None
    machine: str | None = None
    stage: str | None = None
    by: str | None = None
    at_most: int | None = None
    every: bool = False


def explain_request(store: Path, request: str, now: datetime, asked: Asked, hooks: Hooks) -> View:
    """Return why a request is as it is planned, what would help, and what other choices would cost.

    Parameters
    ----------
    request
        Id of a request of the store, or a YAML file of one that is not submitted.

    Raises
    ------
    NotFoundError
        Nothing has the id of the request, centre or machine.
    InputError
        The file or what is asked is wrong.
    ConflictError
        The request is not open any more.
    """
    require(store, centre=asked.centre, equipment=asked.machine)
    database = open_store(store)
    name, snapshot = _with_file(request, now, take_snapshot(database, now))
    found = next((each for each in snapshot.requests if each.id == name), None)
    if found is None:
        require(store, request=name)
    if found is None or found.status is not RequestStatus.OPEN:
        known: dict[str, str] = {each.id: each.status.value for each in load_facts(database).requests}
        status = known[name] if found is None else found.status.value
        raise ConflictError(f"request {name} is {status}: nights do not plan it, see `show request`")
    wish = Wish(
        centre=asked.centre,
        machine=asked.machine,
        stage=asked.stage,
        by=None if asked.by is None else read_day(asked.by, "--why-not-before"),
        at_most=asked.at_most,
    )
    goals = asked_goals(snapshot, found, wish)
    explained = explain(snapshot, found.id, goals, tell=_teller(hooks))
    return explanation_view(explained, every=asked.every)


def _teller(hooks: Hooks) -> Callable[[str], None]:
    """Return what reports each step; there is no half of an explanation, so whoever stops it aborts it."""

    def tell(words: str) -> None:
        if hooks.stop():
            raise KeyboardInterrupt
        hooks.report(words, 0.5)

    return tell


def _with_file(request: str, now: datetime, snapshot: Snapshot) -> tuple[str, Snapshot]:
    """Return the id of the request and the facts, with the request of a file added where it is one."""
    file = Path(request)
    if file.suffix not in {".yaml", ".yml"}:
        return request, snapshot
    read, _ = read_requests(
        file,
        snapshot.catalogue.templates,
        catalogue=snapshot.catalogue,
        companies=snapshot.companies,
        stored=snapshot.requests,
        submitted=now,
    )
    if len(read) != 1:
        raise InputError(Issue("holds several requests", file=str(file), hint="Explain one at a time"))
    others = tuple(each for each in snapshot.requests if each.id != read[0].id)
    return read[0].id, snapshot.model_copy(update={"requests": (*others, *read)})
