"""Scenario files: read one, find the facts that it starts from, say where its issues stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from iplatform_sched.domain.overlay import AnyChange
from iplatform_sched.domain.request import Request
from iplatform_sched.domain.saved import SavedNight
from iplatform_sched.domain.scenario import Choice, Scenario
from iplatform_sched.domain.snapshot import Snapshot
from iplatform_sched.domain.suggestions import did_you_mean
from iplatform_sched.domain.vocabulary import FIXED, BookingStatus, RequestStatus
from iplatform_sched.errors import InputError, Issue
from iplatform_sched.exchange.documents import document_issue, fact_at
from iplatform_sched.exchange.envelopes import read_json, validated
from iplatform_sched.exchange.folder_reading import read_folder
from iplatform_sched.exchange.plan_files import read_snapshot_json
from iplatform_sched.exchange.scenario_changes import missing_file, read_changes, read_new_requests
from iplatform_sched.exchange.text_files import read_text
from iplatform_sched.exchange.yaml_reading import Document, parse_yaml
from iplatform_sched.exchange.yaml_reading import Path as Where


@dataclass(frozen=True, slots=True)
class ScenarioFile:
    """A scenario file that was read; what it adds to the requests waits for its base.

    Attributes
    ----------
    scenario
        Without its changes.
    changes
        Those that need no base, with their places in the file.
    folder
        That the file's paths are relative to.
    """

    document: Document
    folder: Path
    scenario: Scenario
    changes: tuple[tuple[int, AnyChange], ...]


def read_scenario(path: Path) -> ScenarioFile:
    """Return the scenario of a YAML file.

    Raises
    ------
    InputError
        With every issue that can be seen without the facts that it starts from.
    """
    return parse_scenario(read_text(path), str(path), path.parent)


def parse_scenario(text: str, name: str, folder: Path) -> ScenarioFile:
    """Return the scenario of a YAML text that is called `name` in issues; its paths start at `folder`."""
    documents = parse_yaml(text, name)
    if len(documents) != 1 or not isinstance(documents[0].value, Mapping):
        hint = "It should hold one mapping of fields"
        raise InputError(Issue("is no scenario", file=name, hint=hint, code="bad-scenario"))
    document = documents[0]
    issues: list[Issue] = []
    header = {key: value for key, value in document.value.items() if key != "changes"}
    scenario = fact_at(Scenario, header, document, issues)
    changes = read_changes(document, issues)
    if scenario is None or issues:
        raise InputError(issues)
    return ScenarioFile(document, folder, scenario, changes)


def file_base(file: ScenarioFile) -> Snapshot | None:
    """Return the facts that a scenario names as files, at its moment; ``None`` where it names none.

    Raises
    ------
    InputError
        There are no such files, with the line that names them, or everything that is wrong with them.
    """
    scenario = file.scenario
    if scenario.data is not None and scenario.now is not None:
        there_is(file.document, ("data",), file.folder, scenario.data)
        return read_folder(file.folder / scenario.data).at(scenario.now)
    if scenario.base is None:
        return None
    there_is(file.document, ("base",), file.folder, scenario.base)
    path = file.folder / scenario.base
    content = read_json(path)
    if "schema" in content:
        return read_snapshot_json(path)
    saved: SavedNight = validated(SavedNight, content, str(path))
    return saved.snapshot


def there_is(document: Document, where: Where, folder: Path, name: str) -> None:
    """Raise :class:`InputError` with the line that names a path where there is no such file or folder."""
    issue = missing_file(document, where, folder, name)
    if issue is not None:
        raise InputError(issue)


def complete(file: ScenarioFile, base: Snapshot) -> tuple[Scenario, Snapshot]:
    """Return the scenario with all its changes, and the facts that it starts from: its moment, its requests.

    Raises
    ------
    InputError
        With every issue that the facts show: unknown requests, new requests that are wrong.
    """
    scenario, issues = file.scenario, list[Issue]()
    moment = scenario.now or base.now
    start = base.model_copy(update={"now": moment, "plan_from": _plan_from(scenario, base, moment)})
    new = read_new_requests(file.document, file.folder, start, issues)
    issues.extend(_choice_issues(scenario, base.requests, file.document))
    if issues:
        raise InputError(issues)
    changes = tuple(change for _, change in sorted((*file.changes, *new), key=lambda pair: pair[0]))
    return (
        scenario.model_copy(update={"changes": changes}),
        start.model_copy(update=_chosen(start, scenario.requests)),
    )


def _plan_from(scenario: Scenario, base: Snapshot, now: datetime) -> datetime:
    if scenario.plan_from is not None:
        return scenario.plan_from
    if scenario.now is None:
        return base.plan_from
    return now + timedelta(minutes=base.policy.expected_runtime_minutes)


def placed(issues: Iterable[Issue], document: Document) -> list[Issue]:
    """Return issues about the changes of a scenario with file and line."""
    return [
        issue
        if issue.file or not issue.field.startswith("changes.")
        else replace(issue, file=document.file, row=document.line(_where(document, issue.field)))
        for issue in issues
    ]


def _where(document: Document, field: str) -> Where:
    """Return the path of a dotted field, some keys of which may have dots of their own."""
    path: Where = ()
    steps = field.split(".")
    while steps:
        for count in range(len(steps), 0, -1):
            joined = ".".join(steps[:count])
            step = int(joined) if joined.isdecimal() else joined
            if (*document.root, *path, step) in document.lines:
                path, steps = (*path, step), steps[count:]
                break
        else:
            return path
    return path


def _choice_issues(scenario: Scenario, requests: Iterable[Request], document: Document) -> Iterator[Issue]:
    ids = [request.id for request in requests]
    for field in ("include", "exclude"):
        for turn, name in enumerate(getattr(scenario.requests, field)):
            if name not in ids:
                path = ("requests", field, turn)
                hint = did_you_mean(name, ids)
                yield document_issue(document, path, "unknown request", "unknown-id", hint, name)


def _chosen(base: Snapshot, choice: Choice) -> dict[str, Any]:
    """Return requests and bookings without those left out.

    A request that is left out but has fixed bookings stays, withdrawn: its bookings go on holding
    what they hold. Its planned bookings go.
    """
    fixed = {booking.request for booking in base.bookings if booking.status in FIXED}
    left_out = {
        request.id
        for request in base.requests
        if request.id in choice.exclude or (choice.include and request.id not in choice.include)
    }
    kept = tuple(
        request.model_copy(update={"status": RequestStatus.WITHDRAWN}) if request.id in left_out else request
        for request in base.requests
        if request.id not in left_out or request.id in fixed
    )
    bookings = tuple(
        booking
        for booking in base.bookings
        if booking.request not in left_out or booking.status is not BookingStatus.PLANNED
    )
    return {"requests": kept, "bookings": bookings}
