"""Scenario files: read one, and make the snapshot that it describes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from iplatform_sched.domain.facts import Facts
from iplatform_sched.domain.policy import Policy
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
from iplatform_sched.exchange.policy_checks import policy_flaws
from iplatform_sched.exchange.requests_file import read_requests
from iplatform_sched.exchange.text_files import read_text
from iplatform_sched.exchange.yaml_reading import Document, parse_yaml


def load_scenario(path: Path) -> tuple[Scenario, Snapshot]:
    """Return a scenario and the facts that it speaks of, with its changes applied.

    Raises
    ------
    InputError
        With every issue of the scenario file, or else of the files that it names.
    """
    document = _document(path)
    issues: list[Issue] = []
    scenario = fact_at(Scenario, document.value, document, issues)
    if scenario is None:
        raise InputError(issues)
    return scenario, _snapshot(scenario, document, path.parent)


def _document(path: Path) -> Document:
    documents = parse_yaml(read_text(path), str(path))
    if len(documents) != 1 or not isinstance(documents[0].value, Mapping):
        hint = "It should hold one mapping of fields"
        raise InputError(Issue("is no scenario", file=str(path), hint=hint, code="bad-scenario"))
    return documents[0]


def _snapshot(scenario: Scenario, document: Document, folder: Path) -> Snapshot:
    base = _base(scenario, folder)
    now = scenario.now or base.now
    requests = (*base.requests, *_added(scenario, base, folder, now))
    issues = list(_choice_issues(scenario, requests, document))
    policy = _policy(base.policy, document, issues)
    if policy is None:
        raise InputError(issues)
    return base.model_copy(
        update={
            "now": now,
            "plan_from": _plan_from(scenario, base, now, policy),
            "policy": policy,
            **_chosen(base, requests, scenario.requests),
        }
    )


def _base(scenario: Scenario, folder: Path) -> Snapshot:
    if scenario.data is not None and scenario.now is not None:
        return _at(read_folder(folder / scenario.data), scenario.now)
    path = folder / (scenario.base or "")
    content = read_json(path)
    if "schema" in content:
        return read_snapshot_json(path)
    saved: SavedNight = validated(SavedNight, content, str(path))
    return saved.snapshot


def _at(facts: Facts, now: datetime) -> Snapshot:
    policy = facts.policy or Policy()
    return Snapshot(
        now=now,
        plan_from=now + timedelta(minutes=policy.expected_runtime_minutes),
        policy=policy,
        catalogue=facts.catalogue,
        companies=facts.companies,
        vouchers=facts.vouchers,
        requests=facts.requests,
        bookings=facts.bookings,
    )


def _plan_from(scenario: Scenario, base: Snapshot, now: datetime, policy: Policy) -> datetime:
    if scenario.plan_from is not None:
        return scenario.plan_from
    if scenario.now is None:
        return base.plan_from
    return now + timedelta(minutes=policy.expected_runtime_minutes)


def _policy(policy: Policy, document: Document, issues: list[Issue]) -> Policy | None:
    """Return the policy with the scenario's changes by dotted field; nested mappings will do as well."""
    fields = policy.model_dump()
    known = set(_flat(fields))
    changes = _flat(document.value.get("policy") or {})
    for name, value in changes.items():
        if name not in known:
            hint = did_you_mean(name, known)
            issues.append(document_issue(document, ("policy", name), "unknown field", "unknown-field", hint))
            continue
        *above, last = name.split(".")
        inner = fields
        for step in above:
            inner = inner[step]
        inner[last] = value
    changed = None if issues else fact_at(Policy, fields, document, issues, ("policy",))
    if changed is not None:
        issues.extend(policy_flaws(changed, document, ("policy",)))
    return None if issues else changed


def _flat(fields: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, value in fields.items():
        if isinstance(value, Mapping) and value:
            flat |= _flat(value, f"{prefix}{name}.")
        else:
            flat[prefix + name] = value
    return flat


def _added(scenario: Scenario, base: Snapshot, folder: Path, now: datetime) -> tuple[Request, ...]:
    network = base.catalogue
    return tuple(
        request
        for name in scenario.extra_requests
        for request in read_requests(
            folder / name,
            network.templates,
            catalogue=network,
            companies=base.companies,
            submitted=now,
        )[0]
    )


def _choice_issues(scenario: Scenario, requests: Iterable[Request], document: Document) -> Iterator[Issue]:
    ids = [request.id for request in requests]
    for field in ("include", "exclude"):
        for turn, name in enumerate(getattr(scenario.requests, field)):
            if name not in ids:
                path = ("requests", field, turn)
                hint = did_you_mean(name, ids)
                yield document_issue(document, path, "unknown request", "unknown-id", hint, name)
    for name in sorted({name for name in ids if ids.count(name) > 1}):
        message = "a request has this id already"
        yield document_issue(document, ("extra_requests",), message, "duplicate-id", found=name)


def _chosen(base: Snapshot, requests: Iterable[Request], choice: Choice) -> dict[str, Any]:
    """Return requests and bookings without those left out.

    A request that is left out but has fixed bookings stays, withdrawn: its bookings go on holding
    what they hold. Its planned bookings go.
    """
    fixed = {booking.request for booking in base.bookings if booking.status in FIXED}
    left_out = {
        request.id
        for request in requests
        if request.id in choice.exclude or (choice.include and request.id not in choice.include)
    }
    kept = tuple(
        request.model_copy(update={"status": RequestStatus.WITHDRAWN}) if request.id in left_out else request
        for request in requests
        if request.id not in left_out or request.id in fixed
    )
    bookings = tuple(
        booking
        for booking in base.bookings
        if booking.request not in left_out or booking.status is not BookingStatus.PLANNED
    )
    return {"requests": kept, "bookings": bookings}
