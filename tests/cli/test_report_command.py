"""``report`` as staff meet it: with what was kept of a run, without, beside another run, and wrongly."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from iplatform_sched.domain.run import RunStatus
from iplatform_sched.store.database import open_store
from iplatform_sched.store.runs import get_run, save_run
from tests.cli.cli_case import NIGHT, Terminal, file_hash
from tests.report.page.subjects import data_of, shown

if TYPE_CHECKING:
    from pathlib import Path

FIRST = "night-20261123T110000Z-1"


@pytest.fixture
def planned(terminal: Terminal) -> Terminal:
    """Return a terminal whose store has seen a night."""
    terminal.good(*NIGHT)
    return terminal


def results(terminal: Terminal) -> Path:
    """Return where the results of the store's runs are."""
    return terminal.store.with_name(terminal.store.name + ".runs")


@pytest.mark.parametrize(
    ("language", "title"), [((), "장비 예약 계획"), (("--lang", "en"), "Equipment booking plan")]
)
def test_the_last_run_as_a_page(
    planned: Terminal, tmp_path: Path, language: tuple[str, ...], title: str
) -> None:
    out = tmp_path / "plan.html"
    with planned.unchanged():
        answer = planned.good("report", "--out", out, *language)
    assert answer.out == ""
    assert answer.err == f"wrote {out}: {FIRST}, 8 bookings\n"
    page = out.read_text(encoding="utf-8")
    assert title in shown(page)
    assert 'class="note warn"' not in shown(page).partition("</noscript>")[2]
    assert FIRST in shown(page)
    bars = data_of(page)["bars"]
    assert len(bars["id"]) == 8
    # What begins before another night could confirm it is confirmed at once.
    assert sorted(set(bars["status"])) == ["confirmed", "planned"]


def test_the_page_is_of_the_run_and_not_of_today(planned: Terminal, tmp_path: Path) -> None:
    """A machine that is closed since then is open on the page: the facts of the run were kept."""
    first, second = tmp_path / "first.html", tmp_path / "second.html"
    planned.good("report", FIRST, "--out", first)
    planned.good(
        "calendar", "close", "hub", "--from", "2026-12-01T00:00:00+09:00", "--to", "2026-12-05T00:00:00+09:00"
    )
    planned.good("report", FIRST, "--out", second)
    assert file_hash(first) == file_hash(second)


def test_without_the_facts_of_the_run_the_page_says_so(planned: Terminal, tmp_path: Path) -> None:
    shutil.rmtree(results(planned))
    out = tmp_path / "plan.html"
    said = planned.good("report", FIRST, "--out", out).err
    assert "it is shown on the facts as they are now" in said
    assert "findings" not in said
    assert "현재 자료로 표시합니다" in shown(out.read_text(encoding="utf-8"))
    planned.good(
        "calendar", "close", "hub", "--from", "2026-11-24T00:00:00+09:00", "--to", "2026-12-24T00:00:00+09:00"
    )
    said = planned.good("report", FIRST, "--out", out).err
    assert "checked against these facts" in said
    assert "다음이 맞지 않습니다" in shown(out.read_text(encoding="utf-8"))


def test_a_run_beside_another(planned: Terminal, tmp_path: Path) -> None:
    planned.good("requests", "withdraw", "second")
    planned.good(*NIGHT, "--no-publish")
    out = tmp_path / "plan.html"
    planned.good("report", "--baseline", FIRST, "--out", out, "--lang", "en")
    page = out.read_text(encoding="utf-8")
    assert f"Compared with: {FIRST}" in page
    assert sum(data_of(page)["ghosts"]["dropped"]) >= 3


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("report", "nope", "--out", "x.html"), "nope"),
        (("report", "--baseline", "nope", "--out", "x.html"), "nope"),
        (("report", "--out", "x.pdf"), "must end in .html"),
        (("report", "--out", "x.html", "--lang", "fr"), "Choose one of ko, en"),
        (("report", "--out", "missing/folder.html/x.html"), "there is no such folder"),
    ],
)
def test_what_cannot_be(
    planned: Terminal,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    words: tuple[str, ...],
    told: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "missing").write_text("a file where a folder should be")
    assert told in planned.refused(3, *words)


def test_before_any_run(terminal: Terminal, tmp_path: Path) -> None:
    assert "no run yet" in terminal.refused(3, "report", "--out", tmp_path / "x.html")


def test_a_run_without_a_plan(planned: Terminal, tmp_path: Path) -> None:
    database = open_store(planned.store)
    failed = get_run(database, FIRST).model_copy(
        update={"id": "night-failed", "plan": None, "status": RunStatus.FAILED}
    )
    save_run(database, failed)
    assert "has no plan" in planned.refused(3, "report", "night-failed", "--out", tmp_path / "x.html")


QUICK = ("--deterministic", "--work", "1")
CLOSED = ("--close", "hub=2026-11-26..2026-11-27")


def newest(terminal: Terminal, kind: str) -> str:
    """Return the id of the newest run of a kind, such as ``whatif``."""
    runs: list[str] = [row["run"] for row in terminal.good("show", "runs", "--format", "json").json["runs"]]
    return next(name for name in runs if name.startswith(kind))


def test_a_what_if_beside_the_live_plan(planned: Terminal, tmp_path: Path) -> None:
    """Its page shows the facts after the changes: the hub is closed, and nothing is planned there."""
    planned.good("whatif", *CLOSED, *QUICK, "--save")
    out = tmp_path / "plan.html"
    run = newest(planned, "whatif")
    said = planned.good("report", run, "--baseline", FIRST, "--out", out, "--lang", "en").err
    assert "findings" not in said
    assert "as they are now" not in said
    data = data_of(out.read_text(encoding="utf-8"))
    first = 3 * 1440  # 26 November
    for machine, is_closed in (("cycler", True), ("scope", False)):
        closed = data["shades"][data["machines"]["closed"][data["machines"]["id"].index(machine)]]
        spans = zip(closed[::2], closed[1::2], strict=True)
        assert any(start <= first and end >= first + 1440 for start, end in spans) is is_closed
    assert set(data["bars"]["change"]) - {"kept", "fixed"}


def test_a_what_if_whose_facts_are_gone_is_shown_on_the_present_ones(
    planned: Terminal, tmp_path: Path
) -> None:
    planned.good("whatif", *CLOSED, *QUICK, "--save")
    run = newest(planned, "whatif")
    out = tmp_path / "plan.html"
    planned.good("report", run, "--out", out)
    kept = data_of(out.read_text(encoding="utf-8"))
    shutil.rmtree(results(planned) / run)
    assert "as they are now" in planned.good("report", run, "--out", out).err
    present = data_of(out.read_text(encoding="utf-8"))
    assert present["shades"] == kept["shades"]
    assert present["bars"]["id"] == kept["bars"]["id"]


def test_a_scenario_of_a_folder_needs_its_facts(planned: Terminal, folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "scenario.yaml"
    file.write_text(
        f"data: {folder}\nnow: 2026-11-23T20:00:00+09:00\nsettings: {{deterministic: true, work: 1}}\n"
    )
    planned.good("plan", file, "--save")
    run = newest(planned, "plan")
    out = tmp_path / "plan.html"
    assert "8 bookings" in planned.good("report", run, "--out", out).err
    shutil.rmtree(results(planned) / run)
    assert "the facts of this run are gone" in planned.refused(3, "report", run, "--out", out)


def test_a_repair_shows_what_happened_and_what_moved(planned: Terminal, tmp_path: Path) -> None:
    planned.good("repair", "--down", "chamber", "--to", "2026-12-20T00:00:00+09:00", *QUICK)
    run = newest(planned, "repair")
    out = tmp_path / "plan.html"
    said = planned.good("report", run, "--out", out).err
    assert f"{run}, 8 bookings" in said
    data = data_of(out.read_text(encoding="utf-8"))
    assert data["machines"]["outage"][data["machines"]["id"].index("chamber")] >= 0
    assert set(data["bars"]["change"]) <= {"kept", "moved", "reassigned", "fixed"}


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(("report", "--out", "typo/page.html"), id="report"),
        pytest.param(("export", "plan", "--out", "typo/plan.json"), id="export"),
        pytest.param(("export", "facts", "--out", "typo/facts"), id="folder"),
        pytest.param(("whatif", "--drop", "second", "--out", "typo/tables"), id="whatif"),
        pytest.param(
            ("advise", "battery", "--company", "acme", "--write-request", "typo/r.yaml"), id="advise"
        ),
    ],
)
def test_nothing_is_written_into_a_folder_that_is_not_there(
    planned: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    said = planned.refused(3, *words)
    assert f"there is no such folder (found '{tmp_path / 'typo'}')" in said
    assert not (tmp_path / "typo").exists()
