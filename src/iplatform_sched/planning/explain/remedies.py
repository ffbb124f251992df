"""Which remedies there are for which kind of member."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from iplatform_sched.planning.explain.kinds import KINDS
from iplatform_sched.planning.explain.member import relaxed
from iplatform_sched.planning.explain.place_remedies import (
    evenings,
    longer_horizon,
    more_operators,
    shorter_notice,
)
from iplatform_sched.planning.explain.remedy import Remedy, Who
from iplatform_sched.planning.explain.request_remedies import (
    earlier_release,
    larger_budget,
    larger_company_budget,
    later_deadline,
    longer_lag,
    more_centres,
    more_staff,
    shorter_lag,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from iplatform_sched.domain.snapshot import Snapshot
    from iplatform_sched.planning.explain.member import Case, Member

    Maker = Callable[[Case, Member], Remedy]

BY_AMOUNT: dict[str, tuple[Maker, ...]] = {
    "deadline": (later_deadline,),
    "release": (earlier_release,),
    "budget_krw": (larger_budget,),
    "company_budget": (larger_company_budget,),
    "max_centres": (more_centres,),
    "planning_horizon": (longer_horizon,),
    "staff": (more_staff,),
    "opening_hours": (evenings,),
    "operators": (more_operators,),
    "maximum_lag": (longer_lag,),
    "minimum_lag": (shorter_lag,),
}
"""Members of which a little more or less can be enough."""

AT_ONCE: dict[str, tuple[str, Who, str]] = {
    "excluded_centre": ("allow_centre", Who.COMPANY, "Allow centre {subject}"),
    "excluded_region": ("allow_region", Who.COMPANY, "Allow region {subject}"),
    "same_operator": ("any_operator", Who.COMPANY, "Do without this: {words}"),
    "link": ("no_link", Who.COMPANY, "Do without this: {words}"),
    "specification": ("no_specification", Who.COMPANY, "Do without this: {words}"),
    "maximum_wait": ("longer_wait", Who.COMPANY, "Do without this: {words}"),
    "units": ("one_unit", Who.COMPANY, "Let stage {subject} do with one unit"),
    "cannot_pause": ("may_pause", Who.COMPANY, "Let stage {subject} pause at closing time"),
    "own_booking": ("move_own_booking", Who.COMPANY, "Give up {words}"),
    "closure": ("reopen", Who.CENTRE, "Lift this: {words}"),
    "absence": ("replace_operators", Who.CENTRE, "Find operators instead: {words}"),
    "holiday": ("work_on_holiday", Who.CENTRE, "Work although {words}"),
    "house_rule": ("waive_rule", Who.CENTRE, "Waive this rule: {words}"),
    "quota": ("waive_quota", Who.CENTRE, "Waive this quota: {words}"),
    "supply": ("restock", Who.CENTRE, "Get more of {subject}: {words}"),
    "qualification": ("qualify", Who.COMPANY, "Train the company for {subject}"),
    "shift": ("longer_shift", Who.CENTRE, "Let operators work whenever the centre is open: {words}"),
    "machine_hours": ("longer_machine_hours", Who.CENTRE, "Run {subject} whenever its centre is open"),
    "voucher_expiry": ("extend_voucher", Who.COORDINATOR, "Extend voucher {subject}"),
    "voucher_cap": ("raise_voucher", Who.COORDINATOR, "Raise the cap of voucher {subject}"),
}
"""Members that are in force or not: code, who decides, what to do.

Bookings of others move or stay, see `moves`. Specimens, changeovers and retired machines are what they are.
"""


def remedies_for(case: Case, member: Member) -> tuple[Remedy, ...]:
    """Return what can be done about a member."""
    if member.kind == "house_rule" and member.key[1] == "notice_days":
        return (shorter_notice(case, member),)
    if member.kind in BY_AMOUNT:
        return tuple(make(case, member) for make in BY_AMOUNT[member.kind])
    if member.kind in AT_ONCE:
        return (_lifted(member),)
    return ()


def _lifted(member: Member) -> Remedy:
    code, who, words = AT_ONCE[member.kind]
    text = words.format(subject=member.subject, words=member.words)
    return Remedy(code, who, member.subject, 1, partial(_without, member), lambda _: text)


def _without(member: Member, snapshot: Snapshot, _amount: int) -> Snapshot:
    return relaxed(KINDS, snapshot, (member,))
