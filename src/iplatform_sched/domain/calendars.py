"""Opening hours, closures and holidays, in local wall time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, time
from itertools import pairwise
from typing import Annotated, TypeVar

from pydantic import Field, field_validator, model_validator

from iplatform_sched.domain.vocabulary import (
    MOST_HEADS,
    ClosureKind,
    Day,
    Fact,
    LocalMoment,
    Minutes,
    OperatorId,
    Span,
)

WEEKDAYS = 7


class DailyHours(Fact):
    """Wall-clock hours of one day; an `end` of 00:00 means midnight at the day's end."""

    start: time
    end: time

    @model_validator(mode="after")
    def _ordered(self) -> DailyHours:
        if self.end != time(0) and self.start >= self.end:
            message = f"must end after it starts (start {self.start}, end {self.end})"
            raise ValueError(message)
        return self


class WeeklyHours(Fact):
    """Opening hours by weekday, Monday first; an empty tuple is a closed day."""

    days: tuple[tuple[DailyHours, ...], ...] = Field(min_length=WEEKDAYS, max_length=WEEKDAYS)

    @field_validator("days")
    @classmethod
    def _disjoint(cls, days: tuple[tuple[DailyHours, ...], ...]) -> tuple[tuple[DailyHours, ...], ...]:
        for hours in days:
            for before, after in pairwise(hours):
                if before.end == time(0) or before.end > after.start:
                    message = "hours of one day must be in order and must not overlap"
                    raise ValueError(message)
        return days

    @classmethod
    def weekdays(cls, start: time, end: time, days: int = 5) -> WeeklyHours:
        """Return the same hours on the first `days` days of the week."""
        hours = (DailyHours(start=start, end=end),)
        return cls(days=tuple(hours if day < days else () for day in range(WEEKDAYS)))


class Closure(Fact):
    """A one-off closure or outage."""

    span: Span
    kind: ClosureKind
    reason: str = ""


class Opening(Fact):
    """Hours in which a centre is open once, beside its weekly hours: an open Saturday, a working holiday."""

    span: Span
    reason: str = ""


def check_named(people: Sequence[OperatorId], count: int) -> None:
    """Raise ``ValueError`` where more operators are named than are away, or one twice."""
    if len(set(people)) < len(people):
        message = f"names an operator twice: {', '.join(people)}"
        raise ValueError(message)
    if len(people) > count:
        message = f"names {len(people)} operators; {count} are away"
        raise ValueError(message)


class Absence(Fact):
    """A time in which so many operators of a pool are away.

    Attributes
    ----------
    people
        Those of them who are named.
    """

    span: Span
    count: int = Field(ge=1, le=MOST_HEADS)
    reason: str = ""
    people: tuple[OperatorId, ...] = ()

    @model_validator(mode="after")
    def _people(self) -> Absence:
        check_named(self.people, self.count)
        return self


class OperatorsAway(Fact):
    """How many operators of a pool are away, `people` of them named; as many as are named by default."""

    count: int = Field(default=1, ge=1, le=MOST_HEADS)
    people: tuple[OperatorId, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _count(cls, told: object) -> object:
        if not isinstance(told, dict) or told.get("count") is not None:
            return told
        people = told.get("people")
        return told | {"count": len(people) if people and isinstance(people, list | tuple) else 1}

    @model_validator(mode="after")
    def _people(self) -> OperatorsAway:
        check_named(self.people, self.count)
        return self


def away_already(absences: Iterable[Absence], absence: Absence) -> Iterator[OperatorId]:
    """Yield the operators of an absence who are away in some of its time by one of `absences` already.

    Two absences take two heads; one person is one.
    """
    gone = {
        name
        for each in absences
        if each.span.start < absence.span.end and absence.span.start < each.span.end
        for name in each.people
    }
    yield from (name for name in absence.people if name in gone)


Timed = TypeVar("Timed", Closure, Opening, Absence)


def by_time(items: Iterable[Timed]) -> tuple[Timed, ...]:
    """Return closures, openings or absences in order of time, as calendars list them."""
    return tuple(sorted(items, key=lambda each: (each.span.start, each.span.end)))


class RecurringClosure(Fact):
    """A closure that recurs by an RFC 5545 rule in local wall time.

    Attributes
    ----------
    first
        Local start of the first occurrence (no zone: the centre's applies).
    rule
        RRULE value such as ``FREQ=WEEKLY;BYDAY=WE``; an UNTIL is in local time.
    minutes
        Length of each occurrence.
    except_dates
        Local dates of occurrences that do not take place.
    """

    first: LocalMoment
    rule: str
    minutes: Annotated[Minutes, Field(ge=1)]
    kind: ClosureKind
    reason: str = ""
    except_dates: tuple[Day, ...] = ()

    @field_validator("first")
    @classmethod
    def _local(cls, first: datetime) -> datetime:
        if first.tzinfo is not None:
            message = "is local wall time and must have no zone"
            raise ValueError(message)
        return first


class Holiday(Fact):
    """A date on which every centre of a holiday calendar is closed."""

    date: Day
    name: str
    temporary: bool = False


class HolidayCalendar(Fact):
    """A national or local holiday calendar.

    Attributes
    ----------
    source
        Where the dates come from, with the version of the library that produced them.
    """

    id: str
    zone: str = "Asia/Seoul"
    holidays: tuple[Holiday, ...] = ()
    source: str = ""


def cut(items: tuple[Timed, ...], span: Span) -> tuple[Timed, ...]:
    """Return `items` without `span`: one that it cuts in two becomes two."""
    return tuple(rest for item in items for rest in _without(item, span))


def _without(item: Timed, span: Span) -> Iterator[Timed]:
    whole = item.span
    if whole.end <= span.start or span.end <= whole.start:
        yield item
        return
    if whole.start < span.start:
        yield item.model_copy(update={"span": Span(start=whole.start, end=span.start)})
    if span.end < whole.end:
        yield item.model_copy(update={"span": Span(start=span.end, end=whole.end)})
