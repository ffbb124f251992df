"""A quote from asking to confirming, on stores of random facts and in races."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from iplatform_sched.app.holding import confirm, extend, hold_request, list_quotes, release
from iplatform_sched.app.night import run_night
from iplatform_sched.app.quoting import show_quote
from iplatform_sched.domain.facts import Facts
from iplatform_sched.domain.vocabulary import OCCUPYING, BookingStatus, RequestStatus
from iplatform_sched.errors import ConflictError, InputError, NoPlanError
from iplatform_sched.planning.standing import standing
from iplatform_sched.problem.compile import compile_snapshot
from iplatform_sched.problem.decompile import to_bookings
from iplatform_sched.search.construct import construct
from iplatform_sched.store.bookings import BookingFilter, list_bookings
from iplatform_sched.store.database import create
from iplatform_sched.store.facts import import_facts, load_facts, load_snapshot
from iplatform_sched.store.policies import get_policy
from iplatform_sched.store.requests import get_request, submit_requests
from iplatform_sched.verify.plan import broken_bookings
from tests import facts
from tests.app.night_case import NOW, act, filled, options, quiet
from tests.cli.cli_case import request_yaml
from tests.store.examples import set_policy
from tests.verify.plan_draw import draw_snapshot

if TYPE_CHECKING:
    from pathlib import Path

    from iplatform_sched.domain.booking import Booking
    from iplatform_sched.domain.snapshot import Snapshot
    from iplatform_sched.store.database import Store

TWO_DAYS = timedelta(hours=48)
SEEDS = range(12)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return filled(tmp_path / "network.db")


@pytest.fixture
def asked(tmp_path: Path) -> str:
    """Return a file that asks for four hours on a cycler."""
    path = tmp_path / "asked.yaml"
    path.write_text(request_yaml("asked"))
    return str(path)


def others(store: Store, request: str) -> list[Booking]:
    """Return all bookings of others, without the labels of their units."""
    return [
        each.model_copy(update={"unit_numbers": (1,)})
        for each in load_facts(store).bookings
        if each.request != request
    ]


def planned(drawn: Snapshot) -> Facts:
    """Return random facts that a store takes: nothing broken, all but the first request planned."""
    broken = {each.booking for each in broken_bookings(drawn)}
    apart = {str(each.request) for each in drawn.bookings if each.id in broken} | {drawn.requests[0].id}
    sound = drawn.model_copy(
        update={
            "bookings": tuple(
                each for each in drawn.bookings if each.id not in broken and each.status in OCCUPYING
            )
        }
    )
    free = {each.id for each in sound.requests} - apart
    compiled = compile_snapshot(standing(sound, free))
    plan = to_bookings(compiled, construct(compiled.problem).schedule())
    kept = {each.id: each for each in (*sound.bookings, *plan)}
    return Facts(
        policy=drawn.policy, catalogue=drawn.catalogue, companies=drawn.companies,
        vouchers=drawn.vouchers, requests=drawn.requests, bookings=tuple(kept.values()),
    )  # fmt: skip


def test_a_quote_that_is_confirmed_at_once_always_succeeds(tmp_path: Path) -> None:
    """And neither asking nor holding nor confirming touches anybody else."""
    done = 0
    for seed in SEEDS:
        drawn = draw_snapshot(seed)
        name = drawn.requests[0].id
        path = tmp_path / f"{seed}.db"
        store = create(path)
        try:
            import_facts(store, planned(drawn), act())
        except InputError:
            continue  # drawn bookings may overlap, which no store takes
        before, theirs = load_facts(store), others(store, name)
        try:
            show_quote(path, name, None, NOW)
            assert load_facts(store) == before
            hold_request(path, name, None, TWO_DAYS, NOW)
        except (NoPlanError, ConflictError):
            assert load_facts(store) == before
            continue
        assert others(store, name) == theirs
        assert confirm(path, name, NOW, at_new_price=False).startswith(f"confirmed {name}")
        assert others(store, name) == theirs
        own = list_bookings(store, BookingFilter(request=before.requests[0].id))
        assert BookingStatus.HELD not in {each.status for each in own}
        new = {each.id for each in own} - {each.id for each in before.bookings}
        assert not new & {each.booking for each in broken_bookings(load_snapshot(store, NOW, NOW))}
        done += 1
    assert done >= len(SEEDS) // 3


def test_two_programs_at_once_never_hold_the_same(store: Store, tmp_path: Path) -> None:
    """Each quotes and holds in a process of its own; who comes second is told or gets another place."""
    code = (
        "import sys; from datetime import datetime, timedelta; from pathlib import Path;"
        "from iplatform_sched.app.holding import hold_request;"
        "from iplatform_sched.errors import ConflictError;"
        "sys.stdin.read(1);"
        "now = datetime.fromisoformat(sys.argv[3])\n"
        "try: hold_request(Path(sys.argv[1]), sys.argv[2], None, timedelta(hours=48), now)\n"
        "except ConflictError: sys.exit(5)\n"
    )
    files = []
    for number in range(3):
        files.append(tmp_path / f"{number}.yaml")
        stages = "[{id: a, name_ko: a, name_en: a, ways: [{capability: image, work_minutes: 480}]}]"
        files[-1].write_text(request_yaml(f"race{number}", stages=stages))
    programs = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(store.path), str(file), NOW.isoformat()],
            stdin=subprocess.PIPE,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        )
        for file in files
    ]
    for program in programs:
        program.communicate(b"x")
    codes = [program.returncode for program in programs]
    held = list_bookings(store, BookingFilter(statuses=frozenset({BookingStatus.HELD})))
    assert 0 in codes
    assert set(codes) <= {0, 5}
    assert len(held) == codes.count(0) == len({each.start for each in held})
    kept = {each.request for each in held}
    assert {each.id for each in load_facts(store).requests if each.id.startswith("race")} == kept


def test_a_quote_of_a_file_is_asked_held_listed_extended_and_confirmed(store: Store, asked: str) -> None:
    before = load_facts(store)
    view = show_quote(store.path, asked, "earliest", NOW).view
    assert [table.name for table in view.tables] == [
        f"quote-{part}" for part in ("alternatives", "stages", "dates", "machines", "moves")
    ]
    assert load_facts(store) == before
    told = hold_request(store.path, asked, "cheapest", TWO_DAYS, NOW).words
    assert "held asked, the cheapest alternative, until" in told
    (row,) = list_quotes(store.path, NOW).rows
    assert (row["request"], row["booked"], row["lapsed"]) == ("asked", 1, False)
    with pytest.raises(ConflictError, match="has bookings that are held: asked/a"):
        show_quote(store.path, "asked", None, NOW)
    with pytest.raises(ConflictError, match="is in the store already"):
        show_quote(store.path, asked, None, NOW)
    with pytest.raises(ConflictError, match="until its first stage starts"):
        extend(store.path, "asked", timedelta(hours=1), NOW, "")
    assert confirm(store.path, "asked", NOW, at_new_price=False).startswith("confirmed asked: 1 bookings")
    (booking,) = list_bookings(store, BookingFilter(statuses=frozenset({BookingStatus.CONFIRMED})))
    assert booking.request == "asked"
    assert get_request(store, booking.request).status is RequestStatus.OPEN
    with pytest.raises(ConflictError, match="nothing is held for asked, which is open"):
        confirm(store.path, "asked", NOW, at_new_price=False)


def test_a_hold_is_extended_from_its_end_and_before_it(store: Store, asked: str) -> None:
    hold_request(store.path, asked, None, timedelta(hours=2), NOW)
    extend(store.path, "asked", timedelta(hours=3), NOW, "the company asked for it")
    (booking,) = list_bookings(store, BookingFilter(statuses=frozenset({BookingStatus.HELD})))
    assert booking.held_until == NOW + timedelta(hours=5)
    with pytest.raises(ConflictError, match="ended"):
        extend(store.path, "asked", timedelta(hours=1), NOW + timedelta(hours=6), "")


def test_a_hold_ends_where_its_first_stage_starts(store: Store, asked: str) -> None:
    words = hold_request(store.path, asked, None, timedelta(days=90), NOW).words
    (booking,) = list_bookings(store, BookingFilter(statuses=frozenset({BookingStatus.HELD})))
    assert booking.held_until == booking.start
    assert "its first stage starts then" in words


def test_what_lapsed_is_not_confirmed_and_quoted_anew_on_demand(store: Store, asked: str) -> None:
    hold_request(store.path, asked, None, timedelta(hours=2), NOW)
    later = NOW + timedelta(hours=3)
    (row,) = list_quotes(store.path, later).rows
    assert row["lapsed"] is True
    before = load_facts(store)
    with pytest.raises(ConflictError, match=r"are still free\. Nothing was confirmed: `quote asked"):
        confirm(store.path, "asked", later, at_new_price=False)
    assert load_facts(store) == before
    show_quote(store.path, "asked", None, later)
    hold_request(store.path, "asked", None, TWO_DAYS, later)
    assert confirm(store.path, "asked", later, at_new_price=False)


def test_a_lapsed_hold_occupies_nothing_for_another_quote(store: Store, asked: str, tmp_path: Path) -> None:
    hold_request(store.path, asked, "earliest", timedelta(hours=2), NOW)
    (first,) = list_bookings(store, BookingFilter(statuses=frozenset({BookingStatus.HELD})))
    other = tmp_path / "other.yaml"
    other.write_text(request_yaml("other"))
    hold_request(store.path, str(other), "earliest", TWO_DAYS, NOW + timedelta(hours=3))
    held = list_bookings(store, BookingFilter(statuses=frozenset({BookingStatus.HELD})))
    assert [(each.request, each.start) for each in held] == [("other", first.start)]
    with pytest.raises(
        ConflictError, match=r"nothing is held for asked, which is withdrawn: its hold has ended; .*anew"
    ):
        release(store.path, "asked", NOW, "")


def test_a_night_leaves_a_quote_alone_and_withdraws_it_when_it_lapses(store: Store, asked: str) -> None:
    hold_request(store.path, asked, None, TWO_DAYS, NOW)
    (held,) = list_bookings(store, BookingFilter(statuses=frozenset({BookingStatus.HELD})))
    run_night(store.path, NOW, options(), quiet())
    assert list_bookings(store, BookingFilter(request=held.request)) == (held,)
    run_night(store.path, NOW + timedelta(days=3), options(), quiet())
    (gone,) = list_bookings(store, BookingFilter(request=held.request))
    assert gone.status is BookingStatus.EXPIRED
    assert get_request(store, gone.request or facts.request("x").id).status is RequestStatus.WITHDRAWN


def test_an_open_request_is_held_by_its_id_and_stays_open_when_released(store: Store) -> None:
    submit_requests(store, [facts.request("open-one")], act())
    hold_request(store.path, "open-one", None, TWO_DAYS, NOW)
    assert "the request is open" in release(store.path, "open-one", NOW, "no longer wanted")


def test_a_price_that_has_risen_is_asked_for_and_one_that_fell_is_told(store: Store, asked: str) -> None:
    hold_request(store.path, asked, None, TWO_DAYS, NOW)
    set_policy(store, get_policy(store).model_copy(update={"version": "2"}), act())
    dear = load_facts(store)
    machines = tuple(
        each.model_copy(update={"tariff": each.tariff.model_copy(update={"per_hour": 90_000})})
        for each in dear.catalogue.equipment
    )
    catalogue = dear.catalogue.model_copy(update={"equipment": machines})
    import_facts(store, Facts(catalogue=catalogue), act())
    with pytest.raises(ConflictError, match="--at-new-price"):
        confirm(store.path, "asked", NOW, at_new_price=False)
    assert "the policy has changed" in confirm(store.path, "asked", NOW, at_new_price=True)


def test_a_closure_stops_the_confirmation_with_its_reason(store: Store, asked: str) -> None:
    hold_request(store.path, asked, None, TWO_DAYS, NOW)
    known = load_facts(store)
    closures = [
        {"span": {"start": NOW, "end": NOW + timedelta(days=30)}, "kind": "out_of_service", "reason": "fire"}
    ]
    shut = tuple(
        type(each).model_validate(each.model_dump() | {"closures": closures})
        for each in known.catalogue.centres
    )
    import_facts(store, Facts(catalogue=known.catalogue.model_copy(update={"centres": shut})), act())
    before = load_facts(store)
    with pytest.raises(ConflictError, match="out_of_service: booking asked/a"):
        confirm(store.path, "asked", NOW, at_new_price=False)
    assert load_facts(store) == before
