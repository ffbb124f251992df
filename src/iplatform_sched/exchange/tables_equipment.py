"""Table files of machines: what they can do and what they cost."""

from __future__ import annotations

from iplatform_sched.domain.equipment import (
    Capability,
    CapabilityOffer,
    Changeover,
    DiscountScheme,
    Equipment,
    Specification,
)
from iplatform_sched.exchange.codecs import CONSUMABLES, FLAG, LIST, NUMBER, SKILLS, WEEK, WORD
from iplatform_sched.exchange.columns import Column, Table

_SECTOR_WORDS = "MR, BI, MA, AA, EE or SH"

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
        Column(
            "hours", "Own weekly hours; the centre's if empty.", WEEK, "local time", "Mon-Fri 10:00-17:00"
        ),
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
        Column(
            "speed_percent", "100, the default, is nominal; 200 is twice as fast.", NUMBER, "percent", "100"
        ),
        Column(
            "operators",
            "Operators by skill in attended parts.",
            SKILLS,
            "operators",
            "cells:1",
            refers="skill",
        ),
        Column(
            "consumes",
            "What a booking uses up of the centre's consumables.",
            CONSUMABLES,
            "as counted",
            "argon:1",
            refers="consumable",
        ),
        Column(
            "consumes_per_sample",
            "What it uses up for each sample of the stage.",
            CONSUMABLES,
            "as counted",
            "electrolyte:2; holder",
            refers="consumable",
        ),
    ),
)
SPECIFICATIONS = Table(
    "specifications.csv",
    "Ranges that a machine reaches with a capability.",
    Specification,
    (
        Column("equipment", "Machine.", example="cycler-1", owner=True, needed=True, refers="equipment"),
        Column("capability", "Capability of the machine.", example="cell-cycling", owner=True, needed=True),
        Column(
            "offer",
            "Which of the machine's rows in offers.csv for the capability, from 1; 1 by default.",
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
        Column(
            "centres", "Only at these centres; all if empty.", LIST, example="kbsi-ochang", refers="centre"
        ),
        Column("stackable", "Adds to other stackable ones; no by default.", FLAG, example="no"),
    ),
    key=("id",),
)
