"""All facts at a moment, and their content hash."""

from __future__ import annotations

import hashlib
import json

from iplatform_sched.domain.booking import Booking, Placement
from iplatform_sched.domain.calendars import HolidayCalendar
from iplatform_sched.domain.centre import Centre, OperatorPool
from iplatform_sched.domain.equipment import Capability, DiscountScheme, Equipment, Voucher
from iplatform_sched.domain.policy import Policy, TravelEntry
from iplatform_sched.domain.request import Company, Request, Template
from iplatform_sched.domain.vocabulary import Fact, Instant


class Catalogue(Fact):
    """Facts that change rarely: the network, its calendars and its prices."""

    holiday_calendars: tuple[HolidayCalendar, ...] = ()
    centres: tuple[Centre, ...] = ()
    pools: tuple[OperatorPool, ...] = ()
    capabilities: tuple[Capability, ...] = ()
    equipment: tuple[Equipment, ...] = ()
    discounts: tuple[DiscountScheme, ...] = ()
    travel: tuple[TravelEntry, ...] = ()
    templates: tuple[Template, ...] = ()


class Snapshot(Fact):
    """Everything that a plan is made from.

    Attributes
    ----------
    now
        The moment of the plan's making, for notice and holds.
    plan_from
        No unpinned booking starts earlier: `now` plus the expected runtime.
    requests
        Open requests, and those with fixed bookings.
    placements
        Where stages have to be done, at most one for each; a what-if states them, nobody's live facts do.
    """

    now: Instant
    plan_from: Instant
    policy: Policy
    catalogue: Catalogue
    companies: tuple[Company, ...] = ()
    vouchers: tuple[Voucher, ...] = ()
    requests: tuple[Request, ...] = ()
    bookings: tuple[Booking, ...] = ()
    placements: tuple[Placement, ...] = ()


def content_hash(fact: Fact) -> str:
    """Return the SHA-256 of a fact's canonical JSON (sorted keys, no blanks), in hex."""
    text = json.dumps(fact.model_dump(mode="json"), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
