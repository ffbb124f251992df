"""A quote as tables: its alternatives, and what each of their stages gets, when and at what price."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from iplatform_sched.planning.quote.measures import price_krw
from iplatform_sched.report.table import ZONE, Table, columns, for_people, for_programs
from iplatform_sched.report.view import View

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from iplatform_sched.domain.booking import Booking
    from iplatform_sched.domain.request import Request
    from iplatform_sched.domain.snapshot import Catalogue
    from iplatform_sched.planning.quote import Alternative, Quote
    from iplatform_sched.planning.quote.waits import Wait
    from iplatform_sched.report.table import Cell

ALTERNATIVE_COLUMNS = (
    *columns(
        alternative="No",
        best_at="Best at",
        done_by="Done by",
        late_days="Days late",
        price_krw="Price KRW",
        travel_km="Travel km",
        centre_count="Centres",
        proved="Proved best",
        sets_the_date="What sets the date",
    ),
    *for_programs("net_krw", "transport_krw", "staff_travel_krw"),
)
STAGE_COLUMNS = (
    *columns(alternative="No", stage="Stage"),
    *for_people(work="Work", machine="Machine", place="Centre"),
    *for_programs("stage_ko", "stage_en", "equipment", "equipment_ko", "equipment_en"),
    *for_programs("centre", "centre_ko", "centre_en", "units"),
    *columns(start="Start", end="End"),
    *for_programs("gross_krw", "fee_krw", "subsidy_krw", "voucher", "materials_krw"),
    *columns(net_krw="Net KRW", transport_krw="Transport", staff_travel_krw="Staff travel"),
    *columns(why_not_earlier="Why not earlier"),
    *for_programs("waits_for", "refused_start"),
)


def quote_view(quote: Quote, shown: Sequence[Alternative], catalogue: Catalogue) -> View:
    """Return the alternatives `shown` of a quote with their stages."""
    numbers = {id(each): number for number, each in enumerate(quote.alternatives, start=1)}
    title = f"Quote for {quote.request.id}: {quote.request.title} (asked {_day(quote.now)})"
    alternatives = Table(
        "alternatives",
        title,
        ALTERNATIVE_COLUMNS,
        tuple(_alternative_row(quote.request, numbers[id(each)], each) for each in shown),
    )
    names = Names(catalogue, quote.request)
    stages = Table(
        "stages",
        "Stages",
        STAGE_COLUMNS,
        tuple(
            names.row(numbers[id(each)], booking, wait)
            for each in shown
            for booking, wait in zip(each.bookings, each.waits, strict=True)
        ),
    )
    return View("quote", (alternatives, stages), data="alternatives")


def _day(moment: datetime) -> str:
    return f"{moment.astimezone(ZoneInfo(ZONE)):%Y-%m-%d %H:%M}"


def _alternative_row(request: Request, number: int, alternative: Alternative) -> Mapping[str, Cell]:
    figures, bookings = alternative.figures, alternative.bookings
    binding = alternative.binding
    late = (figures.end.astimezone(ZoneInfo(ZONE)).date() - request.due).days
    return {
        "alternative": number,
        "best_at": " ".join(alternative.best_at),
        "done_by": figures.end,
        "late_days": max(0, late),
        "price_krw": figures.price_krw,
        "travel_km": figures.travel_km,
        "centre_count": figures.centres,
        "proved": " ".join(alternative.proved),
        "sets_the_date": f"{binding[0].stage}: {binding[1].words}",
        "net_krw": sum(each.charge.net for each in bookings),
        "transport_krw": sum(each.transport_krw for each in bookings),
        "staff_travel_krw": sum(each.charge.staff_travel for each in bookings),
    }


HOLD_COLUMNS = columns(
    request="Request",
    company="Company",
    bookings="Bookings",
    held_until="Held until",
    lapsed="Lapsed",
    first_start="First start",
    done_by="Done by",
    price_krw="Price KRW",
)


def hold_table(held: Iterable[Booking], now: datetime) -> Table:
    """Return what is held, one row per request, the hold that ends first before the others."""
    by_request: dict[str, list[Booking]] = {}
    for booking in held:
        by_request.setdefault(booking.request or booking.id, []).append(booking)
    rows = [_hold_row(name, bookings, now) for name, bookings in by_request.items()]
    return Table(
        "holds",
        "Holds",
        HOLD_COLUMNS,
        tuple(sorted(rows, key=lambda row: (str(row["held_until"]), str(row["request"])))),
    )


def _hold_row(name: str, bookings: Sequence[Booking], now: datetime) -> Mapping[str, Cell]:
    until = min((each.held_until for each in bookings if each.held_until is not None), default=None)
    return {
        "request": name,
        "company": bookings[0].company,
        "bookings": len(bookings),
        "held_until": until,
        "lapsed": until is not None and until <= now,
        "first_start": min(each.start for each in bookings),
        "done_by": max(each.end for each in bookings),
        "price_krw": price_krw(bookings),
    }


class Names:
    """What people call the machines, centres and stages of a request."""

    def __init__(self, catalogue: Catalogue, request: Request) -> None:
        self.machines = {each.id: each for each in catalogue.equipment}
        self.centres = {each.id: each for each in catalogue.centres}
        self.stages = request.stages

    def row(self, number: int, booking: Booking, wait: Wait) -> Mapping[str, Cell]:
        """Return a booking of an alternative as cells of `STAGE_COLUMNS`."""
        machine, centre = self.machines[booking.equipment], self.centres[booking.centre]
        stage = next((each for each in self.stages if each.id == booking.stage), None)
        charge = booking.charge
        return {
            "alternative": number,
            "stage": booking.stage,
            "work": both(stage.name_ko, stage.name_en) if stage else "",
            "machine": f"{machine.id}: {both(machine.name_ko, machine.name_en)}",
            "place": f"{centre.id}: {both(centre.name_ko, centre.name_en)}",
            "stage_ko": stage.name_ko if stage else "",
            "stage_en": stage.name_en if stage else "",
            "equipment": machine.id,
            "equipment_ko": machine.name_ko,
            "equipment_en": machine.name_en,
            "centre": centre.id,
            "centre_ko": centre.name_ko,
            "centre_en": centre.name_en,
            "units": " ".join(str(unit) for unit in booking.unit_numbers),
            "start": booking.start,
            "end": booking.end,
            "gross_krw": charge.gross,
            "fee_krw": charge.fee,
            "subsidy_krw": charge.subsidy,
            "voucher": charge.voucher,
            "materials_krw": charge.materials,
            "net_krw": charge.net,
            "transport_krw": booking.transport_krw,
            "staff_travel_krw": charge.staff_travel,
            "why_not_earlier": wait.words,
            "waits_for": wait.code,
            "refused_start": wait.refused,
        }


def both(korean: str, english: str) -> str:
    """Return a name in both languages, once where they are the same."""
    return korean if korean == english or not english else f"{korean} ({english})"


def refusal(request: Request, reasons: Iterable[str]) -> str:
    """Return why nothing can be promised, one reason a line."""
    return "\n".join((f"nothing can be promised for {request.id}:", *(f"  - {reason}" for reason in reasons)))
