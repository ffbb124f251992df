"""Everything that can be in the way of a request: one line shows all kinds."""

from __future__ import annotations

from iplatform_sched.planning.explain.booking_kinds import BOOKINGS
from iplatform_sched.planning.explain.house_kinds import HORIZON, HOUSE
from iplatform_sched.planning.explain.place_kinds import CLOSURES, HOURS, MACHINES
from iplatform_sched.planning.explain.request_kinds import COMPANY, TERMS
from iplatform_sched.planning.explain.stage_kinds import WORKFLOW

KINDS = (*TERMS, *HORIZON, *BOOKINGS, *CLOSURES, *HOUSE, *COMPANY, *HOURS, *MACHINES, *WORKFLOW)
"""What people think of first comes first: where two reasons would do, the earlier one is given."""
