"""Members that centres, machines and operators are: hours, closures, house rules, heads."""

from __future__ import annotations

from datetime import time, timedelta
from typing import TYPE_CHECKING, TypeVar

from iplatform_sched.domain.calendars import WeeklyHours
from iplatform_sched.domain.vocabulary import MOST_HEADS, Condition
from iplatform_sched.planning.explain.member import Kind, Member

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

    from iplatform_sched.domain.calendars import Closure, RecurringClosure
    from iplatform_sched.domain.centre import Centre, OperatorPool
    from iplatform_sched.domain.equipment import Equipment
    from iplatform_sched.domain.snapshot import Snapshot
    from iplatform_sched.planning.explain.member import Case

    Keys = Sequence[tuple[str, ...]]
    Place = Centre | Equipment

Fields = dict[str, object]
ALL_WEEK = WeeklyHours.weekdays(time(0), time(0), 7)
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_Fact = TypeVar("_Fact", "Centre", "Equipment", "OperatorPool")


def _each(
    listed: Iterable[_Fact], chosen: Collection[str], fields: Callable[[_Fact], Fields]
) -> tuple[_Fact, ...]:
    return tuple(each.model_copy(update=fields(each)) if each.id in chosen else each for each in listed)


def centres_with(snapshot: Snapshot, chosen: Collection[str], fields: Callable[[Centre], Fields]) -> Snapshot:
    """Return the facts with fields of some centres replaced."""
    network = snapshot.catalogue
    changed = {"centres": _each(network.centres, chosen, fields)}
    return snapshot.model_copy(update={"catalogue": network.model_copy(update=changed)})


def machines_with(
    snapshot: Snapshot, chosen: Collection[str], fields: Callable[[Equipment], Fields]
) -> Snapshot:
    """Return the facts with fields of some machines replaced."""
    network = snapshot.catalogue
    changed = {"equipment": _each(network.equipment, chosen, fields)}
    return snapshot.model_copy(update={"catalogue": network.model_copy(update=changed)})


def pools_with(
    snapshot: Snapshot, chosen: Collection[str], fields: Callable[[OperatorPool], Fields]
) -> Snapshot:
    """Return the facts with fields of some operator pools replaced."""
    network = snapshot.catalogue
    changed = {"pools": _each(network.pools, chosen, fields)}
    return snapshot.model_copy(update={"catalogue": network.model_copy(update=changed)})


def weekly(hours: WeeklyHours) -> str:
    """Return opening hours for people, equal days in a row together."""
    parts: list[tuple[int, int, str]] = []
    for day, spans in enumerate(hours.days):
        words = " and ".join(f"{each.start:%H:%M}-{each.end:%H:%M}" for each in spans)
        if parts and parts[-1][2] == words:
            parts[-1] = (parts[-1][0], day, words)
        else:
            parts.append((day, day, words))
    named = (
        f"{DAYS[first]}{'' if first == last else '-' + DAYS[last]} {words}"
        for first, last, words in parts
        if words
    )
    return ", ".join(named) or "never"


def _ids(keys: Keys) -> set[str]:
    return {key[0] for key in keys}


def _centre_hours(case: Case) -> Iterator[Member]:
    for each in case.centres.values():
        if each.hours != ALL_WEEK or each.lunch is not None:
            lunch = f", lunch {each.lunch.start:%H:%M}-{each.lunch.end:%H:%M}" if each.lunch else ""
            words = f"{each.id} is open {weekly(each.hours)}{lunch}"
            yield Member("opening_hours", each.id, words, (each.id,), f"hours at {each.id}")


def _open_centres(snapshot: Snapshot, keys: Keys) -> Snapshot:
    return centres_with(snapshot, _ids(keys), lambda _: {"hours": ALL_WEEK, "lunch": None})


def _machine_hours(case: Case) -> Iterator[Member]:
    for each in case.machines.values():
        if each.hours is not None:
            words = f"{each.id} runs {weekly(each.hours)}"
            yield Member("machine_hours", each.id, words, (each.id,), f"hours at {each.centre}")


def _free_machine_hours(snapshot: Snapshot, keys: Keys) -> Snapshot:
    return machines_with(snapshot, _ids(keys), lambda _: {"hours": None})


def _shifts(case: Case) -> Iterator[Member]:
    for each in case.pools.values():
        if each.hours is not None:
            words = f"operators {each.id} work {weekly(each.hours)}"
            yield Member("shift", each.id, words, (each.id,), f"hours at {each.centre}")


def _free_shifts(snapshot: Snapshot, keys: Keys) -> Snapshot:
    return pools_with(snapshot, _ids(keys), lambda _: {"hours": None})


def _absences(case: Case) -> Iterator[Member]:
    for pool in case.pools.values():
        for number, each in enumerate(pool.absences):
            if each.span.end > case.snapshot.now:
                span = f"{case.local(each.span.start)} to {case.local(each.span.end)}"
                why = f" ({each.reason})" if each.reason else ""
                who = f", {', '.join(each.people)} among them," if each.people else ""
                words = f"{each.count} of {pool.headcount} operators {pool.id}{who} are away {span}{why}"
                yield Member("absence", pool.id, words, (pool.id, str(number)), f"operators at {pool.centre}")


def _no_absences(snapshot: Snapshot, keys: Keys) -> Snapshot:
    gone = {(pool, int(number)) for pool, number in keys}
    return pools_with(
        snapshot,
        _ids(keys),
        lambda it: {"absences": tuple(each for n, each in enumerate(it.absences) if (it.id, n) not in gone)},
    )


def _heads(case: Case) -> Iterator[Member]:
    for each in case.pools.values():
        words = f"{each.centre} has {each.headcount} operators {each.id} ({each.skill})"
        yield Member("operators", each.id, words, (each.id,), f"operators at {each.centre}")


def _more_heads(snapshot: Snapshot, keys: Keys) -> Snapshot:
    return pools_with(snapshot, _ids(keys), lambda _: {"headcount": MOST_HEADS})


def _holidays(case: Case) -> Iterator[Member]:
    used = {each.holiday_calendar for each in case.centres.values()}
    now = case.snapshot.now.date()
    last = now + timedelta(weeks=case.snapshot.policy.start_weeks + 4)
    for calendar in case.snapshot.catalogue.holiday_calendars:
        for day in calendar.holidays if calendar.id in used else ():
            if now <= day.date <= last:
                words = f"{day.date:%Y-%m-%d %a} is a holiday ({day.name})"
                yield Member("holiday", str(day.date), words, (calendar.id, str(day.date)), "holidays")


def _no_holidays(snapshot: Snapshot, keys: Keys) -> Snapshot:
    gone = {(key[0], key[1]) for key in keys}
    network = snapshot.catalogue
    calendars = tuple(
        each.model_copy(
            update={"holidays": tuple(day for day in each.holidays if (each.id, str(day.date)) not in gone)}
        )
        for each in network.holiday_calendars
    )
    return snapshot.model_copy(
        update={"catalogue": network.model_copy(update={"holiday_calendars": calendars})}
    )


def _closures(case: Case) -> Iterator[Member]:
    places: list[Place] = [*case.centres.values(), *case.machines.values()]
    for place in places:
        for number, each in enumerate(place.closures):
            if each.span.end > case.snapshot.now:
                yield _closure(case, place, number, each)
        for number, often in enumerate(place.recurring_closures):
            yield _recurring(place, number, often)


def _closure(case: Case, place: Place, number: int, closure: Closure) -> Member:
    what = closure.kind.value.replace("_", " ")
    why = f" ({closure.reason})" if closure.reason else ""
    span = f"{case.local(closure.span.start)} to {case.local(closure.span.end)}"
    words = f"{place.id} is {what} {span}{why}"
    return Member("closure", place.id, words, (place.id, "once", str(number)), f"closures of {place.id}")


def _recurring(place: Place, number: int, closure: RecurringClosure) -> Member:
    what = closure.kind.value.replace("_", " ")
    why = f" ({closure.reason})" if closure.reason else ""
    words = f"{place.id} is {what} {closure.minutes / 60:g} h by rule {closure.rule}{why}"
    return Member("closure", place.id, words, (place.id, "often", str(number)), f"closures of {place.id}")


def _reopen(snapshot: Snapshot, keys: Keys) -> Snapshot:
    gone = {(place, kind, int(number)) for place, kind, number in keys}

    def left(place: Place) -> Fields:
        return {
            "closures": tuple(
                each for n, each in enumerate(place.closures) if (place.id, "once", n) not in gone
            ),
            "recurring_closures": tuple(
                each for n, each in enumerate(place.recurring_closures) if (place.id, "often", n) not in gone
            ),
        }

    places = _ids(keys)
    return machines_with(centres_with(snapshot, places, left), places, left)


def _changeovers(case: Case) -> Iterator[Member]:
    for each in case.machines.values():
        if each.changeovers:
            words = f"{each.id} is changed over between kinds of work"
            yield Member("changeover", each.id, words, (each.id,), f"machine {each.id}")


def _no_changeovers(snapshot: Snapshot, keys: Keys) -> Snapshot:
    return machines_with(snapshot, _ids(keys), lambda _: {"changeovers": (), "family_at_start": None})


def _retired(case: Case) -> Iterator[Member]:
    for each in case.machines.values():
        if each.condition is Condition.RETIRED:
            yield Member("retired", each.id, f"{each.id} is retired", (each.id,), f"machine {each.id}")


def _reinstate(snapshot: Snapshot, keys: Keys) -> Snapshot:
    return machines_with(snapshot, _ids(keys), lambda _: {"condition": Condition.GOOD})


CLOSURES = (Kind("closure", _closures, _reopen),)
"""When places are closed or out of service by way of exception."""

HOURS = (
    Kind("holiday", _holidays, _no_holidays),
    Kind("shift", _shifts, _free_shifts),
    Kind("machine_hours", _machine_hours, _free_machine_hours),
    Kind("opening_hours", _centre_hours, _open_centres),
)
"""When places are open and operators work."""

MACHINES = (
    Kind("absence", _absences, _no_absences),
    Kind("operators", _heads, _more_heads),
    Kind("changeover", _changeovers, _no_changeovers),
    Kind("retired", _retired, _reinstate),
)
"""What machines and operators can do."""
