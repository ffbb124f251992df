"""Members that rules are: those of the houses, and how far ahead the network plans."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iplatform_sched.planning.explain.member import Kind, Member
from iplatform_sched.planning.explain.place_kinds import centres_with

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from iplatform_sched.domain.centre import Centre, HouseRules, QuotaRule
    from iplatform_sched.domain.snapshot import Snapshot
    from iplatform_sched.planning.explain.member import Case

    Keys = Sequence[tuple[str, ...]]

MORE_WEEKS = 13
MORE_ON_HAND = 10**9
"""How much further ahead is far enough."""
MOST_WEEKS = 104
MOST_CALENDAR_WEEKS = 208


def _rule_words(centre: Centre) -> dict[str, str]:
    """Return in words the rules of a house that hold a start back, by field."""
    rules: HouseRules = centre.rules
    found = {}
    if rules.notice_days:
        found["notice_days"] = f"{centre.id} wants {rules.notice_days} working days of notice"
    if rules.booking_horizon_days is not None:
        found["booking_horizon_days"] = (
            f"{centre.id} takes bookings {rules.booking_horizon_days} days ahead at most"
        )
    if rules.latest_start is not None:
        found["latest_start"] = f"at {centre.id} nothing starts after {rules.latest_start:%H:%M}"
    if rules.no_show is not None:
        found["no_show"] = (
            f"{centre.id} bans a company for {rules.no_show.ban_days} days after "
            f"{rules.no_show.strikes} no-shows"
        )
    if rules.after_hours_trained_only and centre.after_hours is not None:
        found["after_hours_trained_only"] = f"{centre.id} is used after hours by trained companies only"
    return found


RELAXED: dict[str, object] = {
    "notice_days": 0,
    "booking_horizon_days": None,
    "latest_start": None,
    "no_show": None,
    "after_hours_trained_only": False,
}


def _rules(case: Case) -> Iterator[Member]:
    for centre in case.centres.values():
        for field, words in _rule_words(centre).items():
            yield Member("house_rule", centre.id, words, (centre.id, field), f"rules of {centre.id}")


def _no_rules(snapshot: Snapshot, keys: Keys) -> Snapshot:
    chosen = {key[0] for key in keys}

    def fields(centre: Centre) -> dict[str, object]:
        gone = {field: RELAXED[field] for place, field in keys if place == centre.id}
        return {"rules": centre.rules.model_copy(update=gone)}

    return centres_with(snapshot, chosen, fields)


def _quotas(case: Case) -> Iterator[Member]:
    for centre in case.centres.values():
        for number, rule in enumerate(centre.rules.quotas):
            key = (centre.id, str(number))
            yield Member("quota", centre.id, _quota_words(centre, rule), key, f"rules of {centre.id}")


def _quota_words(centre: Centre, rule: QuotaRule) -> str:
    where = rule.equipment or centre.id
    return f"{where} gives a company {rule.limit} {rule.unit.value} a {rule.period.value} at most"


def _no_quotas(snapshot: Snapshot, keys: Keys) -> Snapshot:
    chosen = {key[0] for key in keys}

    def fields(centre: Centre) -> dict[str, object]:
        gone = {int(number) for place, number in keys if place == centre.id}
        left = tuple(rule for number, rule in enumerate(centre.rules.quotas) if number not in gone)
        return {"rules": centre.rules.model_copy(update={"quotas": left})}

    return centres_with(snapshot, chosen, fields)


def _supplies(case: Case) -> Iterator[Member]:
    offers = [(machine.centre, offer) for machine in case.machines.values() for offer in machine.offers]
    used = {
        (place, use.consumable)
        for place, offer in offers
        for use in (*offer.consumes, *offer.consumes_per_sample)
    }
    for centre in case.centres.values():
        for stock in centre.consumables:
            if (centre.id, stock.id) in used:
                words = f"{centre.id} had {stock.on_hand} of {stock.id} on {stock.counted}"
                yield Member("supply", stock.id, words, (centre.id, stock.id), f"supplies of {centre.id}")


def _more_supplies(snapshot: Snapshot, keys: Keys) -> Snapshot:
    def fields(centre: Centre) -> dict[str, object]:
        short = {name for place, name in keys if place == centre.id}
        stocks = (
            stock.model_copy(update={"on_hand": MORE_ON_HAND}) if stock.id in short else stock
            for stock in centre.consumables
        )
        return {"consumables": tuple(stocks)}

    return centres_with(snapshot, {key[0] for key in keys}, fields)


def _horizon(case: Case) -> Iterator[Member]:
    weeks = case.snapshot.policy.start_weeks
    words = f"the network plans starts {weeks} weeks ahead at most"
    yield Member("planning_horizon", "policy", words, ("policy",), "horizon")


def _longer_horizon(snapshot: Snapshot, _: Keys) -> Snapshot:
    policy = snapshot.policy
    more = max(MORE_WEEKS, policy.start_weeks)
    weeks = {
        "start_weeks": min(policy.start_weeks + more, MOST_WEEKS),
        "calendar_weeks": min(policy.calendar_weeks + more, MOST_CALENDAR_WEEKS),
    }
    return snapshot.model_copy(update={"policy": policy.model_copy(update=weeks)})


HORIZON = (Kind("planning_horizon", _horizon, _longer_horizon),)
"""How far ahead the network plans."""

HOUSE = (
    Kind("house_rule", _rules, _no_rules),
    Kind("quota", _quotas, _no_quotas),
    Kind("supply", _supplies, _more_supplies),
)
"""What a centre asks of those who book, and what it has for them."""
