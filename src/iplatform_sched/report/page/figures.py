"""The figures at the head of the page, beside those of the baseline."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from iplatform_sched.report.night import OTHER_UNITS
from iplatform_sched.report.page.bars import Shift, dropped, requests_late, shift_of
from iplatform_sched.report.page.costs import total_cost
from iplatform_sched.report.page.wording import Language

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from iplatform_sched.domain.booking import Plan
    from iplatform_sched.domain.run import Run
    from iplatform_sched.report.page.subject import Subject

    Say = Callable[..., str]
    """A message by its key, filled in."""

HUNDRED_MILLION, TEN_THOUSAND, MILLION = 10**8, 10**4, 10**6


@dataclass(frozen=True, slots=True)
class Card:
    """One figure: what it is, its value, a note, and the baseline's value where there is one."""

    label: str
    value: str
    note: str = ""
    against: str = ""


@dataclass(frozen=True, slots=True)
class Term:
    """A line of the objective; values as text, differences with their sign."""

    name: str
    value: str
    baseline: str = ""
    difference: str = ""


def short_krw(value: int, language: Language) -> str:
    """Return KRW as people say it: 6.50 in hundreds of millions in Korean, in millions in English."""
    if language is Language.ENGLISH:
        return f"{value / MILLION:,.1f} M KRW" if abs(value) >= MILLION else f"{value:,} KRW"
    if abs(value) >= HUNDRED_MILLION:
        return f"{value / HUNDRED_MILLION:,.2f}억 원"
    return f"{value / TEN_THOUSAND:,.0f}만 원" if abs(value) >= TEN_THOUSAND else f"{value:,}원"


def cards(subject: Subject, say: Say, language: Language) -> tuple[Card, ...]:
    """Return the figures in the order in which people ask for them."""
    late = requests_late(subject)
    run, base = subject.run, subject.baseline
    return (
        _served(subject, say),
        _stages(subject, say),
        Card(
            say("summary.late"),
            str(len(late)),
            say("summary.late_days", max(late.values())) if late else say("summary.late_none"),
        ),
        Card(
            say("summary.cost"),
            short_krw(total_cost(subject.plan.bookings), language),
            say("summary.cost_parts"),
            _against(say, short_krw(total_cost(base.plan.bookings), language) if base and base.plan else ""),
        ),
        *_quality(run, base, say, language),
        _changes(subject, say),
    )


def _against(say: Say, value: str | None) -> str:
    return say("summary.against", value) if value else ""


def _served(subject: Subject, say: Say) -> Card:
    served, partly, whole = _counts(subject.plan)
    note = say("summary.of", whole)
    if partly:
        note += ", " + say("summary.in_part", partly)
    base = subject.baseline
    against = str(_counts(base.plan)[0]) if base and base.plan else None
    return Card(say("summary.served"), str(served), note, _against(say, against))


def _counts(plan: Plan) -> tuple[int, int, int]:
    """Return how many requests a plan serves wholly, in part, and was asked for."""
    booked = {booking.request for booking in plan.bookings if booking.request}
    left = {item.request for item in plan.unserved}
    return len(booked - left), len(booked & left), len(booked | left)


def _stages(subject: Subject, say: Say) -> Card:
    planned = [b for b in subject.plan.bookings if b.id in subject.planned]
    machines = {booking.equipment for booking in planned}
    centres = {booking.centre for booking in planned}
    note = say("summary.machines", len(centres), len(machines))
    base = subject.baseline
    against = str(len(base.plan.bookings)) if base and base.plan else None
    return Card(say("summary.stages"), f"{len(planned):,}", note, _against(say, against))


def _quality(run: Run, base: Run | None, say: Say, language: Language) -> Iterator[Card]:
    if run.objective is None:
        return
    bound = "" if run.bound is None else say("summary.bound", short_krw(run.bound, language))
    old = None if base is None or base.objective is None else short_krw(base.objective, language)
    yield Card(say("summary.objective"), short_krw(run.objective, language), bound, _against(say, old))
    if run.gap is not None and run.plain_gap is not None:
        old = None if base is None or base.gap is None else _percent(base.gap)
        note = say("summary.gap_note", _percent(run.plain_gap))
        yield Card(say("summary.gap"), _percent(run.gap), note, _against(say, old))


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"


def _changes(subject: Subject, say: Say) -> Card:
    kinds = Counter(shift_of(subject, booking) for booking in subject.bookings)
    moved = kinds[Shift.MOVED] + kinds[Shift.REASSIGNED]
    note = say("summary.changes_note", kinds[Shift.NEW], len(dropped(subject)))
    return Card(say("summary.changes"), str(moved), note)


def terms(subject: Subject, say: Say) -> tuple[Term, ...]:
    """Return the objective line by line, then its levels; terms that are zero on both sides are left out."""
    old = subject.baseline.terms if subject.baseline else {}
    lines = [
        _term(name, subject.run.terms.get(name, 0), old.get(name, 0) if subject.baseline else None, say)
        for name in dict.fromkeys((*subject.run.terms, *old))
        if subject.run.terms.get(name) or old.get(name)
    ]
    for number, level in enumerate(subject.run.levels, start=1):
        known = say("terms.proved") if level.proved else say("terms.bound", f"{level.bound:,}")
        names = ", ".join(say(f"term.{name}") for name in level.terms)
        lines.append(Term(f"{say('terms.level', number)}: {names}", f"{level.value:,} ({known})"))
    return tuple(lines)


def _term(name: str, value: int, old: int | None, say: Say) -> Term:
    unit = say(f"unit.{OTHER_UNITS.get(name, 'KRW').lower()}")
    if old is None:
        return Term(say(f"term.{name}"), f"{value:,} {unit}")
    return Term(
        say(f"term.{name}"),
        f"{value:,} {unit}",
        f"{old:,} {unit}",
        f"{value - old:+,} {unit}" if value != old else "–",
    )
