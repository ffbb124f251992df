"""`explain` on the command line: its worked example, and wrong input."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from tests import facts
from tests.cli.cli_case import NIGHT, Answer, Terminal, facts_hash, request_yaml

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "decisions.md").read_text(encoding="utf-8")


def example() -> list[list[str]]:
    """Return the commands of the section, without the program's name."""
    part = PAGE.split("\n## explain\n")[1].split("\n## ")[0]
    block = re.search(r"```console\n(.*?)```", part, re.DOTALL)
    assert block is not None
    return [shlex.split(line)[1:] for line in block[1].strip().splitlines()]


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a store of the shipped network; nobody writes to it."""
    from iplatform_sched.app.importing import create_store, import_folder

    store = tmp_path_factory.mktemp("shipped") / "network.db"
    create_store(store)
    import_folder(store, ROOT / "data" / "iplatform", facts.NOW, overwrite=False)
    return store


def test_the_worked_example(
    network: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    terminal = Terminal(capfd, network)
    before = facts_hash(network)
    room, centre, far = (terminal.good(*words, "--format", "json").json for words in example())
    assert facts_hash(network) == before

    (finding,) = room["findings"]
    assert (finding["answer"], finding["proved_twice"], finding["minimal"]) == ("impossible", True, True)
    blamed = [each for each in room["conflict"] if each["kind"] != "stage"]
    assert len(blamed) == 8
    assert (finding["focus"], finding["whole"]) == ("assemble", None)
    short = [(each["kind"], each["subject"]) for each in blamed if not each["enough"]]
    assert short == [("house_rule", "keti-cbtp")]
    assert {each["subject"] for each in blamed if each["kind"] == "booking"} == {"B00254", "B02515"}
    assert [each["subject"] for each in blamed if each["kind"] == "house_rule"] == [
        "chungnam-tp",
        "keti-cbtp",
    ]
    repairs = {each["code"]: each for each in room["repairs"]}
    assert "7 days later, to 2026-12-22" in repairs["later_deadline"]["action"]
    assert repairs["later_deadline"]["least"]
    assert "Sat 2026-11-28" in repairs["open_days"]["action"]
    centres = ("open_days", "open_evenings", "shorter_notice", "reopen")
    assert len({repairs[code]["company_krw"] for code in centres}) == 1
    assert sum(each["code"] == "give_up_booking" for each in room["repairs"]) == 2

    blamed = [each["subject"] for each in centre["conflict"] if each["kind"] != "stage"]
    assert blamed == ["R33", "B01038", "B01039"]
    assert [(each["focus"], each["whole"]) for each in centre["findings"]] == [("A5", "possible")]
    assert "16 days later" in centre["repairs"][0]["action"]

    (other,) = far["alternatives"]
    assert other["goal"] == "do stage S8 at komeri-geoje"
    assert other["more_fees"] > -other["more_staff_travel"] > 0


def test_words_for_people(terminal: Terminal) -> None:
    terminal.good(*NIGHT)
    said = terminal.good("explain", "battery")
    assert said.out.startswith("battery of acme: battery\n")
    assert "in time" in said.out


@pytest.mark.parametrize(
    ("code", "words", "hint"),
    [
        (3, ("explain", "batery"), "Did you mean battery?"),
        (3, ("explain", "battery", "--why-not-centre", "hubb"), "Did you mean hub?"),
        (3, ("explain", "battery", "--why-not-machine", "presss"), "Did you mean press?"),
        (
            3,
            ("explain", "battery", "--why-not-centre", "hub", "--stage", "glue"),
            "Known: form, age, crush, cut",
        ),
        (3, ("explain", "battery", "--why-not-centre", "isle", "--stage", "cut"), "catalogue search"),
        (3, ("explain", "battery", "--why-not-before", "soon"), "Write it like 2026-11-24"),
        (3, ("explain", "nowhere.yaml"), "nowhere.yaml"),
        (3, ("explain", "battery", "--stage", "cut"), "--why-not-centre or --why-not-machine"),
        (2, ("explain",), "REQUEST"),
        (2, ("explain", "battery", "--why-not-below", "-1"), "--why-not-below"),
    ],
)
def test_wrong_input(terminal: Terminal, code: int, words: tuple[str, ...], hint: str) -> None:
    with terminal.unchanged():
        assert hint in terminal.refused(code, *words)


def test_a_request_that_is_not_open(terminal: Terminal) -> None:
    terminal.good("requests", "withdraw", "second")
    assert "is withdrawn" in terminal.refused(5, "explain", "second")


def test_a_file_of_a_closed_request(terminal: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "closed.yaml"
    file.write_text(request_yaml("new", status="closed"), encoding="utf-8")
    assert "is closed" in terminal.refused(5, "explain", file)


def test_a_file_that_nobody_submitted(terminal: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "new.yaml"
    file.write_text(request_yaml("new", deadline="2026-11-24T10:00:00+09:00"), encoding="utf-8")
    with terminal.unchanged():
        answer: Answer = terminal.good("explain", file, "--format", "json")
    assert {"deadline", "opening_hours"} <= {each["kind"] for each in answer.json["conflict"]}
    file.write_text(request_yaml("one") + request_yaml("two"), encoding="utf-8")
    assert "one at a time" in terminal.refused(3, "explain", file)
