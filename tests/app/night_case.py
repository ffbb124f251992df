"""A small store for tests of whole nights."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iplatform_sched.app.hooks import Hooks
from iplatform_sched.app.night import NightOptions
from iplatform_sched.domain.facts import Facts
from iplatform_sched.domain.run import Act
from iplatform_sched.domain.settings import SolveSettings
from iplatform_sched.store.bookings import list_bookings
from iplatform_sched.store.database import Store, create
from iplatform_sched.store.facts import import_facts
from tests import facts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime
    from pathlib import Path

    from iplatform_sched.domain.booking import Booking
    from iplatform_sched.domain.request import Request
    from iplatform_sched.domain.snapshot import Catalogue

NOW = facts.NOW
QUICK = SolveSettings(deterministic=True, work=5, proof_work=0, workers=1)


def act(moment: datetime = NOW) -> Act:
    """Return an act of the tester."""
    return Act(actor="tester", at=moment)


def filled(
    path: Path,
    requests: Iterable[Request] = (),
    bookings: Iterable[Booking] = (),
    catalogue: Catalogue | None = None,
) -> Store:
    """Return a new store with the tiny network and requests: two batteries unless told otherwise."""
    wanted = tuple(requests) or (facts.battery_request(), facts.battery_request("second"))
    snapshot = facts.snapshot(*wanted, bookings=bookings, catalogue=catalogue or facts.network())
    store = create(path)
    everything = Facts(
        policy=snapshot.policy,
        catalogue=snapshot.catalogue,
        companies=snapshot.companies,
        vouchers=snapshot.vouchers,
        requests=snapshot.requests,
        bookings=snapshot.bookings,
    )
    import_facts(store, everything, act())
    return store


def quiet(
    *,
    stop: Callable[[], bool] = lambda: False,
    report: Callable[[str, float], None] | None = None,
    clock: Callable[[], float] = lambda: 0.0,
) -> Hooks:
    """Return hooks of a caller who says nothing, by default with a clock that stands still."""
    return Hooks(stop, report or (lambda _text, _share: None), clock, lambda _text: None)


def options(**changes: object) -> NightOptions:
    """Return options of a quick deterministic night."""
    return NightOptions(**({"settings": QUICK} | changes))  # type: ignore[arg-type]  # names are checked at run time


def planned(store: Store) -> dict[str, tuple[object, ...]]:
    """Return where each booking is that a night planned, whether it is confirmed by now or not."""
    return {b.id: (b.equipment, b.start, b.end) for b in list_bookings(store)}
