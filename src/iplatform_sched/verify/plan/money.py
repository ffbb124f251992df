"""Money: charges as the tariffs say, vouchers and budgets."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from iplatform_sched.domain.booking import Charge
from iplatform_sched.domain.vocabulary import LIVE_REQUESTS, Run
from iplatform_sched.verify.plan.house import is_express
from iplatform_sched.verify.plan.people import overtime_ticks
from iplatform_sched.verify.plan.travel import round_trip_krw
from iplatform_sched.verify.plan.violation import Violation, against, against_request
from iplatform_sched.verify.plan.work import attended_ticks

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from iplatform_sched.domain.booking import Booking
    from iplatform_sched.domain.equipment import TariffForm
    from iplatform_sched.domain.vocabulary import CompanyId, VoucherId
    from iplatform_sched.verify.plan.case import Case
    from iplatform_sched.verify.plan.work import Work

HOUR = 60
PERCENT = 100


def charge_of(case: Case, booking: Booking, work: Work) -> Charge:
    """Return what a booking costs by the facts, with the voucher and subsidy that it claims."""
    gross, express = _gross(case, booking, work)
    fee = _discounted(case, booking, gross)
    tariff, stage = case.machines[booking.equipment].tariff, case.stage_of(booking)
    materials = tariff.materials_per_sample * stage.samples
    subsidy = booking.charge.subsidy
    return Charge(
        gross=gross,
        express=express,
        fee=fee,
        subsidy=subsidy,
        voucher=booking.charge.voucher,
        materials=materials,
        net=max(0, fee - subsidy) + materials,
        overtime=overtime_krw(case, booking, work),
        staff_travel=staff_travel_krw(case, booking),
    )


def _gross(case: Case, booking: Booking, work: Work) -> tuple[int, int]:
    """Return the fee before discounts, and the part of it that is the express surcharge."""
    tariff, stage = case.machines[booking.equipment].tariff, case.stage_of(booking)
    held, tick = stage.units, case.clock.grid.minutes
    charged = int((booking.end - booking.start).total_seconds()) // HOUR
    if booking.run is not Run.UNATTENDED:
        charged = work.attended * tick
    hourly = _hourly(tariff, charged) * held
    if not booking.self_use:
        hourly += tariff.operator_per_hour * work.attended * tick
    base = hourly // HOUR + tariff.per_day * held * _days(case, booking)
    base += tariff.setup_fee + tariff.per_sample * stage.samples + tariff.per_case * stage.cases
    late = _late_ticks(case, booking) * tick
    surcharge = tariff.per_hour * held * tariff.after_hours_percent * late // (HOUR * PERCENT)
    express = base * tariff.express_percent // PERCENT if is_express(case, booking) else 0
    return base + surcharge + express, express


def _hourly(tariff: TariffForm, minutes: int) -> int:
    """Return KRW-minutes per hour of one unit: the first hours at one rate, the rest at the other."""
    first = minutes if tariff.tier_hours is None else min(minutes, tariff.tier_hours * HOUR)
    return tariff.per_hour * first + tariff.per_hour_after * (minutes - first)


def _days(case: Case, booking: Booking) -> int:
    """Return the charged days: dates with work in open time; unattended, each started 24 hours."""
    if booking.run is Run.UNATTENDED:
        return -(-int((booking.end - booking.start).total_seconds()) // (24 * HOUR * HOUR))
    return _dates(case, booking)


def _dates(case: Case, booking: Booking) -> int:
    grid = case.clock.grid
    return len({case.clock.network_date(grid.instant(tick)) for tick in attended_ticks(grid, booking)})


def _late_ticks(case: Case, booking: Booking) -> int:
    """Return the attended ticks outside the weekly open time of the machine."""
    centre, machine = case.centre_of(booking), case.machines[booking.equipment]
    ticks = attended_ticks(case.clock.grid, booking)
    return sum(not case.clock.weekly(centre, machine, tick) for tick in ticks)


def _discounted(case: Case, booking: Booking, gross: int) -> int:
    """Return the lowest fee: all stackable schemes in turn, or one of the others."""
    company = case.company_of(booking)
    stacked, fees = gross, [gross]
    for scheme in case.snapshot.catalogue.discounts:
        if company.company_class not in scheme.classes:
            continue
        if scheme.centres and booking.centre not in scheme.centres:
            continue
        if scheme.stackable:
            stacked = stacked * (PERCENT - scheme.rate_percent) // PERCENT
        else:
            fees.append(gross * (PERCENT - scheme.rate_percent) // PERCENT)
    return min(*fees, stacked)


def overtime_krw(case: Case, booking: Booking, work: Work) -> int:
    """Return the price of operators' overtime, rounded down for each pool."""
    total = 0
    for pool, count in work.operators:
        minutes = len(overtime_ticks(case, pool, booking)) * case.clock.grid.minutes
        total += count * minutes * pool.overtime_krw_per_hour // HOUR
    return total


def staff_travel_krw(case: Case, booking: Booking) -> int:
    """Return the price of a round trip for each member and attended date."""
    trip = round_trip_krw(case, case.company_of(booking), case.centre_of(booking))
    return trip * len(booking.members) * _dates(case, booking)


def charges(case: Case) -> Iterator[Violation]:
    """Every step of a booking's charge is what the facts say; of a copied price, that its steps add up."""
    for booking, work in case.worked():
        if case.is_copied(booking):
            yield from _uneven(booking)
            continue
        right = charge_of(case, booking, work)
        for name in ("gross", "express", "fee", "materials", "net", "overtime", "staff_travel"):
            found, expected = getattr(booking.charge, name), getattr(right, name)
            if found != expected:
                yield against("charges", booking, f"has {name} {found} KRW; by the facts it is {expected}")
                break


def _uneven(booking: Booking) -> Iterator[Violation]:
    charge = booking.charge
    net = max(0, charge.fee - charge.subsidy) + charge.materials
    if charge.net != net:
        yield against("charges", booking, f"has net {charge.net} KRW; by its own steps it is {net}")
    elif not charge.express <= charge.gross >= charge.fee:
        yield against("charges", booking, f"has a fee or a surcharge above its gross of {charge.gross} KRW")


def vouchers(case: Case) -> Iterator[Violation]:
    """A voucher pays bookings of its own company that end by its expiry, up to its rate and cap."""
    paid = case.paid.copy()
    for booking in case.proposed:
        if booking.charge.voucher is not None:
            paid[booking.charge.voucher] += booking.charge.subsidy
    for booking in case.proposed:
        fault = _voucher_fault(case, booking, paid)
        if fault:
            yield against("vouchers", booking, fault)


def _voucher_fault(case: Case, booking: Booking, paid: Counter[VoucherId]) -> str:
    name, subsidy = booking.charge.voucher, booking.charge.subsidy
    if name is None:
        return f"has a subsidy of {subsidy} KRW without a voucher" if subsidy else ""
    voucher = case.vouchers.get(name)
    if voucher is None or voucher.company != booking.company:
        return f"is paid by voucher {name}, which {booking.company} does not have"
    if booking.end > case.clock.midnight_after(voucher.expires):
        return f"ends after voucher {name} expires on {voucher.expires}"
    most = booking.charge.fee * voucher.rate_percent // PERCENT
    if subsidy > most:
        return f"takes {subsidy} KRW from voucher {name}; at most {most}, {voucher.rate_percent} % of the fee"
    left = voucher.cap_krw - voucher.spent_krw
    if subsidy and paid[name] > left:
        return f"brings voucher {name} to {paid[name]} KRW; {left} are left of it"
    return ""


def cost_to_company(bookings: Iterable[Booking]) -> int:
    """Return net fees, transport and staff travel; overtime is the centre's."""
    return sum(each.charge.net + each.transport_krw + each.charge.staff_travel for each in bookings)


def budget(case: Case) -> Iterator[Violation]:
    """A request costs no more than its budget, and all of a company's live requests no more than its own."""
    for request, present in case.by_request():
        cost = cost_to_company(present.values())
        if request.budget_krw is not None and cost > request.budget_krw:
            yield against_request("budget", request, f"costs {cost} KRW; its budget is {request.budget_krw}")
    costs: dict[CompanyId, int] = defaultdict(int)
    for request in case.requests.values():
        if request.status in LIVE_REQUESTS:
            costs[request.company] += cost_to_company(case.present(request.id).values())
    for name in dict.fromkeys(case.request_of(booking).company for booking in case.proposed):
        limit = case.companies[name].budget_krw
        if limit is not None and costs[name] > limit:
            yield Violation("budget", f"company {name} pays {costs[name]} KRW; its budget is {limit}")
