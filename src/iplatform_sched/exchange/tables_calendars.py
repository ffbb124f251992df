"""Table files of what changes calendars for a time: closures, openings, absences."""

from __future__ import annotations

from iplatform_sched.domain.calendars import Absence, Closure, Opening, RecurringClosure
from iplatform_sched.exchange.codecs import INSTANT, LIST, LOCAL, NUMBER, WORD
from iplatform_sched.exchange.columns import Column, Table

_START = Column(
    "start", "When it begins.", INSTANT, "instant", "2026-12-01T09:00+09:00", "span.start", needed=True
)
_END = Column(
    "end", "When it is over.", INSTANT, "instant", "2026-12-04T18:00+09:00", "span.end", needed=True
)
ABSENCES = Table(
    "absences.csv",
    "Times in which operators of a pool are away.",
    Absence,
    (
        Column(
            "pool", "Pool they belong to.", example="ochang-cells", owner=True, needed=True, refers="pool"
        ),
        _START,
        _END,
        Column("count", "How many are away.", NUMBER, "operators", "1", needed=True),
        Column("reason", "Why.", example="Training"),
        Column("people", "Those of them who are named in pools.csv.", LIST, example="kim-1"),
    ),
)
_CLOSURE_KIND = Column(
    "kind",
    "closed (unattended runs go on) or out_of_service (nothing may overlap it).",
    WORD,
    example="closed",
    needed=True,
)
_CLOSURE_CENTRE = Column(
    "centre",
    "Centre that is closed; empty where one machine is.",
    example="kbsi-ochang",
    owner=True,
    refers="centre",
)
_CLOSURE_EQUIPMENT = Column(
    "equipment",
    "Machine that is closed; empty where the centre is.",
    example="cycler-1",
    owner=True,
    refers="equipment",
)
CLOSURES = Table(
    "closures.csv",
    "One-off closures and outages of a centre or a machine.",
    Closure,
    (
        _CLOSURE_CENTRE,
        _CLOSURE_EQUIPMENT,
        _START,
        _END,
        _CLOSURE_KIND,
        Column("reason", "Why.", example="Calibration"),
    ),
)
OPENINGS = Table(
    "openings.csv",
    "Hours in which a centre is open once, beside its weekly hours.",
    Opening,
    (
        Column(
            "centre",
            "Centre that is open.",
            example="kbsi-ochang",
            owner=True,
            needed=True,
            refers="centre",
        ),
        Column(
            "start",
            "When it begins.",
            INSTANT,
            "instant",
            "2026-12-05T09:00+09:00",
            "span.start",
            needed=True,
        ),
        Column(
            "end", "When it is over.", INSTANT, "instant", "2026-12-05T18:00+09:00", "span.end", needed=True
        ),
        Column("reason", "Why.", example="Open Saturday"),
    ),
)
RECURRING_CLOSURES = Table(
    "recurring_closures.csv",
    "Closures that recur by a rule, of a centre or a machine.",
    RecurringClosure,
    (
        _CLOSURE_CENTRE,
        _CLOSURE_EQUIPMENT,
        Column(
            "first",
            "Start of the first one, without zone.",
            LOCAL,
            "local time",
            "2026-01-07T13:00",
            needed=True,
        ),
        Column("rule", "RFC 5545 recurrence rule.", WORD, example="FREQ=WEEKLY;BYDAY=WE", needed=True),
        Column("minutes", "Length of each.", NUMBER, "minutes", "240", needed=True),
        _CLOSURE_KIND,
        Column("reason", "Why.", example="Cleaning"),
        Column(
            "except_dates", "Dates on which it does not take place.", LIST, example="2026-12-23; 2026-12-30"
        ),
    ),
)
