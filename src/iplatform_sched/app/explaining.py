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

if TYPE_CHECKING:
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
    snapshot = take_snapshot(open_store(store), now)
    name, snapshot = _with_file(store, request, now, snapshot)
    found = next(each for each in snapshot.requests if each.id == name)
    if found.status is not RequestStatus.OPEN:
        raise ConflictError(f"request {name} is {found.status.value}: nothing of it is planned any more")
    wish = Wish(
        centre=asked.centre,
        machine=asked.machine,
        stage=asked.stage,
        by=None if asked.by is None else read_day(asked.by, "--why-not-before"),
        at_most=asked.at_most,
    )
    goals = asked_goals(snapshot, found, wish)
    explanation = explain(snapshot, found.id, goals, tell=lambda words: hooks.report(words, 0.5))
    return explanation_view(explanation)


def _with_file(store: Path, request: str, now: datetime, snapshot: Snapshot) -> tuple[str, Snapshot]:
    """Return the id of the request and the facts, with the request of a file added where it is one."""
    file = Path(request)
    if file.suffix not in {".yaml", ".yml"}:
        require(store, request=request)
        return request, snapshot
    read, _ = read_requests(
        file,
        snapshot.catalogue.templates,
        catalogue=snapshot.catalogue,
        companies=snapshot.companies,
        submitted=now,
    )
    if len(read) != 1:
        raise InputError(Issue("holds several requests", file=str(file), hint="Explain one at a time"))
    others = tuple(each for each in snapshot.requests if each.id != read[0].id)
    return read[0].id, snapshot.model_copy(update={"requests": (*others, *read)})
