"""A wrong folder is refused with every mistake at once: file, line, field, what was found, a hint, a code."""

from pathlib import Path

import pytest

from iplatform_sched.exchange.folder import write_folder
from tests.exchange.network import small_network
from tests.exchange.refusal_case import add, change, refusals


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_folder(small_network(), tmp_path)
    return tmp_path


# (file, a text that it has, what stands there instead, line, field, code)
CHANGES = [
    ("centres.csv", "Mon-Fri 09:00-18:00", "Fri-Mon 09:00-18:00", 2, "hours", "bad-notation"),
    ("centres.csv", "Mon-Fri 09:00-18:00", "Mon-Fri 18:00-09:00", 2, "hours", "inconsistent"),
    ("centres.csv", "36.35", "96.35", 2, "latitude", "out-of-range"),
    ("centres.csv", "36.35", "north", 2, "latitude", "not-a-number"),
    ("centres.csv", "EE:lead", "EX:lead", 2, "sectors", "unknown-word"),
    ("centres.csv", "Asia/Seoul", "Asia/Seul", 2, "zone", "unknown-id"),
    ("centres.csv", "17:00", "5 pm", 3, "latest_start", "bad-notation"),
    ("centres.csv", "hub,hub,hub", "hub,,hub", 3, "name_ko", "missing"),
    ("centres.csv", "latest_start", "lates_start", 1, "", "unknown-column"),
    ("pools.csv", "headcount", "heads", 1, "", "missing-column"),
    ("pools.csv", "skill", "centre", 1, "", "duplicate-column"),
    ("pools.csv", "p2,", "p1,", 3, "id", "duplicate-id"),
    ("pools.csv", "annex", "anex", 3, "centre", "unknown-id"),
    ("pools.csv", ",2,,", ",-2,,", 2, "headcount", "out-of-range"),
    ("pools.csv", ",kim-1; lee", ",kim-1; kim-1", 2, "", "inconsistent"),
    ("pools.csv", ",kim-1; lee", ",kim-1; lee; park", 2, "", "inconsistent"),
    ("pools.csv", "p2,annex,mixing,2,,,0,", "p2,annex,mixing,2,,,0,kim-1", 3, "people", "duplicate-id"),
    ("absences.csv", ",lee", ",le", 2, "people", "unknown-id"),
    ("absences.csv", ",lee", ",lee; kim-1", 2, "", "inconsistent"),
    ("absences.csv", "1,,lee", "2,,lee; lee", 2, "", "inconsistent"),
    ("equipment.csv", "cycler,hub", "cycler,hbu", 2, "centre", "unknown-id"),
    (
        "equipment.csv",
        "mixer,annex,mixer,mixer,,0,0,1",
        "mixer,annex,mixer,mixer,,0,0,2",
        3,
        "units",
        "inconsistent",
    ),
    ("offers.csv", "cycler,cycle,100,cells:1", "cycler,cycle,100,cels:1", 2, "operators", "unknown-id"),
    ("offers.csv", "cycler,cycle,100,cells:1", "cycler,cycle,100,a:b:c", 2, "operators", "bad-notation"),
    ("offers.csv", "gas:2,holder:1", "gass:2,holder:1", 2, "consumes", "unknown-id"),
    ("offers.csv", "gas:2,holder:1", "gas:2,holder:few", 2, "consumes_per_sample", "not-a-number"),
    ("consumables.csv", "hub,holder", "hub,gas", 4, "centre", "duplicate-id"),
    ("consumables.csv", "2026-11-20", "20 November", 3, "counted", "not-a-date"),
    ("bookings.csv", "gas:2; holder:3", "gas:2; holdr:3", 2, "consumes", "unknown-id"),
    ("specifications.csv", "cycler,cycle", "cycler,cycl", 2, "capability", "unknown-id"),
    ("specifications.csv", "cycler,cycle,", "cycler,cycle,2", 2, "offer", "unknown-id"),
    ("specifications.csv", "-40", "140", 2, "", "inconsistent"),
    ("closures.csv", "2026-12-01T00:00+09:00", "2026-12-01T00:00", 2, "start", "no-zone"),
    ("closures.csv", "2026-12-01T00:00+09:00", "2026-12-31T00:00+09:00", 2, "start", "inconsistent"),
    ("closures.csv", "hub,,", "hub,cycler,", 2, "centre", "inconsistent"),
    ("recurring_closures.csv", "T13:00", "T13:00+09:00", 2, "first", "inconsistent"),
    ("recurring_closures.csv", "FREQ=WEEKLY", "FREQ=OFTEN", 2, "rule", "bad-notation"),
    ("recurring_closures.csv", ",120,", ",1000000000,", 2, "minutes", "out-of-range"),
    ("recurring_closures.csv", ",120,", ",-120,", 2, "minutes", "out-of-range"),
    ("holidays.csv", "2026-12-25", "25 Dec", 2, "date", "not-a-date"),
    ("holidays.csv", "2026-12-25", "20261225", 2, "date", "not-a-date"),
    ("holidays.csv", "2026-12-25", "1798156800", 2, "date", "not-a-date"),
    ("closures.csv", "2026-12-01T00:00+09:00", "1796083200", 2, "start", "not-a-time"),
    ("closures.csv", "2026-12-01T00:00+09:00", "1.7960832e9", 2, "start", "not-a-time"),
    ("bookings.csv", "2026-11-25T14:00+09:00,attended", "1795582800,attended", 2, "end", "not-a-time"),
    ("recurring_closures.csv", "2026-11-25T13:00", "20261125", 2, "first", "not-a-time"),
    ("holidays.csv", "2026-12-25", "9999-12-31", 2, "date", "out-of-range"),
    ("qualifications.csv", "2027-01-01", "9999-12-31", 2, "valid_to", "out-of-range"),
    ("vouchers.csv", "2026-12-31", "9999-12-31", 2, "expires", "out-of-range"),
    ("vouchers.csv", "2026-10-01", "0001-01-01", 2, "issued", "out-of-range"),
    ("closures.csv", "2026-12-02T00:00+09:00", "9999-12-31T23:59+00:00", 2, "end", "out-of-range"),
    ("recurring_closures.csv", "2026-11-25T13:00", "9999-12-31T13:00", 2, "first", "out-of-range"),
    (
        "bookings.csv",
        "2026-11-25T14:00+09:00,attended",
        "9999-12-31T23:59-12:00,attended",
        2,
        "end",
        "out-of-range",
    ),
    ("requests/acme.yaml", "due: 2026-12-23", "due: 9999-12-31", 20, "due", "out-of-range"),
    ("holidays.csv", "no", "nein", 2, "temporary", "not-yes-or-no"),
    ("travel.csv", "truck", "trick", 2, "carrier", "unknown-id"),
    ("travel.csv", "acme,hub", "acme,hbu", 2, "destination", "unknown-id"),
    ("companies.csv", "beta,", "hub,", 3, "id", "duplicate-id"),
    ("qualifications.csv", "acme,,cycle", "acme,cycler,cycle", 2, "", "inconsistent"),
    ("bookings.csv", "b1,r1,a", "b1,r1,z", 2, "stage", "unknown-id"),
    ("bookings.csv", "b1,r1,a", "b1,r1,", 2, "stage", "missing"),
    ("bookings.csv", "b1,r1,a,acme", "b1,r1,a,beta", 2, "company", "inconsistent"),
    ("bookings.csv", "cycler,hub", "cycler,annex", 2, "centre", "inconsistent"),
    ("bookings.csv", "cycler,hub,2", "cycler,hub,3", 3, "start", "overlap"),
    ("bookings.csv", "p1:1", "p9:1", 2, "operators", "unknown-id"),
    ("bookings.csv", "T14:00+09:00,attended", "T08:00+09:00,attended", 2, "end", "inconsistent"),
    ("booking_legs.csv", "b1,", "b7,", 2, "booking", "unknown-id"),
    ("policy.yaml", "[fees", "[feess", 18, "levels.1.0", "unknown-id"),
    ("policy.yaml", "tick_minutes: 30", "tick_minutes: 12:30", 3, "tick_minutes", "not-a-number"),
    ("policy.yaml", "tick_minutes: 30", "tick_minutes: 25", 3, "tick_minutes", "inconsistent"),
    ("policy.yaml", "start_weeks: 13", "start_weeks: 500", 4, "start_weeks", "out-of-range"),
    ("policy.yaml", "start_weeks: 13", "start_weeks: 41", 5, "calendar_weeks", "inconsistent"),
    ("policy.yaml", "calendar_weeks: 40", "calendar_weeks: 5", 5, "calendar_weeks", "inconsistent"),
    ("policy.yaml", "unserved_krw: 60000000", f"unserved_krw: {10**23}", 6, "unserved_krw", "out-of-range"),
    ("policy.yaml", "fees: 1", "fees: 1001", 14, "weights.fees", "out-of-range"),
    ("policy.yaml", "km_per_hour: 80", "km_per_hour: 0", 27, "travel.km_per_hour", "out-of-range"),
    ("centres.csv", "yes,2,30", "yes,2,1000000000", 3, "no_show_ban_days", "out-of-range"),
    ("policy.yaml", "fees: 1", "feess: 1", 14, "weights.feess", "unknown-field"),
    ("policy.yaml", "tick_minutes: 30", "tick_minute: 30", 3, "tick_minute", "unknown-field"),
    ("policy.yaml", "zone: Asia/Seoul", "zone: Korea/Seoul", 2, "zone", "unknown-id"),
    ("policy.yaml", "zone: Asia/Seoul", "zone: [Asia", 3, "", "bad-yaml"),
    ("policy.yaml", "zone: Asia/Seoul", "zone: !!python/name:os.system x", 2, "zone", "bad-yaml"),
    ("policy.yaml", "zone: Asia/Seoul", "version: again", 2, "version", "duplicate-key"),
    ("templates/battery.yaml", "goods: dangerous", "goods: deadly", 40, "specimens.0.goods", "unknown-word"),
    ("requests/beta.yaml", "company: acme", "company: acmo", 2, "company", "unknown-id"),
]


@pytest.mark.parametrize(
    ("file", "old", "new", "row", "field", "code"), CHANGES, ids=[f"{each[0]}: {each[2]}" for each in CHANGES]
)
def test_each_mistake_is_told_where_it_is(  # noqa: PLR0917  (the table has as many columns)
    folder: Path, file: str, old: str, new: str, row: int, field: str, code: str
) -> None:
    path = folder / file
    if file == "requests/beta.yaml":
        change(path, "company: beta", old)
    text = path.read_text(encoding="utf-8-sig")
    path.write_text(text.replace(old, new, 1), encoding="utf-8-sig")
    assert path.read_text(encoding="utf-8-sig") != text
    found = refusals(folder)
    assert (file, field, code) in [(issue.file, issue.field, issue.code) for issue in found], found
    assert row in [issue.row for issue in found if issue.code == code], found


def test_all_mistakes_at_once(folder: Path) -> None:
    change(folder / "pools.csv", "annex", "anex")
    change(folder / "holidays.csv", "2026-12-25", "25 Dec")
    change(folder / "requests" / "beta.yaml", "company: beta", "company: bta")
    found = refusals(folder)
    assert [(issue.file, issue.row) for issue in found] == [
        ("holidays.csv", 2),
        ("pools.csv", 3),
        ("requests/beta.yaml", 2),
    ]
    assert [issue.hint for issue in found][1:] == ["Did you mean annex?", "Did you mean beta?"]
    assert found[0].found == "25 Dec"


def test_a_number_is_no_date(folder: Path) -> None:
    """Pydantic alone takes 1798156800 for Christmas 2026: seconds since 1970."""
    change(folder / "holidays.csv", "2026-12-25", "1798156800")
    (issue,) = refusals(folder)
    assert (issue.file, issue.row, issue.field, issue.found) == ("holidays.csv", 2, "date", "1798156800")
    assert (issue.message, issue.hint) == ("must be a date, not a number", "Write it as 2026-11-25")


def test_lines_are_those_of_an_editor(folder: Path) -> None:
    add(folder / "pools.csv", 'p3,hub,"two\nlines",1,,,0')
    add(folder / "pools.csv", "")
    add(folder / "pools.csv", ",,,,,,")
    add(folder / "pools.csv", "p4,nowhere,x,1,,,0")
    assert [(issue.row, issue.found) for issue in refusals(folder)] == [(8, "nowhere")]


def test_one_mistake_is_told_once(folder: Path) -> None:
    change(folder / "equipment.csv", "cycler,hub,cycler,cycler", "cycler,hub,,cycler")
    assert [(issue.file, issue.field) for issue in refusals(folder)] == [("equipment.csv", "name_ko")]


def test_a_bad_offer_is_no_missing_offer(folder: Path) -> None:
    change(folder / "offers.csv", "cycler,cycle,100", "cycler,cycle,slow")
    assert [(issue.file, issue.field) for issue in refusals(folder)] == [("offers.csv", "speed_percent")]


def test_a_machine_uses_up_what_its_own_centre_keeps(folder: Path) -> None:
    change(folder / "offers.csv", "gas:2,holder:1", "gas:2,balls:1")
    (issue,) = refusals(folder)
    assert (issue.file, issue.field, issue.row) == ("equipment.csv", "id", 2)
    assert issue.message == "uses up balls, which hub does not keep"


def test_a_machine_without_offers_needs_one(folder: Path) -> None:
    change(folder / "offers.csv", "cycler,cycle,100,cells:1,gas:2,holder:1\n", "")
    (folder / "specifications.csv").unlink()
    (issue,) = refusals(folder)
    assert (issue.file, issue.field, issue.hint) == ("equipment.csv", "offers", "Add a row to offers.csv")
