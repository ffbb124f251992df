"""For each kind of member small facts in which it is in the way."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from iplatform_sched.domain.vocabulary import RequestId, Run
from iplatform_sched.planning.explain.goal import Goal
from tests import facts

if TYPE_CHECKING:
    from iplatform_sched.domain.booking import Booking
    from iplatform_sched.domain.request import Request, Stage
    from iplatform_sched.domain.snapshot import Snapshot

JOB = RequestId("job")
SERVED = Goal(JOB)


class ConflictCase(NamedTuple):
    """A kind that must be among the members, the facts, and what is asked."""

    kind: str
    snapshot: Snapshot
    goal: Goal = SERVED


def _job(*stages: Stage, **fields: object) -> Request:
    return facts.request(JOB, *(stages or (facts.stage("a", ways=[facts.way("crush")]),)), **fields)


def _crush(
    stage_id: str, *after: str, minutes: int = 240, run: Run = Run.ATTENDED, **fields: object
) -> Stage:
    return facts.stage(stage_id, *after, ways=[facts.way("crush", minutes, run)], **fields)


def _network(**changes: dict[str, dict[str, object]]) -> object:
    """Return the tiny network with fields of centres, pools and machines replaced, by id."""
    network = facts.network()
    update = {
        name: tuple(
            type(each).model_validate(each.model_dump() | changes.get(name, {}).get(each.id, {}))
            for each in getattr(network, name)
        )
        for name in changes
    }
    return network.model_copy(update=update)


def _press(booking_id: str, start: str, end: str, **fields: object) -> Booking:
    return facts.booking(booking_id, start, end, equipment="press", **fields)


def _spans(*spans: tuple[str, str], kind: str = "out_of_service") -> list[dict[str, object]]:
    return [{"kind": kind, "span": {"start": facts.at(a), "end": facts.at(b)}} for a, b in spans]


SOON = {"deadline": facts.at("2026-11-25 18:00")}
"""Tuesday and Wednesday are left."""
WEEK = {"deadline": facts.at("2026-11-27 18:00")}

GAS = {"id": "gas", "name": "Argon", "on_hand": 2, "counted": "2026-11-23"}

CASES = (
    ConflictCase("deadline", facts.snapshot(_job(deadline=facts.at("2026-11-24 10:00")))),
    ConflictCase("opening_hours", facts.snapshot(_job(deadline=facts.at("2026-11-24 10:00")))),
    ConflictCase("budget_krw", facts.snapshot(_job(budget_krw=150_000))),
    ConflictCase("company_budget", facts.snapshot(_job(), companies=[facts.company(budget_krw=150_000)])),
    ConflictCase(
        "max_centres",
        facts.snapshot(_job(_crush("a"), facts.stage("b", ways=[facts.way("image")]), max_centres=1)),
    ),
    ConflictCase(
        "same_operator",
        facts.snapshot(
            _job(_crush("a", minutes=420), _crush("b", "a", minutes=420), same_operator=True, **SOON),
            catalogue=_network(
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
    ConflictCase("excluded_centre", facts.snapshot(_job(excluded_centres=["hub"]))),
    ConflictCase("excluded_region", facts.snapshot(_job(excluded_regions=["Daejeon"]))),
    ConflictCase("release", facts.snapshot(_job(release=facts.at("2026-11-25 15:00"), **SOON))),
    ConflictCase(
        "voucher_expiry",
        facts.snapshot(_job(), vouchers=[facts.voucher(expires="2026-11-23")]),
        Goal(JOB, at_most=180_000),
    ),
    ConflictCase(
        "voucher_cap",
        facts.snapshot(_job(), vouchers=[facts.voucher(cap_krw=1_000)]),
        Goal(JOB, at_most=180_000),
    ),
    ConflictCase(
        "planning_horizon",
        facts.snapshot(
            _job(),
            bookings=[_press("full", "2026-11-24 09:00", "2026-12-08 18:00")],
            policy=facts.policy(start_weeks=1, calendar_weeks=8),
        ),
    ),
    ConflictCase(
        "booking",
        facts.snapshot(_job(**SOON), bookings=[_press("full", "2026-11-24 09:00", "2026-11-25 18:00")]),
    ),
    ConflictCase(
        "own_booking",
        facts.snapshot(
            _job(_crush("a"), _crush("b", "a", minutes=60), **SOON),
            bookings=[_press("mine", "2026-11-25 14:00", "2026-11-25 18:00", request=JOB, stage="a")],
        ),
    ),
    ConflictCase(
        "closure",
        facts.snapshot(
            _job(**SOON),
            catalogue=_network(
                equipment={"press": {"closures": _spans(("2026-11-24 00:00", "2026-11-25 16:00"))}}
            ),
        ),
    ),
    ConflictCase(
        "closure",
        facts.snapshot(
            _job(**SOON),
            catalogue=_network(
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
        facts.snapshot(_job(**SOON), catalogue=_network(centres={"hub": {"rules": {"notice_days": 5}}})),
    ),
    ConflictCase(
        "house_rule",
        facts.snapshot(
            _job(),
            bookings=[_press("full", "2026-11-24 09:00", "2026-11-25 18:00")],
            catalogue=_network(centres={"hub": {"rules": {"booking_horizon_days": 1}}}),
        ),
    ),
    ConflictCase(
        "house_rule",
        facts.snapshot(
            _job(_crush("a", minutes=60)),
            catalogue=_network(
                centres={"hub": {"rules": {"latest_start": "10:00"}}},
                equipment={"press": {"hours": facts.hours("11:00", "18:00")}},
            ),
        ),
    ),
    ConflictCase(
        "house_rule",
        facts.snapshot(
            _job(**WEEK),
            bookings=[
                _press("missed", "2026-11-20 09:00", "2026-11-20 12:00", company="acme", status="no_show")
            ],
            catalogue=_network(centres={"hub": {"rules": {"no_show": {"strikes": 1, "ban_days": 30}}}}),
        ),
    ),
    ConflictCase(
        "house_rule",
        facts.snapshot(
            _job(**SOON),
            bookings=[
                _press("tuesday", "2026-11-24 09:00", "2026-11-24 18:00"),
                _press("wednesday", "2026-11-25 09:00", "2026-11-25 18:00"),
            ],
        ),
    ),
    ConflictCase(
        "qualification",
        facts.snapshot(
            _job(**SOON),
            bookings=[
                _press("tuesday", "2026-11-24 09:00", "2026-11-24 18:00"),
                _press("wednesday", "2026-11-25 09:00", "2026-11-25 18:00"),
            ],
        ),
    ),
    ConflictCase(
        "quota",
        facts.snapshot(
            _job(**WEEK),
            catalogue=_network(
                centres={"hub": {"rules": {"quotas": [{"unit": "hours", "period": "week", "limit": 2}]}}}
            ),
        ),
    ),
    ConflictCase(
        "supply",
        facts.snapshot(
            _job(),
            catalogue=_network(
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
    ConflictCase("staff", facts.snapshot(_job(_crush("a", staff=3)))),
    ConflictCase(
        "holiday",
        facts.snapshot(_job(release=facts.at("2026-12-24 17:00"), deadline=facts.at("2026-12-27 12:00"))),
    ),
    ConflictCase(
        "shift",
        facts.snapshot(
            _job(**SOON), catalogue=_network(pools={"hub-cells": {"hours": facts.hours("09:00", "11:00")}})
        ),
    ),
    ConflictCase(
        "machine_hours",
        facts.snapshot(
            _job(**SOON), catalogue=_network(equipment={"press": {"hours": facts.hours("09:00", "11:00")}})
        ),
    ),
    ConflictCase(
        "operators",
        facts.snapshot(
            _job(**SOON),
            catalogue=_network(
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
            _job(**SOON),
            catalogue=_network(
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
            _job(_crush("a", family="wet"), **SOON),
            catalogue=_network(
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
        "retired", facts.snapshot(_job(), catalogue=_network(equipment={"press": {"condition": "retired"}}))
    ),
    ConflictCase(
        "maximum_lag",
        facts.snapshot(
            _job(
                facts.stage("a", ways=[facts.way("image", 480)]),
                _crush("b", after=[{"after": "a", "maximum": 60}]),
                specimens=[{"id": "s"}],
            ),
        ),
    ),
    ConflictCase(
        "minimum_lag",
        facts.snapshot(
            _job(
                _crush("a", minutes=60),
                _crush("b", after=[{"after": "a", "minimum": 3_000}], minutes=60),
                **SOON,
            )
        ),
    ),
    ConflictCase(
        "link",
        facts.snapshot(_job(_crush("a"), facts.stage("b", ways=[facts.way("image")], same_centre_as=["a"]))),
    ),
    ConflictCase(
        "specification",
        facts.snapshot(
            _job(
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
            _job(
                facts.stage("a", ways=[facts.way("age", 720, Run.UNATTENDED, max_wait_minutes=0)]),
                excluded_centres=["hub"],
            ),
            catalogue=_network(equipment={"chamber-2": {"setup_minutes": 60}}),
        ),
    ),
    ConflictCase(
        "units",
        facts.snapshot(_job(facts.stage("a", ways=[facts.way("age")], units=5))),
    ),
    ConflictCase("cannot_pause", facts.snapshot(_job(_crush("a", minutes=840)))),
    ConflictCase(
        "specimen",
        facts.snapshot(
            _job(
                _crush("a", minutes=300, makes=["s"]),
                facts.stage("b", ways=[facts.way("image", 120)], holds=["s"]),
                specimens=[{"id": "s"}],
                deadline=facts.at("2026-11-24 18:00"),
            )
        ),
    ),
)
"""At least one for each kind."""
