"""Small facts in which what a request asks, a booking, a closure or a house rule is in the way."""

from __future__ import annotations

from iplatform_sched.planning.explain.goal import Goal
from tests import facts
from tests.planning.explain.conflict_facts import (
    JOB,
    SOON,
    WEEK,
    ConflictCase,
    closures,
    crush,
    job,
    network_with,
    press,
)

ALL_TAKEN = facts.snapshot(
    job(**SOON),
    bookings=[
        press("tuesday", "2026-11-24 09:00", "2026-11-24 18:00"),
        press("wednesday", "2026-11-25 09:00", "2026-11-25 18:00"),
    ],
)

WISHES_AND_RULES = (
    ConflictCase("deadline", facts.snapshot(job(deadline=facts.at("2026-11-24 10:00")))),
    ConflictCase("opening_hours", facts.snapshot(job(deadline=facts.at("2026-11-24 10:00")))),
    ConflictCase("budget_krw", facts.snapshot(job(budget_krw=150_000))),
    ConflictCase("company_budget", facts.snapshot(job(), companies=[facts.company(budget_krw=150_000)])),
    ConflictCase(
        "max_centres",
        facts.snapshot(job(crush("a"), facts.stage("b", ways=[facts.way("image")]), max_centres=1)),
    ),
    ConflictCase(
        "same_operator",
        facts.snapshot(
            job(crush("a", minutes=420), crush("b", "a", minutes=420), same_operator=True, **SOON),
            catalogue=network_with(
                pools={
                    "hub-cells": {
                        "people": ["kim", "lee"],
                        "absences": [
                            {
                                "people": [who],
                                "count": 1,
                                "span": {"start": facts.at(f"{day} 00:00"), "end": facts.at(f"{day} 23:00")},
                            }
                            for who, day in (("kim", "2026-11-24"), ("lee", "2026-11-25"))
                        ],
                    }
                },
            ),
        ),
    ),
    ConflictCase("excluded_centre", facts.snapshot(job(excluded_centres=["hub"]))),
    ConflictCase("excluded_region", facts.snapshot(job(excluded_regions=["Daejeon"]))),
    ConflictCase("release", facts.snapshot(job(release=facts.at("2026-11-25 15:00"), **SOON))),
    ConflictCase(
        "voucher_expiry",
        facts.snapshot(job(), vouchers=[facts.voucher(expires="2026-11-23")]),
        Goal(JOB, at_most=180_000),
    ),
    ConflictCase(
        "voucher_cap",
        facts.snapshot(job(), vouchers=[facts.voucher(cap_krw=1_000)]),
        Goal(JOB, at_most=180_000),
    ),
    ConflictCase(
        "planning_horizon",
        facts.snapshot(
            job(),
            bookings=[press("full", "2026-11-24 09:00", "2026-12-08 18:00")],
            policy=facts.policy(start_weeks=1, calendar_weeks=8),
        ),
    ),
    ConflictCase(
        "booking",
        facts.snapshot(job(**SOON), bookings=[press("full", "2026-11-24 09:00", "2026-11-25 18:00")]),
    ),
    ConflictCase(
        "own_booking",
        facts.snapshot(
            job(crush("a"), crush("b", "a", minutes=60), **SOON),
            bookings=[press("mine", "2026-11-25 14:00", "2026-11-25 18:00", request=JOB, stage="a")],
        ),
    ),
    ConflictCase(
        "closure",
        facts.snapshot(
            job(**SOON),
            catalogue=network_with(
                equipment={"press": {"closures": closures(("2026-11-24 00:00", "2026-11-25 16:00"))}}
            ),
        ),
    ),
    ConflictCase(
        "closure",
        facts.snapshot(
            job(**SOON),
            catalogue=network_with(
                equipment={
                    "press": {
                        "recurring_closures": [
                            {
                                "first": "2026-11-23T00:00",
                                "rule": "FREQ=DAILY",
                                "minutes": 1_200,
                                "kind": "out_of_service",
                            }
                        ]
                    }
                }
            ),
        ),
    ),
    ConflictCase(
        "house_rule",
        facts.snapshot(job(**SOON), catalogue=network_with(centres={"hub": {"rules": {"notice_days": 5}}})),
    ),
    ConflictCase(
        "house_rule",
        facts.snapshot(
            job(),
            bookings=[press("full", "2026-11-24 09:00", "2026-11-25 18:00")],
            catalogue=network_with(centres={"hub": {"rules": {"booking_horizon_days": 1}}}),
        ),
    ),
    ConflictCase(
        "house_rule",
        facts.snapshot(
            job(crush("a", minutes=60)),
            catalogue=network_with(
                centres={"hub": {"rules": {"latest_start": "10:00"}}},
                equipment={"press": {"hours": facts.hours("11:00", "18:00")}},
            ),
        ),
    ),
    ConflictCase(
        "house_rule",
        facts.snapshot(
            job(**WEEK),
            bookings=[
                press("missed", "2026-11-20 09:00", "2026-11-20 12:00", company="acme", status="no_show")
            ],
            catalogue=network_with(centres={"hub": {"rules": {"no_show": {"strikes": 1, "ban_days": 30}}}}),
        ),
    ),
    ConflictCase("house_rule", ALL_TAKEN),
    ConflictCase("qualification", ALL_TAKEN),
    ConflictCase(
        "quota",
        facts.snapshot(
            job(**WEEK),
            catalogue=network_with(
                centres={"hub": {"rules": {"quotas": [{"unit": "hours", "period": "week", "limit": 2}]}}}
            ),
        ),
    ),
)
