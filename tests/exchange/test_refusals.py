"""A wrong folder is refused with every mistake at once: file, line, field, what was found, a hint, a code."""

import random
from pathlib import Path

import pytest

from iplatform_sched.errors import InputError, Issue
from iplatform_sched.exchange.folder import read_folder, write_folder
from tests.exchange.network import small_network


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_folder(small_network(), tmp_path)
    return tmp_path


def refusals(folder: Path) -> tuple[Issue, ...]:
    """Return the issues for which `folder` is refused."""
    with pytest.raises(InputError) as caught:
        read_folder(folder)
    return caught.value.issues


def change(file: Path, old: str, new: str) -> None:
    """Replace `old`, which the file has, by `new`."""
    text = file.read_text(encoding="utf-8-sig")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def add(file: Path, line: str) -> None:
    """Put a line at the end of a file."""
    file.write_bytes(file.read_bytes() + line.encode() + b"\n")


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


def test_a_machine_without_offers_needs_one(folder: Path) -> None:
    change(folder / "offers.csv", "cycler,cycle,100,cells:1\n", "")
    (folder / "specifications.csv").unlink()
    (issue,) = refusals(folder)
    assert (issue.file, issue.field, issue.hint) == ("equipment.csv", "offers", "Add a row to offers.csv")


def test_korean_excel_is_read(folder: Path) -> None:
    before = read_folder(folder)
    path = folder / "capabilities.csv"
    path.write_bytes(path.read_text(encoding="utf-8-sig").replace("\n", "\r\n").encode("cp949"))
    assert read_folder(folder) == before


def test_ten_megabytes_of_garbage_are_refused_at_once(folder: Path) -> None:
    (folder / "bookings.csv").write_bytes(random.Random(7).randbytes(10_000_000))
    (folder / "policy.yaml").write_bytes(random.Random(8).randbytes(10_000_000))
    codes = {issue.file: issue.code for issue in refusals(folder)}
    assert codes["bookings.csv"] == codes["policy.yaml"] == "not-text"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty-file"),
        (b"\n\n,,\n", "empty-file"),
        (b"PK\x03\x04 workbook", "not-text"),
        ("id,centre".encode("utf-16"), "not-text"),
        (b"\xff\xff\xff\x80", "not-text"),
        (b"Lorem ipsum\ndolor\n", "bad-header"),
        (b'id,centre,skill,headcount\np1,hub,"cells,1\n', "bad-csv"),
        (b"id,centre,skill,headcount\np1,hub,cells,1,2,3\n", "extra-cell"),
    ],
    ids=["empty", "blank", "workbook", "utf-16", "bytes", "prose", "open quote", "too wide"],
)
def test_what_is_no_table(folder: Path, content: bytes, code: str) -> None:
    (folder / "pools.csv").write_bytes(content)
    assert code in [issue.code for issue in refusals(folder) if issue.file == "pools.csv"]


def test_an_open_quote_is_found(folder: Path) -> None:
    add(folder / "pools.csv", 'p3,hub,"x,1')
    assert [(issue.code, issue.row) for issue in refusals(folder) if issue.file == "pools.csv"] == [
        ("bad-csv", 4)
    ]


@pytest.mark.parametrize(("content", "code"), [("", "empty-file"), ("- 1\n- id: x\n", "not-a-mapping")])
def test_what_is_no_request(folder: Path, content: str, code: str) -> None:
    (folder / "requests" / "beta.yaml").write_text(content, encoding="utf-8")
    assert refusals(folder)[0].code == code


def test_folders_that_are_none(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    (tmp_path / "void").mkdir()
    codes = [refusals(tmp_path / name)[0].code for name in ("nowhere", "file", "void")]
    assert codes == ["no-folder", "no-folder", "empty-folder"]


def test_a_misnamed_table_is_told(folder: Path) -> None:
    (folder / "pools.csv").rename(folder / "pool.csv")
    issue = next(issue for issue in refusals(folder) if issue.code == "unknown-file")
    assert (issue.file, issue.hint) == ("pool.csv", "Did you mean pools.csv?")


@pytest.mark.parametrize(
    ("file", "old", "new", "codes"),
    [
        ("centres.csv", "name_ko", "nam_ko", ["unknown-column", "missing-column"]),
        ("companies.csv", "id,", "idd,", ["unknown-column", "missing-column"]),
        ("pools.csv", ",", ";", ["bad-header"]),
        ("offers.csv", ",", ";", ["bad-header"]),
        ("equipment.csv", "id,", "\0", ["not-text"]),
        ("templates/battery.yaml", "stages:", "stages: [", ["bad-yaml"]),
        ("requests/acme.yaml", "id:", "id: [", ["bad-yaml"]),
    ],
)
def test_what_follows_from_a_file_that_cannot_be_read_is_not_told(
    folder: Path, file: str, old: str, new: str, codes: list[str]
) -> None:
    change(folder / file, old, new)
    assert [(issue.file, issue.code) for issue in refusals(folder)] == [(file, code) for code in codes]


@pytest.mark.parametrize(("mark", "word"), [(";", "semicolons"), ("\t", "tabs")])
def test_the_separator_of_other_locales_is_named(folder: Path, mark: str, word: str) -> None:
    change(folder / "pools.csv", ",", mark)
    (issue,) = refusals(folder)
    assert (issue.row, issue.message) == (1, f"is separated by {word}, not by commas")


def test_a_table_that_is_not_there_is_told_once(folder: Path) -> None:
    (folder / "pools.csv").unlink()
    (issue,) = refusals(folder)
    assert (issue.file, issue.message, issue.code) == ("pools.csv", "is not there", "no-file")
    assert (issue.found, issue.hint) == (
        "p1",
        "5 places name ids of it, the first in absences.csv, line 2",
    )


def test_broken_files_are_told_before_values(folder: Path) -> None:
    change(folder / "bookings.csv", "b1,r1,a", "b1,r1,z")
    change(folder / "vouchers.csv", "id,", "idd,")
    assert [issue.file for issue in refusals(folder)] == ["vouchers.csv", "vouchers.csv", "bookings.csv"]


def test_changeovers_that_a_detour_would_shorten(folder: Path) -> None:
    add(folder / "changeovers.csv", "mixer,lfp,lto,10")
    add(folder / "changeovers.csv", "mixer,lto,nmc,10")
    assert [(issue.file, issue.row, issue.code) for issue in refusals(folder)] == [
        ("equipment.csv", 3, "inconsistent")
    ]


def test_the_same_request_in_two_files(folder: Path) -> None:
    text = (folder / "requests" / "beta.yaml").read_text(encoding="utf-8")
    (folder / "requests" / "copy.yml").write_text(text, encoding="utf-8")
    (issue,) = refusals(folder)
    assert (issue.file, issue.code, issue.hint) == (
        "requests/copy.yml",
        "duplicate-id",
        "It is also in requests/beta.yaml, line 1",
    )


def test_a_broken_template_is_told_once(folder: Path) -> None:
    change(folder / "templates" / "battery.yaml", "name_en: Battery", "nam_en: Battery")
    assert {issue.file for issue in refusals(folder)} == {"templates/battery.yaml"}
