import sqlite3
from datetime import timedelta

import pytest

from iplatform_sched.domain.calendars import Closure, HolidayCalendar
from iplatform_sched.domain.facts import Facts
from iplatform_sched.domain.policy import Policy
from iplatform_sched.domain.run import Act, differences, fingerprint_of
from iplatform_sched.domain.snapshot import content_hash
from iplatform_sched.errors import InputError
from iplatform_sched.store.database import Store
from iplatform_sched.store.events import list_events
from iplatform_sched.store.facts import fingerprint, import_facts, load_facts, load_snapshot
from tests import facts
from tests.store.examples import ACT, planned, some_facts


def by_id(found: Facts) -> Facts:
    """Return facts with the lists sorted that the store keeps in order of ids."""
    names = ("companies", "vouchers", "requests", "bookings")
    return found.model_copy(
        update={name: tuple(sorted(getattr(found, name), key=lambda fact: fact.id)) for name in names}
    )


def test_every_kind_of_fact_comes_back_as_it_went_in(empty: Store) -> None:
    given = some_facts()
    import_facts(empty, given, ACT)
    assert load_facts(empty) == by_id(given)
    assert all(getattr(given.catalogue, name) for name in type(given.catalogue).model_fields)


def test_listed_order_is_kept_when_one_is_replaced(store: Store, later: Act) -> None:
    first, second = some_facts().catalogue.discounts
    changed = first.model_copy(update={"rate_percent": 20})
    import_facts(store, Facts.model_validate({"catalogue": {"discounts": [changed]}}), later)
    assert load_facts(store).catalogue.discounts == (changed, second)


def test_facts_not_given_stay(store: Store, later: Act) -> None:
    before = load_facts(store)
    import_facts(store, Facts(), later)
    assert load_facts(store) == before


def test_an_empty_store_has_the_default_policy(empty: Store) -> None:
    assert load_facts(empty) == Facts()
    assert load_snapshot(empty, facts.NOW, facts.NOW).policy == Policy()


def test_bookings_that_change_places_are_imported(store: Store, later: Act) -> None:
    swapped = (
        facts.booking("b1", "2026-11-25 12:00", "2026-11-25 15:00", request="r1", stage="a"),
        facts.booking("b2", "2026-11-25 09:00", "2026-11-25 12:00"),
    )
    import_facts(store, Facts(bookings=swapped), later)
    assert {swapped[0], swapped[1]} <= set(load_facts(store).bookings)
    assert [event.kind for event in list_events(store, booking=swapped[0].id)] == ["booking.replaced"]


@pytest.mark.parametrize(
    ("given", "codes"),
    [
        pytest.param(
            {"bookings": [facts.booking("n", "2026-11-25 11:00", "2026-11-25 13:00")]},
            ["overlap"] * 2,
            id="overlaps two in the store",
        ),
        pytest.param(
            {
                "bookings": [
                    facts.booking("n", "2026-12-08 11:00", "2026-12-08 13:00"),
                    facts.booking("m", "2026-12-08 12:00", "2026-12-08 14:00"),
                    facts.booking("o", "2026-12-08 12:30", "2026-12-08 12:40"),
                ]
            },
            ["overlap", "overlap"],
            id="overlap each other",
        ),
        pytest.param(
            {"bookings": [facts.booking("n", "2026-12-08 11:00", "2026-12-08 13:00", unit_numbers=[5])]},
            ["units"],
            id="unit that the machine has not",
        ),
        pytest.param(
            {"bookings": [facts.booking("n", "2026-12-08 11:00", "2026-12-08 13:00", unit_numbers=[1, 1])]},
            ["units"],
            id="unit twice",
        ),
        pytest.param(
            {"bookings": [facts.booking("n", "2026-12-08 13:00", "2026-12-08 13:00")]},
            ["times"],
            id="no time at all",
        ),
        pytest.param(
            {"bookings": [facts.booking("n", "2026-12-08 11:00:00.5", "2026-12-08 13:00")]},
            ["part-of-second"],
            id="part of a second",
        ),
        pytest.param(
            {"bookings": [facts.booking("n", "2026-12-08 11:00", "2026-12-08 13:00", centre="lab")]},
            ["other-centre"],
            id="machine of another centre",
        ),
        pytest.param(
            {
                "bookings": [
                    facts.booking(
                        "n", "2026-12-08 11:00", "2026-12-08 13:00", equipment="x", request="x", company="x"
                    )
                ]
            },
            ["unknown-id"] * 3,
            id="booking of nothing",
        ),
        pytest.param(
            {"requests": [facts.request("n", company="x", lead_centre="x")]},
            ["unknown-id"] * 2,
            id="request of nobody",
        ),
        pytest.param({"vouchers": [facts.voucher("n", "x")]}, ["unknown-id"], id="voucher of nobody"),
        pytest.param(
            {"catalogue": {"centres": [facts.centre("n", holiday_calendar="x")]}},
            ["unknown-id"],
            id="centre without calendar",
        ),
        pytest.param(
            {"companies": [facts.company("n"), facts.company("n")]}, ["duplicate-id"], id="id twice"
        ),
    ],
)
def test_wrong_facts_are_refused_as_a_whole(
    store: Store, later: Act, given: dict[str, object], codes: list[str]
) -> None:
    before, trail = load_facts(store), list_events(store)
    good = {"companies": [facts.company("good")]}
    with pytest.raises(InputError) as caught:
        import_facts(store, Facts.model_validate(good | given), later)
    assert [issue.code for issue in caught.value.issues] == codes
    assert (load_facts(store), list_events(store)) == (before, trail)


def test_the_snapshot_holds_what_a_plan_needs(store: Store, later: Act) -> None:
    extra = [
        facts.booking("gone", "2026-12-09 09:00", "2026-12-09 12:00", status="cancelled"),
        facts.booking("was", "2026-01-09 09:00", "2026-01-09 12:00", status="cancelled", request="r2"),
        facts.booking("absent", "2026-01-09 09:00", "2026-01-09 12:00", status="no_show"),
        facts.booking("ancient", "2026-01-10 09:00", "2026-01-10 12:00", status="done"),
        facts.booking("mine", "2026-01-11 09:00", "2026-01-11 12:00", status="done", request="r2", stage="a"),
        facts.booking("paid", "2026-01-12 09:00", "2026-01-12 12:00", status="done",
                      charge={"voucher": "v1"}),
        facts.booking("used", "2026-01-12 13:00", "2026-01-12 14:00", status="done",
                      consumes=[{"consumable": "gas"}]),
        facts.booking("red", "2026-01-13 09:00", "2026-01-13 12:00", status="done", family="red"),
        facts.booking("blue", "2026-01-14 09:00", "2026-01-14 12:00", status="done", family="blue",
                      equipment="press"),
    ]  # fmt: skip
    ended = [
        facts.request("closed", status="closed"),
        facts.request("withdrawn", status="withdrawn"),
    ]
    firm = [facts.booking("firm", "2026-12-10 09:00", "2026-12-10 12:00", request="closed")]
    import_facts(store, Facts.model_validate({"requests": ended, "bookings": [*extra, *firm]}), later)
    found = load_snapshot(store, facts.NOW, facts.NOW)
    kept = {
        "was",
        "absent",
        "mine",
        "paid",
        "used",
        "blue",
        "firm",
        "old",
        "b1",
        "b2",
        "b3",
        "h1",
        "p1",
        "p2",
    }
    assert {booking.id for booking in found.bookings} == kept
    assert [request.id for request in found.requests] == ["battery", "closed", "r1", "r2"]
    assert (found.companies, found.vouchers) == (load_facts(store).companies, load_facts(store).vouchers)


def test_a_snapshot_has_one_hash(store: Store) -> None:
    first = load_snapshot(store, facts.NOW, facts.NOW)
    assert content_hash(first) == content_hash(load_snapshot(store, facts.NOW, facts.NOW))
    assert content_hash(type(first).model_validate_json(first.model_dump_json())) == content_hash(first)
    assert fingerprint(store) == fingerprint_of(first)


CLOSURE = Closure.model_validate(
    {"span": {"start": facts.NOW, "end": facts.NOW + timedelta(days=1)}, "kind": "closed"}
)


@pytest.mark.parametrize(
    ("given", "changed"),
    [
        pytest.param({"policy": Policy(version="2")}, ("policy",), id="policy"),
        pytest.param(
            {"catalogue": {"equipment": [facts.machine("new")]}}, ("catalogue", "calendars"), id="machine"
        ),
        pytest.param(
            {
                "catalogue": {
                    "centres": [
                        facts.centre(
                            "hub",
                            after_hours=facts.hours("18:00", "22:00"),
                            lunch={"start": "12:00", "end": "13:00"},
                            closures=[CLOSURE],
                        )
                    ]
                }
            },
            ("calendars",),
            id="closure",
        ),
        pytest.param(
            {"catalogue": {"holiday_calendars": [HolidayCalendar(id="KR")]}}, ("calendars",), id="holiday"
        ),
        pytest.param(
            {"bookings": [facts.booking("n", "2026-12-08 11:00", "2026-12-08 13:00")]},
            ("bookings",),
            id="booking",
        ),
        pytest.param(
            {"bookings": [planned("p1", "2026-11-27 09:00", "2026-11-27 12:00", status="cancelled")]},
            ("bookings",),
            id="booking no longer there",
        ),
        pytest.param(
            {"bookings": [facts.booking("n", "2026-12-08 11:00", "2026-12-08 13:00", status="wished")]},
            (),
            id="wish for a booking",
        ),
        pytest.param({"requests": [facts.request("r1", due="2027-01-01")]}, ("request r1",), id="request"),
        pytest.param({"requests": [facts.request("new")]}, (), id="new request"),
        pytest.param({"companies": [facts.company("bolt", staff=9)]}, ("company bolt",), id="company"),
        pytest.param({"companies": [facts.company("new")]}, (), id="new company"),
        pytest.param({"vouchers": [facts.voucher(cap_krw=1)]}, ("company acme",), id="voucher"),
    ],
)
def test_the_fingerprint_names_what_changed(
    store: Store, later: Act, given: dict[str, object], changed: tuple[str, ...]
) -> None:
    before = fingerprint(store)
    import_facts(store, Facts.model_validate(given), later)
    assert differences(before, fingerprint(store)) == changed


def test_a_value_that_no_fact_can_have_is_reported(store: Store, bare: sqlite3.Connection) -> None:
    bare.execute("UPDATE request SET fact = '{}' WHERE id = 'r1'")
    bare.commit()
    with pytest.raises(InputError, match="request r1") as caught:
        load_facts(store)
    assert caught.value.issues[0].code == "damaged"


def test_an_operator_has_one_pool(store: Store, later: Act) -> None:
    pools = [facts.pool("hub-cells", "hub", people=["kim"])]
    import_facts(store, Facts.model_validate({"catalogue": {"pools": pools}}), later)
    away = {"span": {"start": facts.NOW, "end": facts.at("2026-12-24")}, "count": 1, "people": ["lee"]}
    wrong = [facts.pool("lab-cells", "lab", people=["kim"], absences=[away])]
    with pytest.raises(InputError) as caught:
        import_facts(store, Facts.model_validate({"catalogue": {"pools": wrong}}), later)
    assert [(each.subject, each.field, each.found, each.code) for each in caught.value.issues] == [
        ("pool lab-cells", "people", "kim", "duplicate-id"),
        ("pool lab-cells", "people", "lee", "unknown-id"),
    ]
