"""For each kind of member small facts in which it is in the way."""

from __future__ import annotations

from tests.planning.explain.conflict_cases_means import MEANS_AND_ORDER
from tests.planning.explain.conflict_cases_wishes import WISHES_AND_RULES

CASES = (*WISHES_AND_RULES, *MEANS_AND_ORDER)
"""At least one for each kind."""
