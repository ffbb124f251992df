import pytest

from iplatform_sched.domain.calendars import Absence, Closure, Holiday, Opening
from iplatform_sched.domain.facts import Facts
from iplatform_sched.domain.run import Act, differences
from iplatform_sched.domain.vocabulary import CentreId, ClosureKind, EquipmentId, OperatorId, PoolId, Span
from iplatform_sched.errors import ConflictError, InputError, NotFoundError
from iplatform_sched.store.calendars import (
    add_absence,
    add_closure,
    add_holiday,
    remove_absence,
    remove_holiday,
    remove_opening,
    reopen,
)
from iplatform_sched.store.database import Store
from iplatform_sched.store.events import list_events
from iplatform_sched.store.facts import fingerprint, import_facts, load_facts
from tests import facts

HUB, PRESS, CELLS = CentreId("hub"), EquipmentId("press"), PoolId("hub-cells")


def span(start: str, end: str) -> Span:
    return Span(start=facts.at(start), end=facts.at(end))


def closed(start: str, end: str) -> Closure:
    return Closure(span=span(start, end), kind=ClosureKind.OUT_OF_SERVICE, reason="pump")


WEEK = closed("2026-12-07 00:00", "2026-12-12 00:00")


@pytest.mark.parametrize("place", [HUB, PRESS])
def test_a_closure_is_kept_and_told(store: Store, later: Act, place: CentreId) -> None:
    early = closed("2026-11-30 00:00", "2026-12-01 00:00")
    add_closure(store, place, WEEK, later)
    assert add_closure(store, place, early, later).closures == (early, WEEK)
    network = load_facts(store).catalogue
    closures: dict[str, tuple[Closure, ...]] = {each.id: each.closures for each in network.centres}
    closures |= {str(each.id): each.closures for each in network.equipment}
    assert closures[place] == (early, WEEK)
    entry = list_events(store)[-1]
    assert (entry.kind, entry.subject, entry.actor) == ("calendar.closed", place, "kim")
    assert entry.before == {"closures": [WEEK.model_dump(mode="json")]}
    with pytest.raises(ConflictError, match="already"):
        add_closure(store, place, early, later)


@pytest.mark.parametrize(
    ("start", "end", "left"),
    [
        pytest.param("2026-12-07 00:00", "2026-12-12 00:00", [], id="all"),
        pytest.param("2026-12-01 00:00", "2026-12-31 00:00", [], id="more than all"),
        pytest.param("2026-12-01 00:00", "2026-12-08 00:00",
                     [("2026-12-08 00:00", "2026-12-12 00:00")], id="begin"),
        pytest.param("2026-12-11 00:00", "2026-12-13 00:00",
                     [("2026-12-07 00:00", "2026-12-11 00:00")], id="end"),
        pytest.param("2026-12-09 00:00", "2026-12-10 00:00",
                     [("2026-12-07 00:00", "2026-12-09 00:00"), ("2026-12-10 00:00", "2026-12-12 00:00")],
                     id="middle"),
    ],
)  # fmt: skip
def test_reopening_cuts_out_of_closures(
    store: Store, later: Act, start: str, end: str, left: list[tuple[str, str]]
) -> None:
    apart = closed("2027-01-04 00:00", "2027-01-05 00:00")
    add_closure(store, HUB, WEEK, later)
    add_closure(store, HUB, apart, later)
    assert reopen(store, HUB, span(start, end), later).closures == (*(closed(*each) for each in left), apart)
    assert list_events(store)[-1].kind == "calendar.reopened"


def test_what_is_open_cannot_be_reopened(store: Store, later: Act) -> None:
    add_closure(store, PRESS, WEEK, later)
    with pytest.raises(ConflictError, match="no one-off closure"):
        reopen(store, PRESS, span("2026-12-12 00:00", "2026-12-13 00:00"), later)


def test_a_centre_without_a_closure_is_opened_once(store: Store, later: Act) -> None:
    saturday = span("2026-11-28 09:00", "2026-11-28 18:00")
    opened = reopen(store, HUB, saturday, later)
    assert getattr(opened, "openings", ()) == (Opening(span=saturday, reason=later.reason),)
    assert list_events(store)[-1].kind == "calendar.opened"
    with pytest.raises(ConflictError, match="this opening already"):
        reopen(store, HUB, saturday, later)
    left = remove_opening(store, HUB, span("2026-11-28 12:00", "2026-11-29 00:00"), later)
    assert [each.span for each in left.openings] == [span("2026-11-28 09:00", "2026-11-28 12:00")]
    with pytest.raises(ConflictError, match="no opening"):
        remove_opening(store, HUB, span("2026-11-28 12:00", "2026-11-28 13:00"), later)
    with pytest.raises(NotFoundError, match="no centre press"):
        remove_opening(store, CentreId("press"), saturday, later)


def test_operators_go_and_come_back(store: Store, later: Act) -> None:
    week = span("2026-12-07 00:00", "2026-12-12 00:00")
    away = Absence(span=week, count=1, reason="course")
    assert add_absence(store, CELLS, away, later).absences == (away,)
    with pytest.raises(ConflictError, match="this absence already"):
        add_absence(store, CELLS, away, later)
    with pytest.raises(InputError, match="fewer operators"):
        add_absence(store, CELLS, away.model_copy(update={"count": 3}), later)
    left = remove_absence(store, CELLS, span("2026-12-08 00:00", "2026-12-20 00:00"), later).absences
    assert left == (away.model_copy(update={"span": span("2026-12-07 00:00", "2026-12-08 00:00")}),)
    with pytest.raises(ConflictError, match="nobody of pool"):
        remove_absence(store, CELLS, span("2026-12-08 00:00", "2026-12-20 00:00"), later)
    with pytest.raises(NotFoundError, match="no operator pool x"):
        add_absence(store, PoolId("x"), away, later)
    kinds = [each.kind for each in list_events(store)]
    assert kinds[-2:] == ["calendar.absent", "calendar.absence-removed"]


def test_openings_and_absences_are_calendars(store: Store, later: Act) -> None:
    before = fingerprint(store)
    reopen(store, HUB, span("2026-11-28 09:00", "2026-11-28 18:00"), later)
    opened = fingerprint(store)
    add_absence(store, CELLS, Absence(span=WEEK.span, count=1), later)
    assert differences(before, opened) == differences(opened, fingerprint(store)) == ("calendars",)


def test_unknown_places(store: Store, later: Act) -> None:
    with pytest.raises(NotFoundError, match="neither a centre nor a machine x"):
        add_closure(store, CentreId("x"), WEEK, later)
    with pytest.raises(NotFoundError, match="no holiday calendar x"):
        remove_holiday(store, "x", WEEK.span.start.date(), later)


def test_holidays_come_and_go(store: Store, later: Act) -> None:
    day = facts.at("2026-12-07 00:00").date()
    holiday = Holiday(date=day, name="election", temporary=True)
    before = load_facts(store).catalogue.holiday_calendars
    assert add_holiday(store, "KR", holiday, later).holidays[0] == holiday
    with pytest.raises(ConflictError, match="already"):
        add_holiday(store, "KR", holiday, later)
    remove_holiday(store, "KR", day, later)
    assert load_facts(store).catalogue.holiday_calendars == before
    with pytest.raises(NotFoundError, match="is no holiday"):
        remove_holiday(store, "KR", day, later)
    kinds = [each.kind for each in list_events(store)]
    assert kinds[-2:] == ["calendar.holiday-added", "calendar.holiday-removed"]


def test_only_operators_whom_the_pool_names_are_away_by_name(store: Store, later: Act) -> None:
    named = Facts.model_validate({"catalogue": {"pools": [facts.pool("hub-cells", "hub", people=["kim"])]}})
    import_facts(store, named, later)
    away = Absence(span=WEEK.span, count=1, people=(OperatorId("kim"),))
    assert add_absence(store, CELLS, away, later).absences == (away,)
    again = away.model_copy(update={"reason": "a course"})
    with pytest.raises(ConflictError, match="kim of pool hub-cells is away then already"):
        add_absence(store, CELLS, again, later)
    with pytest.raises(InputError, match="names no such operator"):
        add_absence(store, CELLS, away.model_copy(update={"people": ("lee",)}), later)
