"""Small facts in which machines, people, supplies or the order of stages are in the way."""

from __future__ import annotations

from iplatform_sched.domain.vocabulary import Run
from tests import facts
from tests.planning.explain.conflict_facts import GAS, SOON, ConflictCase, crush, job, network_with

MEANS_AND_ORDER = (
    ConflictCase(
        "supply",
        facts.snapshot(
            job(),
            catalogue=network_with(
                centres={"hub": {"consumables": [GAS]}},
                equipment={"press": {"offers": [facts.offer("crush", consumes=[{"consumable": "gas"}])]}},
            ),
            bookings=[
                facts.booking(
                    "other",
                    "2026-11-24 09:00",
                    "2026-11-24 10:00",
                    consumes=[{"consumable": "gas", "count": 2}],
                )
            ],
        ),
    ),
    ConflictCase("staff", facts.snapshot(job(crush("a", staff=3)))),
    ConflictCase(
        "holiday",
        facts.snapshot(job(release=facts.at("2026-12-24 17:00"), deadline=facts.at("2026-12-27 12:00"))),
    ),
    ConflictCase(
        "shift",
        facts.snapshot(
            job(**SOON), catalogue=network_with(pools={"hub-cells": {"hours": facts.hours("09:00", "11:00")}})
        ),
    ),
    ConflictCase(
        "machine_hours",
        facts.snapshot(
            job(**SOON), catalogue=network_with(equipment={"press": {"hours": facts.hours("09:00", "11:00")}})
        ),
    ),
    ConflictCase(
        "operators",
        facts.snapshot(
            job(**SOON),
            catalogue=network_with(
                equipment={
                    "press": {
                        "offers": [facts.offer("crush") | {"operators": [{"skill": "cells", "count": 2}]}]
                    }
                }
            ),
            bookings=[
                facts.booking(
                    "busy",
                    "2026-11-24 09:00",
                    "2026-11-25 18:00",
                    run="pausable",
                    attended=[
                        {"start": facts.at("2026-11-24 09:00"), "end": facts.at("2026-11-24 18:00")},
                        {"start": facts.at("2026-11-25 09:00"), "end": facts.at("2026-11-25 18:00")},
                    ],
                    operators=[{"pool": "hub-cells", "count": 1}],
                )
            ],
        ),
    ),
    ConflictCase(
        "absence",
        facts.snapshot(
            job(**SOON),
            catalogue=network_with(
                pools={
                    "hub-cells": {
                        "absences": [
                            {
                                "count": 2,
                                "span": {
                                    "start": facts.at("2026-11-24 00:00"),
                                    "end": facts.at("2026-11-27 00:00"),
                                },
                            }
                        ]
                    }
                }
            ),
        ),
    ),
    ConflictCase(
        "changeover",
        facts.snapshot(
            job(crush("a", family="wet"), **SOON),
            catalogue=network_with(
                equipment={
                    "press": {
                        "changeovers": [{"before": "dry", "after": "wet", "minutes": 2_600}],
                        "family_at_start": "dry",
                    }
                }
            ),
        ),
    ),
    ConflictCase(
        "retired",
        facts.snapshot(job(), catalogue=network_with(equipment={"press": {"condition": "retired"}})),
    ),
    ConflictCase(
        "maximum_lag",
        facts.snapshot(
            job(
                facts.stage("a", ways=[facts.way("image", 480)]),
                crush("b", after=[{"after": "a", "maximum": 60}]),
                specimens=[{"id": "s"}],
            ),
        ),
    ),
    ConflictCase(
        "minimum_lag",
        facts.snapshot(
            job(
                crush("a", minutes=60),
                crush("b", after=[{"after": "a", "minimum": 3_000}], minutes=60),
                **SOON,
            )
        ),
    ),
    ConflictCase(
        "link",
        facts.snapshot(job(crush("a"), facts.stage("b", ways=[facts.way("image")], same_centre_as=["a"]))),
    ),
    ConflictCase(
        "specification",
        facts.snapshot(
            job(
                facts.stage(
                    "a",
                    ways=[facts.way("age", 240, specifications=[{"name": "temperature", "reach_up": 500}])],
                )
            )
        ),
    ),
    ConflictCase(
        "maximum_wait",
        facts.snapshot(
            job(
                facts.stage("a", ways=[facts.way("age", 720, Run.UNATTENDED, max_wait_minutes=0)]),
                excluded_centres=["hub"],
            ),
            catalogue=network_with(equipment={"chamber-2": {"setup_minutes": 60}}),
        ),
    ),
    ConflictCase(
        "units",
        facts.snapshot(job(facts.stage("a", ways=[facts.way("age")], units=5))),
    ),
    ConflictCase("cannot_pause", facts.snapshot(job(crush("a", minutes=840)))),
    ConflictCase(
        "specimen",
        facts.snapshot(
            job(
                crush("a", minutes=300, makes=["s"]),
                facts.stage("b", ways=[facts.way("image", 120)], holds=["s"]),
                specimens=[{"id": "s"}],
                deadline=facts.at("2026-11-24 18:00"),
            )
        ),
    ),
)
