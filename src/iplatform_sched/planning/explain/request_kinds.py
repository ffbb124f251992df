"""Members that the request itself or its company states."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from iplatform_sched.domain.request import Qualification
from iplatform_sched.planning.explain.member import Kind, Member

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from iplatform_sched.domain.request import Company, Request
    from iplatform_sched.domain.snapshot import Snapshot
    from iplatform_sched.planning.explain.member import Case

    Keys = Sequence[tuple[str, ...]]

ENOUGH_KRW = 10**14
MORE_STAFF = 30
LONG = timedelta(days=730)


def request_with(
    snapshot: Snapshot, request_id: str, change: Callable[[Request], dict[str, object]]
) -> Snapshot:
    """Return the facts with some fields of a request replaced."""
    return snapshot.model_copy(
        update={
            "requests": tuple(
                each.model_copy(update=change(each)) if each.id == request_id else each
                for each in snapshot.requests
            )
        }
    )


def company_with(
    snapshot: Snapshot, company_id: str, change: Callable[[Company], dict[str, object]]
) -> Snapshot:
    """Return the facts with some fields of a company replaced."""
    return snapshot.model_copy(
        update={
            "companies": tuple(
                each.model_copy(update=change(each)) if each.id == company_id else each
                for each in snapshot.companies
            )
        }
    )


def _term(field: str, words: Callable[[Case], str], none: object = None) -> Kind:
    """Return the kind of a single field of the request that is in force unless it is `none`."""

    def find(case: Case) -> Iterator[Member]:
        if getattr(case.request, field) != none:
            yield Member(field, case.request.id, words(case), (case.request.id,), field)

    def relax(snapshot: Snapshot, keys: Keys) -> Snapshot:
        return request_with(snapshot, keys[0][0], lambda _: {field: none})

    return Kind(field, find, relax)


def _deadline(case: Case) -> str:
    return f"the deadline of {case.request.id}: {case.local(case.request.deadline)}"


def _release(case: Case) -> str:
    return f"{case.request.id} cannot begin before {case.local(case.request.release)}"


def _same_operator(case: Case) -> str:
    named = [f"{', '.join(pool.people)} of {pool.id}" for pool in case.pools.values() if pool.people]
    return f"one operator stays with {case.request.id}: {' or '.join(named) or 'no pool names any'}"


def _excluded_centres(case: Case) -> Iterator[Member]:
    for centre in case.request.excluded_centres:
        if centre in case.centres:
            words = f"{case.request.id} excludes centre {centre}"
            yield Member("excluded_centre", centre, words, (case.request.id, centre), "excluded")


def _excluded_regions(case: Case) -> Iterator[Member]:
    regions = {centre.region for centre in case.centres.values()}
    for region in case.request.excluded_regions:
        if region in regions:
            words = f"{case.request.id} excludes region {region}"
            yield Member("excluded_region", region, words, (case.request.id, region), "excluded")


def _allow(field: str) -> Callable[[Snapshot, Keys], Snapshot]:
    """Return what takes the second of each key out of a list of the request."""

    def relax(snapshot: Snapshot, keys: Keys) -> Snapshot:
        gone = {each for _, each in keys}
        return request_with(
            snapshot,
            keys[0][0],
            lambda it: {field: tuple(each for each in getattr(it, field) if each not in gone)},
        )

    return relax


def _company_budget(case: Case) -> Iterator[Member]:
    budget = case.company.budget_krw
    if budget is not None:
        words = f"the budget of company {case.company.id}: {budget:,} KRW for all its open requests"
        yield Member("company_budget", case.company.id, words, (case.company.id,), "budget")


def _no_company_budget(snapshot: Snapshot, keys: Keys) -> Snapshot:
    return company_with(snapshot, keys[0][0], lambda _: {"budget_krw": None})


def _staff(case: Case) -> Iterator[Member]:
    words = f"company {case.company.id} has {case.company.staff} staff to attend"
    yield Member("staff", case.company.id, words, (case.company.id,), "staff")


def _more_staff(snapshot: Snapshot, keys: Keys) -> Snapshot:
    return company_with(snapshot, keys[0][0], lambda it: {"staff": it.staff + MORE_STAFF})


def _qualifications(case: Case) -> Iterator[Member]:
    """Yield, for each capability asked for, that the company's right to use machines alone is limited."""
    wanted = {way.capability for stage in case.request.stages for way in stage.ways}
    for capability in sorted(wanted):
        words = f"company {case.company.id} has no unlimited qualification for {capability}"
        yield Member("qualification", capability, words, (case.company.id, capability), "qualification")


def _qualify(snapshot: Snapshot, keys: Keys) -> Snapshot:
    first, last = (snapshot.now - LONG).date(), (snapshot.now + LONG).date()
    extra = tuple(
        Qualification.model_validate({"capability": capability, "valid_from": first, "valid_to": last})
        for _, capability in keys
    )
    return company_with(snapshot, keys[0][0], lambda it: {"qualifications": (*it.qualifications, *extra)})


def _vouchers(case: Case) -> Iterator[Member]:
    for each in case.snapshot.vouchers:
        if each.company == case.company.id:
            words = f"voucher {each.id} pays bookings that end by {each.expires}"
            yield Member("voucher_expiry", each.id, words, (each.id,), "voucher")


def _later_expiry(snapshot: Snapshot, keys: Keys) -> Snapshot:
    return _with_vouchers(snapshot, keys, {"expires": (snapshot.now + LONG).date()})


def _caps(case: Case) -> Iterator[Member]:
    for each in case.snapshot.vouchers:
        if each.company == case.company.id:
            words = f"voucher {each.id} pays {each.cap_krw:,} KRW at most, {each.spent_krw:,} of it spent"
            yield Member("voucher_cap", each.id, words, (each.id,), "voucher")


def _no_cap(snapshot: Snapshot, keys: Keys) -> Snapshot:
    return _with_vouchers(snapshot, keys, {"cap_krw": ENOUGH_KRW})


def _with_vouchers(snapshot: Snapshot, keys: Keys, fields: dict[str, object]) -> Snapshot:
    chosen = {voucher for (voucher,) in keys}
    return snapshot.model_copy(
        update={
            "vouchers": tuple(
                each.model_copy(update=fields) if each.id in chosen else each for each in snapshot.vouchers
            )
        }
    )


TERMS = (
    _term("deadline", _deadline),
    _term("budget_krw", lambda case: f"the budget of {case.request.id}: {case.request.budget_krw:,} KRW"),
    Kind("company_budget", _company_budget, _no_company_budget),
    _term(
        "max_centres", lambda case: f"{case.request.id} goes to at most {case.request.max_centres} centres"
    ),
    _term("same_operator", _same_operator, none=False),
    Kind("excluded_centre", _excluded_centres, _allow("excluded_centres")),
    Kind("excluded_region", _excluded_regions, _allow("excluded_regions")),
    _term("release", _release),
    Kind("voucher_expiry", _vouchers, _later_expiry),
    Kind("voucher_cap", _caps, _no_cap),
)
"""What a request and its vouchers say."""

COMPANY = (
    Kind("staff", _staff, _more_staff),
    Kind("qualification", _qualifications, _qualify),
)
"""What a company has."""
