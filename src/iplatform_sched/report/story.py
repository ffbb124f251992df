"""An explanation as a colleague would give it: short sentences, names with ids, local dates."""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING

from iplatform_sched.planning.explain.decide import Answer
from iplatform_sched.planning.explain.repairs import cheapest
from iplatform_sched.report.place import place
from iplatform_sched.report.table import ZONE, human

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from iplatform_sched.planning.explain.conflict import Conflict
    from iplatform_sched.planning.explain.member import Member
    from iplatform_sched.planning.explain.placed import Placed
    from iplatform_sched.planning.explain.repairs import Repair
    from iplatform_sched.planning.explain.service import Answered, Explanation
    from iplatform_sched.planning.explain.shortage import Shortage

TERM_WORDS = {
    "fees": "fees",
    "transport": "transport",
    "staff_travel": "travel of its staff",
    "tardiness": "lateness",
    "overtime": "overtime",
    "disruption": "moving its own bookings",
    "preference": "centres and operators it does not prefer",
}


def story(found: Explanation, *, every: bool = False) -> str:
    """Return an explanation in words; with `every`, each booking in the way has a line of its own."""
    return "\n".join(_lines(found, every=every))


def _lines(found: Explanation, *, every: bool) -> Iterator[str]:
    yield from _standing(found)
    if found.issues:
        yield ""
        yield "It can never be served by the network as it is, whatever else is planned:"
        yield from (f"  - {issue}" for issue in found.issues)
    for number, answered in enumerate(found.answers, start=1):
        yield ""
        yield from _answer(found, number, answered, every=every)
    if found.standing.is_fixed:
        yield "All of it is held, confirmed, running or done: no night moves it, and no question is open."
    elif not found.answers and not found.issues:
        yield "Nothing about it is remarkable: it is served whole, in time, at a fair price and near by."


def _standing(found: Explanation) -> Iterator[str]:
    standing, request = found.standing, found.standing.request
    yield f"{request.id} of {request.company}: {request.title}"
    if not standing.bookings:
        stages = standing.missing
        none = (
            f"Its stage {stages[0]} has no" if len(stages) == 1 else f"None of its {len(stages)} stages has a"
        )
        yield f"{none} booking. It is due {request.due}."
        return
    end = max(each.end for each in standing.bookings)
    late = f"{standing.days_late} days late" if standing.days_late else "in time"
    yield f"It ends {human(end, ZONE)}, due {request.due}: {late}."
    if standing.missing:
        yield f"Not booked: {', '.join(standing.missing)}."
    yield f"What is planned of it costs the company {found.now.company_krw:,} KRW."


def _answer(found: Explanation, number: int, answered: Answered, *, every: bool) -> Iterator[str]:
    yield f"{number}. {answered.why}."
    goal = answered.goal.words
    if answered.placed is not None:
        yield f"   To {goal} is possible, everybody else staying where they are."
        yield from _alternative(found, answered, answered.placed)
    elif answered.conflict is None:
        yield from _open(answered)
    elif answered.conflict.hopeless:
        stages = ", ".join(answered.conflict.stages)
        yield f"   To {goal} is impossible by what stages {stages} ask for; nobody's calendar is to blame."
    else:
        yield from _impossible(answered.conflict, goal, every=every)
        yield from _helpful(answered.repairs)


def _open(answered: Answered) -> Iterator[str]:
    if answered.answer == "impossible":
        yield f"   To {answered.goal.words} is impossible as things stand."
        if answered.goal.option:
            yield f"   Why: explain {answered.goal.request} {answered.goal.option}"
    else:
        yield f"   Whether to {answered.goal.words} is possible is not known."
        yield "   No plan was found, and that there is none is not proved."


def _alternative(found: Explanation, answered: Answered, placed: Placed) -> Iterator[str]:
    yield f"   It would end {human(placed.end, ZONE)} and cost the company {placed.company_krw:,} KRW."
    more = placed.more_than(found.now)
    cost = sum(more.values())
    parts = ", ".join(f"{TERM_WORDS[name]} {value:+,}" for name, value in more.items())
    if found.standing.missing:
        left = answered.unserved_krw
        yield f"   Serving what is missing costs {cost:,} KRW in all; leaving it is priced at {left:,} KRW."
        yield "   A night would leave it." if cost >= left else "   A night can plan it."
    elif cost > 0:
        yield f"   The plan is cheaper by {cost:,} KRW ({parts})."
    elif more:
        yield f"   That would be {-cost:,} KRW cheaper than the plan ({parts})."
    else:
        yield "   That costs the same."


def _impossible(conflict: Conflict, goal: str, *, every: bool) -> Iterator[str]:
    stages = conflict.stages
    what = f"Stage {stages[0]} has" if len(stages) == 1 else f"Stages {', '.join(stages)} together have"
    yield f"   To {goal} is impossible as things stand. {what} no room, because of all of these:"
    yield f"   - {_noun(stages)} {'is' if len(stages) == 1 else 'are'} to be done"
    yield from (f"   - {line}" for line in _grouped(conflict.members, every=every))
    yield from (f"   {line}" for line in (*_claim(conflict, every=every), *_beyond(conflict, goal)))
    yield from (f"   {line}" for shortage in conflict.shortages for line in _short(shortage))
    if not every and _is_shortened(conflict.members):
        yield "   --all names each booking."


def _noun(stages: Sequence[str]) -> str:
    return f"stage {stages[0]}" if len(stages) == 1 else f"stages {', '.join(stages)}"


def _short(shortage: Shortage) -> Iterator[str]:
    """Yield what counting hours alone forbids."""
    span = f"between {human(shortage.start, ZONE)} and {human(shortage.end, ZONE)}"
    if len(shortage.stages) > 1:
        yield f"By hours alone: {_noun(shortage.stages)} need {shortage.needed:g} unit hours together {span};"
        yield f"machines have {shortage.free:g} free in stretches that are long enough for one of them."
        return
    yield f"By hours alone: no machine has a free stretch that is long enough for {_noun(shortage.stages)}"
    yield f"{span}:"
    for room in shortage.rooms:
        free = f"at most {room.longest:g} h on end, {room.free:g} h in all"
        yield f"- {room.machine}: needs {room.needed:g} h, {free}"


def _is_shortened(members: Sequence[Member]) -> bool:
    counted = Counter(each.group for each in members if each.kind == "booking")
    return any(number > FEW for number in counted.values())


def _claim(conflict: Conflict, *, every: bool) -> Iterator[str]:
    """Yield what is proved of the members, about the stages of the conflict and no others."""
    stages = _noun(conflict.stages)
    aside = "the stage aside" if len(conflict.stages) == 1 else "the stages aside"
    if not conflict.proved:
        yield "Not proved a second time: take it as likely."
    elif not conflict.minimal:
        yield "Proved twice over; that each of them is needed is not proved."
    elif len(conflict.enough) == len(conflict.members):
        yield f"Proved twice over; take away any one of them, {aside}, and a plan for {stages} exists."
    else:
        yield f"Proved twice over; without any one of them the others leave room for {stages},"
        short = [each for each in conflict.members if each not in conflict.enough]
        few = len(short) < len(conflict.enough)
        yield "but other facts can be in the way beside them. " + (
            "Each is enough to take away alone, but for:" if few else "Enough to take away alone:"
        )
        told = _grouped(short if few else conflict.enough, every=every)
        yield from (f"- {line}" for line in told or ["none of them"])


def _beyond(conflict: Conflict, goal: str) -> Iterator[str]:
    """Yield what is known of the stages that the conflict is not about."""
    if not conflict.rest:
        return
    rest = _noun(conflict.rest)
    yield f"That is about {_noun(conflict.stages)} only; {rest} may still be in the way."
    if conflict.whole is Answer.POSSIBLE:
        yield f"With all of them taken away at once it is possible to {goal}."
    elif conflict.whole is Answer.IMPOSSIBLE:
        yield f"With all of them taken away at once it is still impossible to {goal}:"
        yield f"there is something else in the way of {rest}, or of all together."
    else:
        yield f"Whether it is possible to {goal} with all of them taken away at once is not known."


FEW = 3
"""Bookings of a group that are named one by one."""


def _grouped(members: Sequence[Member], *, every: bool) -> list[str]:
    groups = groupby(members, key=lambda each: (each.kind, each.group))
    return [line for _, group in groups for line in _together(list(group), every=every)]


def _together(members: Sequence[Member], *, every: bool) -> Iterator[str]:
    """Yield the words of each; of many bookings how many of which kind, and their first and last moment."""
    if every or len(members) == 1 or members[0].kind != "booking":
        yield from (member.words for member in members)
        return
    counted = Counter(member.status for member in members)
    kinds = ", ".join(f"{number} {status}" for status, number in counted.items())
    start = f"{len(members)} {members[0].group} ({kinds})"
    if len(members) <= FEW:
        yield f"{start}: {' '.join(member.subject for member in members)}"
        return
    spans = [member.span for member in members if member.span is not None]
    first, last = min(each.start for each in spans), max(each.end for each in spans)
    yield f"{start}, the first from {human(first, ZONE)}, the last until {human(last, ZONE)}"


MOST_HELP = 8
"""Repairs that are told; programs get them all."""


def _helpful(repairs: Sequence[Repair]) -> Iterator[str]:
    if not repairs:
        yield "   No single change, and no few together, were found to help."
        return
    yield "   What would help; each was planned and checked:"
    best = cheapest(repairs)
    for rank, repair in enumerate(repairs[:MOST_HELP], start=1):
        mark = " (cheapest)" if repair is best else ""
        yield f"   {rank}) {'; and '.join(repair.words)}.{mark}"
        who = ", ".join(each.value for each in repair.who)
        end = human(repair.placed.end, ZONE)
        more = f", the network {repair.placed.network_krw:,}" if repair.placed.network_krw else ""
        least = " Less is not enough." if repair.least else ""
        yield f"      Ends {end}; costs the company {repair.placed.company_krw:,} KRW{more}."
        yield f"      Asks: {who}.{least}"
        if repair.moved:
            yield f"      The move costs {repair.others_krw:,} KRW, disruption counted:"
        for before, after in repair.moved:
            yield f"      {before.request}/{before.stage}: {place(before)}"
            yield f"        -> {place(after)}"
    if len(repairs) > MOST_HELP:
        also = ", the cheapest among them" if best in repairs[MOST_HELP:] else ""
        yield f"   {len(repairs) - MOST_HELP} more would help{also}; --format json lists them."
