"""The whole data set, from the source tables to facts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.national import fleet, network, settle, waiting, workflows
from benchmarks.national.carriage import carried, travel
from benchmarks.national.fixed import absences, fixed
from benchmarks.national.holdings import Held, bench
from benchmarks.national.openings import centre_work, holiday_mask, openings
from benchmarks.national.tables import document, rows
from iplatform_sched.domain.facts import Facts
from iplatform_sched.domain.snapshot import Catalogue

if TYPE_CHECKING:
    from benchmarks.national.holdings import Bench
    from iplatform_sched.domain.calendars import HolidayCalendar
    from iplatform_sched.domain.centre import Centre
    from iplatform_sched.domain.equipment import Equipment
    from iplatform_sched.domain.vocabulary import EquipmentId


def build() -> Facts:
    """Return the shipped network, its bookings and the night's queue; the same every time."""
    knobs = document("knobs")
    calendar, centres = network.holiday_calendar(), network.centres()
    machines = fleet.equipment(int(knobs["seed"]))
    templates = workflows.templates()
    requests = waiting.requests(templates)
    own = fixed(requests, _benches(calendar, centres, machines))
    taken: dict[str, list[Held]] = {}
    for held, booking in own:
        taken.setdefault(booking.equipment, []).append(held)
    pools, bookings = settle.settle(knobs, calendar, centres, machines, taken)
    missed = absences({machine.id: machine for machine in machines})
    policy, companies = network.policy(knobs["prices"]), waiting.companies()
    return Facts(
        policy=policy,
        catalogue=Catalogue(
            holiday_calendars=(calendar,),
            centres=centres,
            pools=pools,
            capabilities=network.capabilities(),
            equipment=machines,
            discounts=network.discounts(),
            travel=travel(),
            templates=templates,
        ),
        companies=companies,
        vouchers=waiting.vouchers(),
        requests=requests,
        bookings=(*bookings, *missed, *(carried(each, policy, companies, centres) for _, each in own)),
    )


def _benches(
    calendar: HolidayCalendar, centres: tuple[Centre, ...], machines: tuple[Equipment, ...]
) -> dict[EquipmentId, Bench]:
    """Return empty benches of the machines that the queue has bookings on."""
    named = {row["machine"] for row in rows("fixed")}
    holidays = holiday_mask(calendar)
    by_id = {centre.id: centre for centre in centres}
    return {
        machine.id: bench(
            machine,
            openings(by_id[machine.centre], machine, centre_work(by_id[machine.centre], holidays)),
            0,
        )
        for machine in machines
        if machine.id in named
    }
