"""Every constraint of the model, by the name that it shares with its rule in ``verify``."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from iplatform_sched.model.constraints.calendar import blocked, calendar, deadline, release, start_window
from iplatform_sched.model.constraints.capacity import capacity, operators
from iplatform_sched.model.constraints.changeover import changeover
from iplatform_sched.model.constraints.lags import link, maximum_lag, minimum_lag
from iplatform_sched.model.constraints.limits import budget, max_centres, overtime, quota, supply, voucher
from iplatform_sched.model.constraints.service import pinned, service, training
from iplatform_sched.model.constraints.specimen import specimen
from iplatform_sched.model.constraints.staff import staff
from iplatform_sched.model.constraints.team import team

if TYPE_CHECKING:
    from collections.abc import Callable

    from iplatform_sched.model.context import Context


class Constraint(NamedTuple):
    """One constraint.

    Attributes
    ----------
    needs
        Names of constraints that must be in the model too, because this one is written in their terms.
    """

    name: str
    post: Callable[[Context], None]
    needs: tuple[str, ...] = ()


# What narrows starts comes before `calendar`, which makes literals only for the groups that are left.
CONSTRAINTS: tuple[Constraint, ...] = (
    Constraint("pinned", pinned),
    Constraint("start_window", start_window),
    Constraint("release", release),
    Constraint("calendar", calendar),
    Constraint("service", service),
    Constraint("deadline", deadline),
    Constraint("blocked", blocked, ("calendar",)),
    Constraint("capacity", capacity, ("calendar",)),
    Constraint("operators", operators, ("calendar",)),
    Constraint("minimum_lag", minimum_lag),
    Constraint("maximum_lag", maximum_lag),
    Constraint("link", link),
    Constraint("specimen", specimen),
    Constraint("staff", staff, ("calendar",)),
    Constraint("team", team, ("calendar",)),
    Constraint("changeover", changeover, ("calendar", "capacity")),
    Constraint("training", training),
    Constraint("overtime", overtime, ("calendar",)),
    Constraint("quota", quota),
    Constraint("supply", supply),
    Constraint("voucher", voucher, ("calendar",)),
    Constraint("budget", budget, ("calendar", "specimen", "voucher")),
    Constraint("max_centres", max_centres),
)
