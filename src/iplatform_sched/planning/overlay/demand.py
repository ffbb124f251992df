"""Requests of an overlay: dropped, added, more or fewer, at other dates."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING

from iplatform_sched.domain.vocabulary import BookingStatus, RequestId, RequestStatus
from iplatform_sched.planning.overlay.machines import PERCENT
from iplatform_sched.planning.overlay.notes import by_id, ids_of
from iplatform_sched.planning.overlay.setting import tell_request

if TYPE_CHECKING:
    from collections.abc import Collection

    from iplatform_sched.domain.equipment import Voucher
    from iplatform_sched.domain.overlay_demand import (
        AddRequests,
        DropRequests,
        ScaleRequests,
        ShiftRequests,
        Which,
    )
    from iplatform_sched.domain.request import Company, Request
    from iplatform_sched.domain.snapshot import Snapshot
    from iplatform_sched.planning.overlay.notes import Notes


def meant(facts: Snapshot, where: Which, notes: Notes) -> list[Request]:
    """Return the open requests that `where` lets through; an id that nothing has is an error."""
    known = {
        "ids": ("request", ids_of(facts.requests)),
        "companies": ("company", ids_of(facts.companies)),
        "templates": ("template", ids_of(facts.catalogue.templates)),
        "regions": ("region", [company.region for company in facts.companies]),
    }
    for field, (what, names) in known.items():
        for turn, name in enumerate(getattr(where, field)):
            notes.is_known(f"where.{field}.{turn}", what, name, names)
    companies = {company.id: company for company in facts.companies}
    found = [
        request
        for request in facts.requests
        if request.status is RequestStatus.OPEN and _is_meant(request, companies[request.company], where)
    ]
    if not found:
        notes.warn("where", "no open request is meant", "no-effect")
    return found


def _is_meant(request: Request, company: Company, where: Which) -> bool:
    asked: tuple[tuple[Collection[str], str | None], ...] = (
        (where.ids, request.id),
        (where.sectors, request.sector),
        (where.companies, request.company),
        (where.classes, company.company_class),
        (where.regions, company.region),
        (where.templates, request.template),
    )
    return all(not wanted or found in wanted for wanted, found in asked)


def without(facts: Snapshot, gone: Collection[RequestId]) -> Snapshot:
    """Return the facts with requests withdrawn; what is planned for them goes, what is fixed stays."""
    return facts.model_copy(
        update={
            "requests": tuple(
                each.model_copy(update={"status": RequestStatus.WITHDRAWN}) if each.id in gone else each
                for each in facts.requests
            ),
            "bookings": tuple(
                each
                for each in facts.bookings
                if each.request not in gone or each.status is not BookingStatus.PLANNED
            ),
        }
    )


def drop_requests(facts: Snapshot, change: DropRequests, notes: Notes) -> Snapshot:
    """Return the facts without some open requests."""
    return without(facts, {request.id for request in meant(facts, change.where, notes)})


def add_requests(facts: Snapshot, change: AddRequests, notes: Notes) -> Snapshot:
    """Return the facts with new requests."""
    there = set(ids_of(facts.requests))
    new: list[Request] = []
    for turn, request in enumerate(change.requests):
        if request.id in there:
            message = "a request has this id already"
            notes.wrong(f"requests.{turn}.id", message, "duplicate-id", found=request.id)
            continue
        there.add(request.id)
        tell_request(facts, request, notes, f"requests.{turn}")
        new.append(request)
    return facts.model_copy(update={"requests": (*facts.requests, *new)})


def scale_requests(facts: Snapshot, change: ScaleRequests, notes: Notes) -> Snapshot:
    """Return the facts with more or fewer open requests."""
    found = meant(facts, change.where, notes)
    dice = Random(change.seed)  # noqa: S311 - drawn the same again, not secret
    wanted = (len(found) * change.percent + PERCENT // 2) // PERCENT
    if wanted <= len(found):
        gone = dice.sample(found, len(found) - wanted)
        return without(facts, {request.id for request in gone})
    rounds = -(-wanted // len(found)) - 1
    models = [model for _ in range(rounds) for model in dice.sample(found, len(found))]
    for model in models[: wanted - len(found)]:
        days = timedelta(days=dice.randint(0, change.spread_days))
        facts = _with_copy(facts, later(model, days))
    return facts


def _with_copy(facts: Snapshot, model: Request) -> Snapshot:
    """Return the facts with one request more like `model`, of a new company like its own."""
    company: Company = by_id(facts.companies, model.company)
    taken = {*ids_of(facts.requests), *ids_of(facts.companies), *ids_of(facts.vouchers)}
    number = 1
    while {f"{model.id}+{number}", f"{company.id}+{number}"} & taken:
        number += 1
    twin = company.model_copy(update={"id": f"{company.id}+{number}"})
    vouchers = tuple(
        _twin_voucher(each, twin, number) for each in facts.vouchers if each.company == company.id
    )
    request = model.model_copy(
        update={"id": f"{model.id}+{number}", "company": twin.id, "nights_waited": 0, "waited_on": None}
    )
    return facts.model_copy(
        update={
            "companies": (*facts.companies, twin),
            "vouchers": (*facts.vouchers, *vouchers),
            "requests": (*facts.requests, request),
        }
    )


def _twin_voucher(voucher: Voucher, company: Company, number: int) -> Voucher:
    return voucher.model_copy(update={"id": f"{voucher.id}+{number}", "company": company.id})


def later(request: Request, days: timedelta) -> Request:
    """Return a request whose dates, those that it has, are some days later."""
    return request.model_copy(
        update={
            "release": None if request.release is None else request.release + days,
            "due": request.due + days,
            "deadline": None if request.deadline is None else request.deadline + days,
        }
    )


def shift_requests(facts: Snapshot, change: ShiftRequests, notes: Notes) -> Snapshot:
    """Return the facts with requests at other dates."""
    moved = {
        request.id: later(request, timedelta(days=change.days))
        for request in meant(facts, change.where, notes)
    }
    requests = tuple(moved.get(request.id, request) for request in facts.requests)
    return facts.model_copy(update={"requests": requests})
