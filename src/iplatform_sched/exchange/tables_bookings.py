"""Table files of companies and bookings."""

from __future__ import annotations

from iplatform_sched.domain.booking import Booking, TransportLeg
from iplatform_sched.domain.equipment import Voucher
from iplatform_sched.domain.request import Company, Qualification
from iplatform_sched.exchange.codecs import (
    CONSUMABLES,
    DATE,
    FLAG,
    INSTANT,
    LIST,
    NUMBER,
    POOLS,
    SPANS,
    WORD,
)
from iplatform_sched.exchange.columns import Column, Table

COMPANIES = Table(
    "companies.csv",
    "Companies that file requests.",
    Company,
    (
        Column("id", "Short id of the company; no centre has the same.", example="acme", needed=True),
        Column("name_ko", "Korean name.", example="아크메", needed=True),
        Column("name_en", "English name.", example="Acme", needed=True),
        Column(
            "company_class",
            "start_up, small, medium, large or academic.",
            WORD,
            example="start_up",
            needed=True,
        ),
        Column("city", "City.", example="Seoul"),
        Column("region", "Region.", example="Seoul"),
        Column(
            "latitude", "Geographic latitude, north is positive.", NUMBER, "degrees", "37.57", needed=True
        ),
        Column(
            "longitude", "Geographic longitude, east is positive.", NUMBER, "degrees", "126.98", needed=True
        ),
        Column("island", "Roads do not reach it; no by default.", FLAG, example="no"),
        Column("staff", "Members who can attend; 0 by default.", NUMBER, "members", "2"),
        Column(
            "budget_krw",
            "Most that it can pay over its open requests; no bound if empty.",
            NUMBER,
            "KRW",
            "50000000",
        ),
    ),
    key=("id",),
)
QUALIFICATIONS = Table(
    "qualifications.csv",
    "Trainings of companies, each for a machine or a capability.",
    Qualification,
    (
        Column("company", "Trained company.", example="acme", owner=True, needed=True, refers="company"),
        Column(
            "equipment", "Machine; empty where a capability is named.", example="cycler-1", refers="equipment"
        ),
        Column(
            "capability",
            "Capability; empty where a machine is named.",
            example="cell-cycling",
            refers="capability",
        ),
        Column("valid_from", "First day of validity.", DATE, "local date", "2026-01-01", needed=True),
        Column("valid_to", "Last day of validity.", DATE, "local date", "2027-12-31", needed=True),
    ),
)
VOUCHERS = Table(
    "vouchers.csv",
    "Vouchers of companies.",
    Voucher,
    (
        Column("id", "Short id of the voucher.", example="v-2026-17", needed=True),
        Column("company", "Company that holds it.", example="acme", needed=True, refers="company"),
        Column("scheme", "Scheme that issued it.", example="i-Platform 2026", needed=True),
        Column("rate_percent", "Part of a fee that it pays.", NUMBER, "percent", "50", needed=True),
        Column("cap_krw", "Most that it pays in all.", NUMBER, "KRW", "10000000", needed=True),
        Column("spent_krw", "Used before the bookings known here; 0 by default.", NUMBER, "KRW", "0"),
        Column("issued", "Day of issue.", DATE, "local date", "2026-10-01", needed=True),
        Column(
            "expires",
            "Last day on which a booking that it pays may end.",
            DATE,
            "local date",
            "2026-12-30",
            needed=True,
        ),
    ),
    key=("id",),
)
_CHARGES = (
    ("gross", "Fee and surcharges before discounts.", "250000"),
    ("express", "Part of it for a short notice.", "0"),
    ("fee", "Fee after discounts.", "175000"),
    ("subsidy", "Paid by the voucher.", "87500"),
    ("materials", "Materials, never discounted.", "5000"),
    ("net", "fee - subsidy + materials.", "92500"),
    ("overtime", "The centre's overtime.", "0"),
    ("staff_travel", "Journeys of the company's members.", "48000"),
)
BOOKINGS = Table(
    "bookings.csv",
    "Bookings; the journeys of specimens to them are in booking_legs.csv.",
    Booking,
    (
        Column("id", "Id of the booking.", example="b-000123", needed=True),
        Column(
            "request",
            "Request that it serves; empty for others' use.",
            example="r-2026-041",
            refers="request",
        ),
        Column("stage", "Stage of the request.", example="cycling"),
        Column("company", "Company that uses it.", example="acme", refers="company"),
        Column("equipment", "Machine.", example="cycler-1", needed=True, refers="equipment"),
        Column("centre", "Centre of the machine.", example="kbsi-ochang", needed=True, refers="centre"),
        Column("unit_numbers", "Units held, counted from 1.", LIST, example="1; 2", needed=True),
        Column(
            "start", "Start of set-up or loading.", INSTANT, "instant", "2026-11-25T10:00+09:00", needed=True
        ),
        Column("run_end", "End of the run.", INSTANT, "instant", "2026-11-25T15:00+09:00", needed=True),
        Column(
            "unload",
            "Start of teardown or unloading.",
            INSTANT,
            "instant",
            "2026-11-25T15:00+09:00",
            needed=True,
        ),
        Column(
            "end", "The machine is free again.", INSTANT, "instant", "2026-11-25T15:30+09:00", needed=True
        ),
        Column("run", "attended, pausable or unattended.", WORD, example="attended", needed=True),
        Column(
            "attended",
            "When operators and members are there, in order.",
            SPANS,
            "instants",
            "2026-11-25T10:00+09:00/2026-11-25T12:00+09:00; 2026-11-25T13:00+09:00/2026-11-25T15:30+09:00",
        ),
        Column("operators", "Operators by pool.", POOLS, "operators", "ochang-cells:1", refers="pool"),
        Column("people", "Those of them who are named.", LIST, example="kim-1"),
        Column("members", "Numbers of the company's members who attend, from 0.", LIST, example="0; 1"),
        Column(
            "consumes",
            "What it uses up of the centre's consumables.",
            CONSUMABLES,
            "as counted",
            "argon:1; electrolyte:6",
            refers="consumable",
        ),
        Column("way", "Way of the stage, counted from 0; 0 by default.", NUMBER, example="0"),
        Column("self_use", "The company runs the machine; no by default.", FLAG, example="no"),
        Column("after_hours", "Uses after-hours time; no by default.", FLAG, example="no"),
        Column("family", "Changeover family of the work.", example="lfp"),
        Column(
            "status",
            "wished, held, planned, confirmed, running, done, cancelled, no_show or expired.",
            WORD,
            example="confirmed",
            needed=True,
        ),
        Column("held_until", "When a hold expires.", INSTANT, "instant", "2026-11-24T18:00+09:00"),
        Column("voucher", "Voucher that pays.", example="v-2026-17", path="charge.voucher", refers="voucher"),
        *(
            Column(f"{name}_krw", f"Charge: {meaning}", NUMBER, "KRW", example, f"charge.{name}")
            for name, meaning, example in _CHARGES
        ),
        Column("policy_version", "Version of the prices that were used.", example="2026-1"),
    ),
    key=("id",),
)
LEGS = Table(
    "booking_legs.csv",
    "Journeys of specimens to the booking that pays for them.",
    TransportLeg,
    (
        Column(
            "booking",
            "Booking at the journey's end.",
            example="b-000123",
            owner=True,
            needed=True,
            refers="booking",
        ),
        Column("specimen", "Specimen of the request.", example="cells", needed=True),
        Column("origin", "Centre or company where it starts.", example="acme", needed=True, refers="site"),
        Column("destination", "Centre where it ends.", example="kbsi-ochang", needed=True, refers="site"),
        Column("carrier", "Carrier of the policy.", example="truck", needed=True, refers="carrier"),
        Column("depart", "When it leaves.", INSTANT, "instant", "2026-11-24T15:00+09:00", needed=True),
        Column("arrive", "When it is there.", INSTANT, "instant", "2026-11-25T09:00+09:00", needed=True),
        Column("krw", "Price.", NUMBER, "KRW", "45000", needed=True),
    ),
)
