"""Table files of the network: centres, their calendars, people and journeys."""

from __future__ import annotations

from iplatform_sched.domain.calendars import Holiday, HolidayCalendar
from iplatform_sched.domain.centre import Centre, Consumable, OperatorPool, QuotaRule
from iplatform_sched.domain.policy import TravelEntry
from iplatform_sched.exchange.codecs import (
    CLOCK,
    DATE,
    DAY_HOURS,
    FLAG,
    LIST,
    NUMBER,
    SECTORS,
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
        Column(
            "latitude", "Geographic latitude, north is positive.", NUMBER, "degrees", "36.72", needed=True
        ),
        Column(
            "longitude", "Geographic longitude, east is positive.", NUMBER, "degrees", "127.43", needed=True
        ),
        Column(
            "island", "Roads do not reach it: travel takes a day more; no by default.", FLAG, example="no"
        ),
        Column(
            "sectors",
            f"Sectors ({_SECTOR_WORDS}) with its part in each, lead or participant (the default).",
            SECTORS,
            example="EE:lead; MA",
            needed=True,
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
        Column(
            "limit", "The most that one company may have.", NUMBER, "hours or bookings", "40", needed=True
        ),
        Column(
            "equipment",
            "Only this machine counts; the whole centre if empty.",
            example="cycler-1",
            refers="equipment",
        ),
    ),
)
CONSUMABLES = Table(
    "consumables.csv",
    "What bookings at a centre use up, and how much of it there is.",
    Consumable,
    (
        Column(
            "centre", "Centre that keeps it.", example="kbsi-ochang", owner=True, needed=True, refers="centre"
        ),
        Column("id", "Short id of the consumable at that centre.", example="electrolyte", needed=True),
        Column("name", "What it is.", example="LiPF6 in EC/EMC", needed=True),
        Column(
            "on_hand", "How many there were when they were counted.", NUMBER, "in unit", "40", needed=True
        ),
        Column(
            "counted",
            "Date at whose beginning they were counted; bookings from then on use them up.",
            DATE,
            "local date",
            "2026-11-23",
            needed=True,
        ),
        Column("unit", "What one of it is.", example="100 ml"),
    ),
    key=("centre", "id"),
)
POOLS = Table(
    "pools.csv",
    "Operators of one skill at a centre: how many, and the names of some.",
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
        Column(
            "overtime_krw_per_hour", "Price of an hour of overtime; 0 by default.", NUMBER, "KRW", "30000"
        ),
        Column(
            "people",
            "Those of them whom requests can ask for; each name once in the network.",
            LIST,
            example="kim-1; lee-2",
        ),
    ),
    key=("id",),
)
TRAVEL = Table(
    "travel.csv",
    "Known journeys in one direction; they override the policy's formula.",
    TravelEntry,
    (
        Column("origin", "Centre or company where it starts.", example="acme", needed=True, refers="site"),
        Column(
            "destination",
            "Centre or company where it ends.",
            example="kbsi-ochang",
            needed=True,
            refers="site",
        ),
        Column("carrier", "Only for this carrier; all if empty.", example="truck", refers="carrier"),
        Column("minutes", "Duration.", NUMBER, "minutes", "95", needed=True),
        Column("krw", "Price.", NUMBER, "KRW", "120000", needed=True),
    ),
    key=("origin", "destination", "carrier"),
)
