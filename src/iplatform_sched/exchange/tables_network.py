"""Table files of the network: centres, equipment, calendars, prices and travel."""

from __future__ import annotations

from iplatform_sched.domain.calendars import Closure, Holiday, HolidayCalendar, RecurringClosure
from iplatform_sched.domain.centre import Centre, OperatorPool, QuotaRule
from iplatform_sched.domain.equipment import (
    Capability,
    CapabilityOffer,
    Changeover,
    DiscountScheme,
    Equipment,
    Specification,
)
from iplatform_sched.domain.policy import TravelEntry
from iplatform_sched.exchange.codecs import (
    CLOCK,
    DATE,
    DAY_HOURS,
    FLAG,
    INSTANT,
    LIST,
    LOCAL,
    NUMBER,
    SECTORS,
    SKILLS,
    WEEK,
    WORD,
)
from iplatform_sched.exchange.columns import Column, Table

_SECTOR_WORDS = "MR, BI, MA, AA, EE or SH"

HOLIDAY_CALENDARS = Table(
    "holiday_calendars.csv",
    "National or local holiday calendars; their dates are in holidays.csv.",
    HolidayCalendar,
    (
        Column("id", "Name of the calendar.", example="KR", needed=True),
        Column("zone", "IANA time zone; Asia/Seoul by default.", WORD, example="Asia/Seoul"),
        Column("source", "Where the dates come from.", example="holidays 0.80"),
    ),
    key=("id",),
)
HOLIDAYS = Table(
    "holidays.csv",
    "Dates on which every centre of a holiday calendar is closed.",
    Holiday,
    (
        Column(
            "calendar",
            "Calendar it belongs to.",
            example="KR",
            owner=True,
            needed=True,
            refers="holiday calendar",
        ),
        Column("date", "The date.", DATE, example="2026-12-25", needed=True),
        Column("name", "Name of the holiday.", example="기독탄신일", needed=True),
        Column("temporary", "Declared for once, such as an election day; no by default.", FLAG, example="no"),
    ),
)
CENTRES = Table(
    "centres.csv",
    "Centres with their hours and house rules.",
    Centre,
    (
        Column("id", "Short id of the centre.", example="kbsi-ochang", needed=True),
        Column("name_ko", "Korean name.", example="오창센터", needed=True),
        Column("name_en", "English name.", example="Ochang Centre", needed=True),
        Column("city", "City.", example="Cheongju", needed=True),
        Column("region", "Region, which requests can prefer or exclude.", example="Chungbuk", needed=True),
        Column("latitude", "Geographic latitude, north is positive.", NUMBER, "degrees", "36.72", needed=True),
        Column(
            "longitude", "Geographic longitude, east is positive.", NUMBER, "degrees", "127.43", needed=True
        ),
        Column("island", "Roads do not reach it: travel takes a day more; no by default.", FLAG, example="no"),
        Column(
            "sectors",
            f"Sectors ({_SECTOR_WORDS}) with its part in each, lead or participant (the default).",
            SECTORS,
            example="EE:lead; MA",
        ),
        Column("zone", "IANA time zone; Asia/Seoul by default.", WORD, example="Asia/Seoul"),
        Column(
            "holiday_calendar",
            "Calendar of its holidays; KR by default.",
            example="KR",
            refers="holiday calendar",
        ),
        Column("hours", "Weekly opening hours.", WEEK, "local time", "Mon-Fri 09:00-18:00", needed=True),
        Column(
            "after_hours",
            "Hours outside these in which it can be used by arrangement.",
            WEEK,
            "local time",
            "Mon-Fri 18:00-22:00; Sat 09:00-13:00",
        ),
        Column("lunch", "Break on every open day.", DAY_HOURS, "local time", "12:00-13:00"),
        Column(
            "notice_days",
            "Whole working days between today and a booking's day; 0 by default.",
            NUMBER,
            "working days",
            "3",
            "rules.notice_days",
        ),
        Column(
            "express_notice_days",
            "Shorter notice at the express surcharge; none if empty.",
            NUMBER,
            "working days",
            "1",
            "rules.express_notice_days",
        ),
        Column(
            "booking_horizon_days",
            "Furthest start from today; no bound if empty.",
            NUMBER,
            "days",
            "90",
            "rules.booking_horizon_days",
        ),
        Column(
            "latest_start",
            "Latest time of day at which a booking may start.",
            CLOCK,
            "local time",
            "17:00",
            "rules.latest_start",
        ),
        Column(
            "after_hours_trained_only",
            "After-hours use needs a qualification; yes by default.",
            FLAG,
            example="yes",
            path="rules.after_hours_trained_only",
        ),
        Column(
            "no_show_strikes",
            "No-shows that start a ban; no ban if empty.",
            NUMBER,
            "no-shows",
            "2",
            "rules.no_show.strikes",
        ),
        Column("no_show_ban_days", "Length of the ban.", NUMBER, "days", "30", "rules.no_show.ban_days"),
    ),
    key=("id",),
)
QUOTAS = Table(
    "quotas.csv",
    "Most hours or bookings of one company in a week or month.",
    QuotaRule,
    (
        Column(
            "centre",
            "Centre that sets the quota.",
            example="kbsi-ochang",
            owner=True,
            needed=True,
            refers="centre",
        ),
        Column("unit", "What counts: hours or bookings.", WORD, example="hours", needed=True),
        Column("period", "Per week or month.", WORD, example="week", needed=True),
        Column("limit", "The most that one company may have.", NUMBER, "hours or bookings", "40", needed=True),
        Column(
            "equipment",
            "Only this machine counts; the whole centre if empty.",
            example="cycler-1",
            refers="equipment",
        ),
    ),
)
POOLS = Table(
    "pools.csv",
    "Operators of one skill at a centre; numbers, never persons.",
    OperatorPool,
    (
        Column("id", "Short id of the pool.", example="ochang-cells", needed=True),
        Column("centre", "Centre that employs them.", example="kbsi-ochang", needed=True, refers="centre"),
        Column("skill", "What they can operate; offers.csv names it.", example="cells", needed=True),
        Column("headcount", "How many there are.", NUMBER, "operators", "3", needed=True),
        Column(
            "hours", "Regular shift; the centre's hours if empty.", WEEK, "local time", "Mon-Fri 09:00-18:00"
        ),
        Column(
            "overtime",
            "Hours in which they can be asked to work overtime.",
            WEEK,
            "local time",
            "Mon-Fri 18:00-21:00",
        ),
        Column("overtime_krw_per_hour", "Price of an hour of overtime; 0 by default.", NUMBER, "KRW", "30000"),
    ),
    key=("id",),
)
CAPABILITIES = Table(
    "capabilities.csv",
    "What equipment can do and a stage can need.",
    Capability,
    (
        Column("id", "Short id of the capability.", example="cell-cycling", needed=True),
        Column("name_ko", "Korean name.", example="충방전 시험", needed=True),
        Column("name_en", "English name.", example="Cell cycling", needed=True),
        Column("sectors", f"Sectors that use it ({_SECTOR_WORDS}).", LIST, example="EE; AA"),
    ),
    key=("id",),
)
CLOSURE_KIND = Column(
    "kind",
    "closed (unattended runs go on) or out_of_service (nothing may overlap it).",
    WORD,
    example="closed",
    needed=True,
)
CLOSURE_CENTRE = Column(
    "centre",
    "Centre that is closed; empty where one machine is.",
    example="kbsi-ochang",
    owner=True,
    refers="centre",
)
CLOSURE_EQUIPMENT = Column(
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
        CLOSURE_CENTRE,
        CLOSURE_EQUIPMENT,
        Column("start", "When it begins.", INSTANT, "instant", "2026-12-01T09:00+09:00", "span.start", needed=True),
        Column("end", "When it is over.", INSTANT, "instant", "2026-12-04T18:00+09:00", "span.end", needed=True),
        CLOSURE_KIND,
        Column("reason", "Why.", example="Calibration"),
    ),
)
RECURRING_CLOSURES = Table(
    "recurring_closures.csv",
    "Closures that recur by a rule, of a centre or a machine.",
    RecurringClosure,
    (
        CLOSURE_CENTRE,
        CLOSURE_EQUIPMENT,
        Column("first", "Start of the first one, without zone.", LOCAL, "local time", "2026-01-07T13:00", needed=True),
        Column("rule", "RFC 5545 recurrence rule.", WORD, example="FREQ=WEEKLY;BYDAY=WE", needed=True),
        Column("minutes", "Length of each.", NUMBER, "minutes", "240", needed=True),
        CLOSURE_KIND,
        Column("reason", "Why.", example="Cleaning"),
        Column("except_dates", "Dates on which it does not take place.", LIST, example="2026-12-23; 2026-12-30"),
    ),
)
EQUIPMENT = Table(
    "equipment.csv",
    "Machines with their prices; what they offer is in offers.csv.",
    Equipment,
    (
        Column("id", "Short id of the machine.", example="cycler-1", needed=True),
        Column("centre", "Centre where it stands.", example="kbsi-ochang", needed=True, refers="centre"),
        Column("name_ko", "Korean name.", example="충방전기", needed=True),
        Column("name_en", "English name.", example="Battery cycler", needed=True),
        Column("nfec_class", "Code of the national standard classification.", example="EQ00020004"),
        Column("setup_minutes", "Set-up before each run; 0 by default.", NUMBER, "minutes", "30"),
        Column("teardown_minutes", "Teardown after each run; 0 by default.", NUMBER, "minutes", "30"),
        Column("units", "Identical channels or shelves; 1 by default.", NUMBER, "units", "8"),
        Column("family_at_start", "Family of work that it is set up for at first.", example="lfp"),
        Column("hours", "Own weekly hours; the centre's if empty.", WEEK, "local time", "Mon-Fri 10:00-17:00"),
        Column("use", "operated_only (the default) or self_use_allowed.", WORD, example="operated_only"),
        Column("year_acquired", "Year of purchase; 2015 by default.", NUMBER, "year", "2021"),
        Column("service_life_years", "Expected life; 10 by default.", NUMBER, "years", "10"),
        Column("condition", "good (the default), ageing or retired.", WORD, example="good"),
        *(
            Column(name, meaning, NUMBER, unit, example, f"tariff.{name}")
            for name, meaning, unit, example in (
                ("per_hour", "Fee per hour; 0 by default.", "KRW", "60000"),
                ("tier_hours", "Hours of a booking at this fee; all if empty.", "hours", "24"),
                ("per_hour_after", "Fee per hour after these.", "KRW", "30000"),
                ("operator_per_hour", "Added per attended hour of operated use.", "KRW", "20000"),
                ("per_day", "Fee per day.", "KRW", "0"),
                ("per_sample", "Fee per sample.", "KRW", "0"),
                ("per_case", "Fee per case.", "KRW", "0"),
                ("setup_fee", "Fee per booking.", "KRW", "50000"),
                ("materials_per_sample", "Materials per sample, never discounted.", "KRW", "5000"),
                ("after_hours_percent", "Surcharge for after-hours time.", "percent", "50"),
                ("express_percent", "Surcharge for express notice.", "percent", "30"),
            )
        ),
    ),
    key=("id",),
)
OFFERS = Table(
    "offers.csv",
    "Capabilities that a machine offers.",
    CapabilityOffer,
    (
        Column("equipment", "Machine.", example="cycler-1", owner=True, needed=True, refers="equipment"),
        Column("capability", "What it offers.", example="cell-cycling", needed=True, refers="capability"),
        Column("speed_percent", "100, the default, is nominal; 200 is twice as fast.", NUMBER, "percent", "100"),
        Column("operators", "Operators by skill in attended parts.", SKILLS, "operators", "cells:1", refers="skill"),
    ),
)
SPECIFICATIONS = Table(
    "specifications.csv",
    "Ranges that a machine reaches with a capability.",
    Specification,
    (
        Column("equipment", "Machine.", example="cycler-1", owner=True, needed=True, refers="equipment"),
        Column(
            "capability", "Capability of the machine.", example="cell-cycling", owner=True, needed=True
        ),
        Column(
            "offer",
            "Which row of offers.csv, counted from 1, where the machine offers the capability more than once.",
            example="1",
            owner=True,
        ),
        Column("name", "Quantity.", example="temperature", needed=True),
        Column("low", "Lower end of the range.", NUMBER, "as in unit", "-40", needed=True),
        Column("high", "Upper end of the range.", NUMBER, "as in unit", "150", needed=True),
        Column("unit", "Unit of the quantity.", example="°C"),
    ),
)
CHANGEOVERS = Table(
    "changeovers.csv",
    "Time between families of work on a machine.",
    Changeover,
    (
        Column("equipment", "Machine.", example="mixer-1", owner=True, needed=True, refers="equipment"),
        Column("before", "Family of the work before.", example="lfp", needed=True),
        Column("after", "Family of the work after.", example="nmc", needed=True),
        Column("minutes", "Time between the two.", NUMBER, "minutes", "240", needed=True),
    ),
)
DISCOUNTS = Table(
    "discounts.csv",
    "Discounts for classes of companies; stackable ones are taken in the order of the rows.",
    DiscountScheme,
    (
        Column("id", "Short id of the scheme.", example="start-up-30", needed=True),
        Column("name", "Name of the scheme.", example="Start-up discount", needed=True),
        Column("rate_percent", "Part of the fee that is waived.", NUMBER, "percent", "30", needed=True),
        Column(
            "classes",
            "Classes of companies (start_up, small, medium, large, academic).",
            LIST,
            example="start_up; small",
            needed=True,
        ),
        Column("centres", "Only at these centres; all if empty.", LIST, example="kbsi-ochang", refers="centre"),
        Column("stackable", "Adds to other stackable ones; no by default.", FLAG, example="no"),
    ),
    key=("id",),
)
TRAVEL = Table(
    "travel.csv",
    "Known journeys in one direction; they override the policy's formula.",
    TravelEntry,
    (
        Column("origin", "Centre or company where it starts.", example="acme", needed=True, refers="site"),
        Column("destination", "Centre or company where it ends.", example="kbsi-ochang", needed=True, refers="site"),
        Column("carrier", "Only for this carrier; all if empty.", example="truck", refers="carrier"),
        Column("minutes", "Duration.", NUMBER, "minutes", "95", needed=True),
        Column("krw", "Price.", NUMBER, "KRW", "120000", needed=True),
    ),
    key=("origin", "destination", "carrier"),
)
