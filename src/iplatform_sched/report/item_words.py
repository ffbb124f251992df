"""What people read in place of the keys of items with values, which are for programs."""

from __future__ import annotations

WORDS = {
    "best_plan_seconds": "Seconds to the best plan",
    "bookings_now": "Bookings now",
    "bookings_then": "Bookings then",
    "buys": "The budget buys",
    "company_krw": "Company pays, KRW",
    "confirmed_bookings_broken": "Confirmed bookings that stay broken",
    "day_krw": "A day of delay costs, KRW",
    "disruption_krw": "Price of all moves, KRW",
    "first_plan_seconds": "Seconds to the first plan",
    "gap_percent": "Gap, %",
    "joint_found_krw": "Together they save, found, KRW",
    "joint_most_krw": "Together they save at most, KRW",
    "joint_proven_krw": "Together they save, proven, KRW",
    "late_days": "Days late",
    "lead_reason": "Why this lead centre",
    "net_krw": "Net fees, KRW",
    "network_krw": "Others pay, KRW",
    "not_tried": "Not tried",
    "objective_without": "Objective if those hit were dropped",
    "plain_gap_percent": "Plain gap, %",
    "reach": "Who had to be free to move",
    "same_versions": "Same versions as then",
    "standing_objective": "Objective of the plan before",
    "sum_found_krw": "Each alone saves, summed, KRW",
    "unavoidable": "What any plan pays",
}
"""Of keys that do not read well as they are."""


def item_words(key: str) -> str:
    """Return the words for a key: those of `WORDS`, or the key itself as words, such as ``Budget, KRW``."""
    known = WORDS.get(key)
    if known is not None:
        return known
    name, unit = (key.removesuffix("_krw"), ", KRW") if key.endswith("_krw") else (key, "")
    words = name.replace("_", " ")
    return f"{words[:1].upper()}{words[1:]}{unit}"
