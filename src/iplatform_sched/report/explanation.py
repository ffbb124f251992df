"""An explanation as tables for programs and people."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from iplatform_sched.report.lists import key_value_table
from iplatform_sched.report.story import story
from iplatform_sched.report.table import Table, columns, for_people, for_programs
from iplatform_sched.report.view import View

if TYPE_CHECKING:
    from collections.abc import Iterator

    from iplatform_sched.planning.explain.repairs import Repair
    from iplatform_sched.planning.explain.service import Answered, Explanation
    from iplatform_sched.report.table import Cell

TERMS = ("fees", "transport", "staff_travel", "tardiness", "overtime", "disruption", "preference")
FINDING_COLUMNS = columns(
    question="Question",
    code="Code",
    why="Why it is asked",
    goal="Goal",
    answer="Answer",
    focus="Shown for stages",
    whole="With none of them",
    proved_twice="Proved twice",
    minimal="Minimal",
    checks="Checks",
)
CONFLICT_COLUMNS = columns(
    question="Question",
    kind="Kind",
    subject="Of",
    group="Together with",
    reason="In the way",
    enough="Enough alone",
)
SHORTAGE_COLUMNS = columns(
    question="Question",
    short_of="Short of",
    stage="Stage",
    equipment="Machine",
    needed_hours="Needed h",
    longest_hours="Longest free h",
    room_hours="Free h",
)
REPAIR_COLUMNS = (
    *columns(question="Question", rank="No."),
    *for_programs("code"),
    *columns(who="Who decides", action="What to do", end="Then it ends", company_krw="Company KRW"),
    *columns(network_krw="Network KRW", others_krw="Others KRW", moved_bookings="Who moves"),
    *columns(least="Least"),
    *for_programs("overlay"),
)
ALTERNATIVE_COLUMNS = (
    *columns(
        question="Question", goal="Goal", end="Then it ends", company_krw="Company KRW", more_krw="More KRW"
    ),
    *for_people(terms="Of which"),
    *for_programs(*(f"more_{name}" for name in TERMS)),
)


def explanation_view(found: Explanation, *, every: bool = False) -> View:
    """Return an explanation: the story for people, everything behind it for programs.

    Parameters
    ----------
    every
        Name each booking in the story too.
    """
    answers = list(enumerate(found.answers, start=1))
    tables = (
        _about(found),
        Table("findings", "Findings", FINDING_COLUMNS, tuple(_findings(found))),
        Table("conflict", "In the way", CONFLICT_COLUMNS, tuple(_conflict(answers))),
        Table("shortages", "Hours needed and free", SHORTAGE_COLUMNS, tuple(_shortages(answers))),
        Table("repairs", "What would help", REPAIR_COLUMNS, tuple(_repairs(answers))),
        Table("alternatives", "Other choices", ALTERNATIVE_COLUMNS, tuple(_alternatives(found, answers))),
    )
    return View(
        "explain",
        tables,
        chart=story(found, every=every),
        data="findings",
        for_programs=frozenset(table.name for table in tables),
    )


def _about(found: Explanation) -> Table:
    request, now = found.standing.request, found.now
    return key_value_table(
        "explained",
        f"{request.id}: {request.title}",
        {
            "request": request.id,
            "company": request.company,
            "due": request.due,
            "deadline": request.deadline,
            "booked": len(found.standing.bookings),
            "missing": " ".join(found.standing.missing),
            "ends": max((each.end for each in found.standing.bookings), default=None),
            "late_days": found.standing.days_late,
            "company_krw": now.company_krw,
            "network_krw": now.network_krw,
        },
    )


def _findings(found: Explanation) -> Iterator[dict[str, Cell]]:
    for issue in found.issues:
        yield {
            "question": None,
            "code": issue.code,
            "why": str(issue),
            "goal": "be served whole",
            "answer": "impossible",
            "focus": None,
            "whole": None,
            "proved_twice": True,
            "minimal": None,
            "checks": 0,
        }
    for number, each in enumerate(found.answers, start=1):
        conflict = each.conflict
        yield {
            "question": number,
            "code": each.code,
            "why": each.why,
            "goal": each.goal.words,
            "answer": each.answer.value,
            "focus": None if conflict is None else " ".join(conflict.stages),
            "whole": None if conflict is None or conflict.whole is None else conflict.whole.value,
            "proved_twice": None if conflict is None else conflict.proved,
            "minimal": None if conflict is None else conflict.minimal,
            "checks": 0 if conflict is None else conflict.checks,
        }


def _conflict(answers: list[tuple[int, Answered]]) -> Iterator[dict[str, Cell]]:
    for number, each in answers:
        if each.conflict is None:
            continue
        for stage in each.conflict.stages:
            reason = f"stage {stage} is to be done"
            row = {"kind": "stage", "subject": stage, "group": "stages", "reason": reason, "enough": None}
            yield {"question": number, **row}
        for member in each.conflict.members:
            yield {
                "question": number,
                "kind": member.kind,
                "subject": member.subject,
                "group": member.group,
                "reason": member.words,
                "enough": member in each.conflict.enough,
            }


def _shortages(answers: list[tuple[int, Answered]]) -> Iterator[dict[str, Cell]]:
    for number, each in answers:
        for shortage in () if each.conflict is None else each.conflict.shortages:
            short = "stretch" if len(shortage.stages) == 1 else "hours"
            for room in shortage.rooms:
                yield {
                    "question": number,
                    "short_of": short,
                    "stage": room.stage,
                    "equipment": room.machine,
                    "needed_hours": room.needed,
                    "longest_hours": room.longest,
                    "room_hours": room.free,
                }


def _repairs(answers: list[tuple[int, Answered]]) -> Iterator[dict[str, Cell]]:
    for number, each in answers:
        for rank, repair in enumerate(each.repairs, start=1):
            yield {"question": number, "rank": rank, **_repair(repair)}


def _repair(repair: Repair) -> dict[str, Cell]:
    return {
        "code": repair.code,
        "who": ", ".join(who.value for who in repair.who),
        "action": "; ".join(repair.words),
        "end": repair.placed.end,
        "company_krw": repair.placed.company_krw,
        "network_krw": repair.placed.network_krw,
        "others_krw": repair.others_krw,
        "moved_bookings": " ".join(after.id for _, after in repair.moved),
        "least": repair.least,
        "overlay": json.dumps(
            [each.model_dump(mode="json", exclude_none=True) for each in repair.overlay], ensure_ascii=False
        ),
    }


def _alternatives(found: Explanation, answers: list[tuple[int, Answered]]) -> Iterator[dict[str, Cell]]:
    for number, each in answers:
        if each.placed is None:
            continue
        more = each.placed.more_than(found.now)
        yield {
            "question": number,
            "goal": each.goal.words,
            "end": each.placed.end,
            "company_krw": each.placed.company_krw,
            "more_krw": sum(more.values()),
            "terms": ", ".join(f"{name} {value:+,}" for name, value in more.items()),
            **{f"more_{name}": more.get(name, 0) for name in TERMS},
        }
