"""Requests of two sides side by side: which fare better or worse, one by one and in groups."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from iplatform_sched.planning.whatif.measuring import NOT_SERVED, SERVED

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from iplatform_sched.domain.vocabulary import RequestId
    from iplatform_sched.planning.whatif.machine_use import Use
    from iplatform_sched.planning.whatif.measuring import Fate, Measured


class RequestChange(NamedTuple):
    """A request that fares differently.

    Attributes
    ----------
    kinds
        Stable words: ``added``, ``dropped``, ``newly_served``, ``newly_unserved``, ``newly_late``,
        ``no_longer_late``, ``later``, ``earlier``, ``dearer``, ``cheaper``, ``other_centres``.
    before, after
        ``None`` where it is not open on that side.
    """

    request: RequestId
    kinds: tuple[str, ...]
    before: Fate | None
    after: Fate | None


class Group(NamedTuple):
    """Requests of one sector, region or company on both sides, baseline first in each pair.

    Attributes
    ----------
    krw
        What the companies pay.
    """

    name: str
    served: tuple[int, int]
    not_served: tuple[int, int]
    late_days: tuple[int, int]
    krw: tuple[int, int]

    @property
    def differs(self) -> bool:
        """Whether anything is different on the two sides."""
        return any(one != two for one, two in self[1:])


class Hours(NamedTuple):
    """Hours of the machines of a region on both sides, baseline first in each pair."""

    name: str
    open_hours: tuple[float, float]
    booked_hours: tuple[float, float]

    @property
    def differs(self) -> bool:
        """Whether anything is different on the two sides."""
        return any(one != two for one, two in self[1:])


def request_changes(
    before: Measured, after: Measured, one_sided: Collection[str]
) -> tuple[RequestChange, ...]:
    """Return the requests that fare differently, those that are newly served or not first."""
    found = []
    for name in {**before.fates, **after.fates}:
        old, new = before.fates.get(name), after.fates.get(name)
        kinds = tuple(_kinds(old, new)) if name not in one_sided else (("dropped",) if old else ("added",))
        if kinds:
            found.append(RequestChange(name, kinds, old, new))
    return tuple(sorted(found, key=lambda each: (_ORDER.index(each.kinds[0]), each.request)))


_ORDER = (
    *("newly_unserved", "newly_served", "dropped", "added", "newly_late", "no_longer_late"),
    *("later", "earlier", "dearer", "cheaper", "other_centres"),
)


def _kinds(old: Fate | None, new: Fate | None) -> Iterator[str]:
    if old is None or new is None:
        return
    if (old.served == SERVED) != (new.served == SERVED):
        yield "newly_served" if new.served == SERVED else "newly_unserved"
    if bool(old.late_days) != bool(new.late_days):
        yield "newly_late" if new.late_days else "no_longer_late"
    if old.end and new.end and old.end != new.end:
        yield "later" if new.end > old.end else "earlier"
    if old.krw != new.krw:
        yield "dearer" if new.krw > old.krw else "cheaper"
    if set(old.centres) != set(new.centres):
        yield "other_centres"


def groups(before: Measured, after: Measured, key: Callable[[Fate], str]) -> tuple[Group, ...]:
    """Return the requests of both sides in groups by `key`, in alphabetical order."""
    fates = [list(side.fates.values()) for side in (before, after)]
    return tuple(
        _group(name, *([fate for fate in side if key(fate) == name] for side in fates))
        for name in sorted({key(fate) for side in fates for fate in side})
    )


def _group(name: str, old: list[Fate], new: list[Fate]) -> Group:
    def pair(count: Callable[[list[Fate]], int]) -> tuple[int, int]:
        return count(old), count(new)

    return Group(
        name,
        served=pair(lambda fates: sum(fate.served == SERVED for fate in fates)),
        not_served=pair(lambda fates: sum(fate.served == NOT_SERVED for fate in fates)),
        late_days=pair(lambda fates: sum(fate.late_days for fate in fates)),
        krw=pair(lambda fates: sum(fate.krw for fate in fates)),
    )


def hours(before: Measured, after: Measured, place: Callable[[Use], str]) -> tuple[Hours, ...]:
    """Return the hours of the machines of both sides in groups by `place`, in alphabetical order."""
    sums = []
    for side in (before, after):
        found: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
        for use in side.uses.values():
            group = found[place(use)]
            group[0] += use.open_hours
            group[1] += use.booked_hours
        sums.append({name: [round(each, 1) for each in pair] for name, pair in found.items()})
    old, new = sums
    none = [0.0, 0.0]
    return tuple(
        Hours(
            name,
            (old.get(name, none)[0], new.get(name, none)[0]),
            (old.get(name, none)[1], new.get(name, none)[1]),
        )
        for name in sorted({**old, **new})
    )
