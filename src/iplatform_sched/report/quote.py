"""A quote as tables: its alternatives, what each of their stages gets and why then, and who would move."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from iplatform_sched.planning.quote.measures import price_krw
from iplatform_sched.report.place import names, place
from iplatform_sched.report.table import (
    ZONE,
    Table,
    columns,
    for_people,
    for_programs,
    human,
    shown_where_told,
)
from iplatform_sched.report.view import View

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from iplatform_sched.domain.booking import Booking
    from iplatform_sched.domain.request import Request
    from iplatform_sched.domain.snapshot import Catalogue
    from iplatform_sched.planning.quote import Alternative, Move, Quote
    from iplatform_sched.planning.quote.waits import Wait
    from iplatform_sched.report.table import Cell, Column

    Row = Mapping[str, Cell]
    Numbered = Sequence[tuple[int, Alternative]]

ALTERNATIVE_COLUMNS = (
    *columns(alternative="No", best_at="Best at", proved_best="Proved best at", last_end="Done by"),
    *columns(late_days="Days late", company_krw="Price KRW", travel_km="Travel km", centre_count="Centres"),
    *for_programs("net_krw", "transport_krw", "staff_travel_krw"),
    *columns(moves="Moves", others_krw="Price of moves"),
    *columns(sets_the_date="What sets the date"),
)
STAGE_COLUMNS = (
    *columns(alternative="No", stage="Stage"),
    *for_people(what="Work"),
    *for_programs("name_ko", "name_en"),
    *columns(equipment="Machine"),
    *for_programs("centre", "units"),
    *columns(start="Start", end="End", people="Operator"),
    *for_programs("gross_krw", "fee_krw", "subsidy_krw", "voucher", "materials_krw"),
    *columns(net_krw="Net KRW", transport_krw="Transport", staff_travel_krw="Staff travel"),
)
DATE_COLUMNS = (
    *columns(alternative="No", stage="Stage", start="Start"),
    *for_programs("code", "refused_start"),
    *columns(reason="Why not earlier"),
)
MACHINE_COLUMNS = (
    *columns(equipment="Machine"),
    *for_people(what="What it is", where="Centre"),
    *for_programs("name_ko", "name_en", "centre", "centre_ko", "centre_en"),
)
MOVE_COLUMNS = (
    *columns(alternative="No", request="Request", company="Company", stage="Stage"),
    *for_people(was="From", becomes="To"),
    *for_programs("from_equipment", "from_start", "to_equipment", "to_start", "to_end"),
    *for_programs("from_people", "to_people"),
    *columns(shift_days="Days later", others_krw="Price of the move", more_company_krw="Company pays more"),
)
HOLD_COLUMNS = columns(
    request="Request",
    company="Company",
    booked="Bookings",
    held_until="Held until",
    lapsed="Lapsed",
    first_start="First start",
    last_end="Done by",
    company_krw="Price KRW",
)
DAY_SECONDS = 86_400


def quote_view(quote: Quote, shown: Sequence[Alternative], catalogue: Catalogue) -> View:
    """Return the alternatives `shown` of a quote with their stages; text says why a date for a single one."""
    every = (*quote.alternatives, *quote.moving)
    numbered = [(number, each) for number, each in enumerate(every, start=1) if each in shown]
    stages = tuple(_stages(quote.request, numbered))
    title = f"Quote for {quote.request.id}: {quote.request.title} (asked {human(quote.now, ZONE)})"
    rows = tuple(_alternative_row(quote.request, number, each) for number, each in numbered)
    tables = (
        Table("quote-alternatives", title, _for(quote), rows),
        Table("quote-stages", "Stages", shown_where_told(STAGE_COLUMNS, stages, "people"), stages),
        Table("quote-dates", "What sets each date", DATE_COLUMNS, tuple(_dates(numbered))),
        Table("quote-machines", "Machines", MACHINE_COLUMNS, tuple(_places(numbered, catalogue))),
        Table("quote-moves", "Who would have to move", MOVE_COLUMNS, tuple(_moves(numbered))),
    )
    hidden = {"quote-dates", "quote-machines"} if len(shown) > 1 else set()
    hidden |= set() if quote.moving else {"quote-moves"}
    return View("quote", tables, data="quote-alternatives", for_programs=frozenset(hidden))


def _for(quote: Quote) -> tuple[Column, ...]:
    """Return the columns of alternatives; people see those about moves only where there are some."""
    about_moves = {"moves", "others_krw"} if not quote.moving else set()
    return tuple(
        replace(column, people=False) if column.key in about_moves else column
        for column in ALTERNATIVE_COLUMNS
    )


def _alternative_row(request: Request, number: int, alternative: Alternative) -> Row:
    figures, bookings = alternative.figures, alternative.bookings
    late = (figures.end.astimezone(ZoneInfo(ZONE)).date() - request.due).days
    return {
        "alternative": number,
        "best_at": " ".join(alternative.best_at),
        "proved_best": " ".join(alternative.proved),
        "last_end": figures.end,
        "late_days": max(0, late),
        "company_krw": figures.price_krw,
        "travel_km": figures.travel_km,
        "centre_count": figures.centres,
        "net_krw": sum(each.charge.net for each in bookings),
        "transport_krw": sum(each.transport_krw for each in bookings),
        "staff_travel_krw": sum(each.charge.staff_travel for each in bookings),
        "moves": len(alternative.moves),
        "others_krw": alternative.disruption_krw,
        "sets_the_date": _binding(alternative),
    }


def _binding(alternative: Alternative) -> str:
    if not alternative.waits:
        return "others have moved"
    booking, wait = alternative.binding
    return f"{booking.stage}: {wait.words}"


def _stages(request: Request, numbered: Numbered) -> Iterator[Row]:
    stages = {each.id: each for each in request.stages}
    for number, alternative in numbered:
        for booking in alternative.bookings:
            if booking.stage is None:
                continue
            stage, charge = stages[booking.stage], booking.charge
            yield {
                "alternative": number,
                "stage": stage.id,
                "what": both(stage.name_ko, stage.name_en),
                "name_ko": stage.name_ko,
                "name_en": stage.name_en,
                "equipment": booking.equipment,
                "centre": booking.centre,
                "units": " ".join(str(unit) for unit in booking.unit_numbers),
                "start": booking.start,
                "end": booking.end,
                "people": " ".join(booking.people),
                "gross_krw": charge.gross,
                "fee_krw": charge.fee,
                "subsidy_krw": charge.subsidy,
                "voucher": charge.voucher,
                "materials_krw": charge.materials,
                "net_krw": charge.net,
                "transport_krw": booking.transport_krw,
                "staff_travel_krw": charge.staff_travel,
            }


def _dates(numbered: Numbered) -> Iterator[Row]:
    for number, alternative in numbered:
        for booking, wait in zip(alternative.bookings, alternative.waits, strict=False):
            yield _date_row(number, booking, wait)


def _date_row(number: int, booking: Booking, wait: Wait) -> Row:
    return {
        "alternative": number,
        "stage": booking.stage,
        "start": booking.start,
        "code": wait.code,
        "refused_start": wait.refused,
        "reason": wait.words,
    }


def _places(numbered: Numbered, catalogue: Catalogue) -> Iterator[Row]:
    machines = {each.id: each for each in catalogue.equipment}
    centres = {each.id: each for each in catalogue.centres}
    for name in dict.fromkeys(each.equipment for _, alternative in numbered for each in alternative.bookings):
        machine = machines[name]
        centre = centres[machine.centre]
        yield {
            "equipment": machine.id,
            "what": both(machine.name_ko, machine.name_en),
            "where": both(centre.name_ko, centre.name_en),
            "name_ko": machine.name_ko,
            "name_en": machine.name_en,
            "centre": centre.id,
            "centre_ko": centre.name_ko,
            "centre_en": centre.name_en,
        }


def both(korean: str, english: str) -> str:
    """Return a name in both languages, once where they are the same."""
    return korean if korean == english else f"{korean} ({english})"


def _moves(numbered: Numbered) -> Iterator[Row]:
    for number, alternative in numbered:
        for move in alternative.moves:
            yield _move_row(number, move)


def _move_row(number: int, move: Move) -> Row:
    old, new = move.before, move.after
    return {
        "alternative": number,
        "request": move.request,
        "company": move.company,
        "stage": move.stage,
        "was": place(old),
        "becomes": place(new),
        "from_equipment": old.equipment,
        "from_start": old.start,
        "to_equipment": new.equipment,
        "to_start": new.start,
        "to_end": new.end,
        "from_people": names(old),
        "to_people": names(new),
        "shift_days": round((new.start - old.start).total_seconds() / DAY_SECONDS, 1),
        "others_krw": move.disruption_krw,
        "more_company_krw": move.more_krw,
    }


def hold_table(held: Iterable[Booking], now: datetime) -> Table:
    """Return what is held, one row per request, the hold that ends first before the others."""
    by_request: dict[str, list[Booking]] = {}
    for booking in held:
        by_request.setdefault(booking.request or booking.id, []).append(booking)
    ordered = sorted(by_request.items(), key=lambda item: (min(map(_ends, item[1])), item[0]))
    rows = tuple(_hold_row(name, bookings, now) for name, bookings in ordered)
    return Table("holds", "Holds", HOLD_COLUMNS, rows)


def _ends(booking: Booking) -> datetime:
    return booking.held_until or booking.end


def _hold_row(name: str, bookings: Sequence[Booking], now: datetime) -> Row:
    until = min(map(_ends, bookings))
    return {
        "request": name,
        "company": bookings[0].company,
        "booked": len(bookings),
        "held_until": until,
        "lapsed": until <= now,
        "first_start": min(each.start for each in bookings),
        "last_end": max(each.end for each in bookings),
        "company_krw": price_krw(bookings),
    }


def refusal(request: Request, reasons: Iterable[str]) -> str:
    """Return why nothing can be promised, one reason a line."""
    return "\n".join((f"nothing can be promised for {request.id}:", *(f"  - {reason}" for reason in reasons)))
