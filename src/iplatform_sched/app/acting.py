"""Who acts: the account that runs the program, for the audit trail."""

from __future__ import annotations

import getpass
from typing import TYPE_CHECKING

from iplatform_sched.domain.run import Act

if TYPE_CHECKING:
    from datetime import datetime


def act(now: datetime, reason: str = "") -> Act:
    """Return an act of the present account at `now`."""
    try:
        actor = getpass.getuser()
    except (KeyError, OSError):  # a container may run under a number that has no name
        actor = "unknown"
    return Act(actor=actor, at=now, reason=reason)
