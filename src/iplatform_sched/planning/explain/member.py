"""What can be in the way of a request: named facts and rules, and the facts without some of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import datetime

    from iplatform_sched.domain.centre import Centre, OperatorPool
    from iplatform_sched.domain.equipment import Equipment
    from iplatform_sched.domain.request import Company, Request
    from iplatform_sched.domain.snapshot import Snapshot
    from iplatform_sched.domain.vocabulary import Span


@dataclass(frozen=True, slots=True)
class Member:
    """One fact or rule that people know and could change.

    Attributes
    ----------
    kind
        Name of its :class:`Kind`.
    subject
        Id of what it belongs to: a request, stage, booking, machine, pool, centre.
    words
        What it says, for people.
    key
        What its kind needs to take it away.
    group
        Members of a group are looked at together first.
    status, span
        Of a booking: its status before the others were fixed, and from when to when it holds.
    """

    kind: str
    subject: str
    words: str
    key: tuple[str, ...]
    group: str = ""
    status: str = ""
    span: Span | None = None


class Kind(NamedTuple):
    """A kind of member.

    Attributes
    ----------
    find
        Yields all members of the kind that could matter to a case.
    relax
        Returns the facts without the members of the given keys: no plan becomes impossible by that.
    """

    name: str
    find: Callable[[Case], Iterable[Member]]
    relax: Callable[[Snapshot, Sequence[tuple[str, ...]]], Snapshot]


@dataclass(frozen=True, slots=True)
class Case:
    """A request among the facts that can matter to it.

    Attributes
    ----------
    snapshot
        The others stand where they are planned; machines that could never do a stage are left out.
    machines
        Those that offer a capability that a stage asks for, by id, whatever else speaks against them.
    pools
        Operators that these machines need, by id.
    statuses
        Bookings' statuses before the others were fixed, by id.
    """

    snapshot: Snapshot
    request: Request
    company: Company
    machines: dict[str, Equipment]
    pools: dict[str, OperatorPool]
    centres: dict[str, Centre]
    statuses: dict[str, str]

    def local(self, moment: datetime | None) -> str:
        """Return a moment in the network's zone; the empty string for none."""
        return "" if moment is None else local(self.snapshot, moment)


def local(snapshot: Snapshot, moment: datetime) -> str:
    """Return a moment for people, in the network's zone."""
    return moment.astimezone(ZoneInfo(snapshot.policy.zone)).strftime("%Y-%m-%d %a %H:%M")


def relaxed(kinds: Sequence[Kind], snapshot: Snapshot, members: Iterable[Member]) -> Snapshot:
    """Return the facts without `members`."""
    keys: dict[str, list[tuple[str, ...]]] = {}
    for member in members:
        keys.setdefault(member.kind, []).append(member.key)
    for kind in kinds:
        if kind.name in keys:
            snapshot = kind.relax(snapshot, keys[kind.name])
    return snapshot


def members_of(kinds: Sequence[Kind], case: Case) -> Iterator[Member]:
    """Yield everything that could be in the way, kind by kind."""
    for kind in kinds:
        yield from kind.find(case)
