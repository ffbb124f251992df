"""``upgrade`` as a user meets it, and its worked example."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from iplatform_sched.app.importing import create_store, import_folder
from tests import facts
from tests.cli.cli_case import Terminal, file_hash, request_yaml

if TYPE_CHECKING:
    from tests.cli.cli_case import Answer

ROOT = Path(__file__).parents[2]
QUICK = ("--deterministic", "--work", "1", "--proof-work", "0")


@pytest.mark.timeout(900)  # three plans of the whole network
def test_the_example(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    page = (ROOT / "docs" / "decisions.md").read_text(encoding="utf-8").split("\n## upgrade\n")[1]
    block = re.search(r"```console\n(.*?)```", page, re.DOTALL)
    assert block is not None
    words = shlex.split(block[1])[1:]
    monkeypatch.chdir(ROOT)
    create_store(tmp_path / "network.db")
    import_folder(tmp_path / "network.db", ROOT / "data" / "iplatform", facts.NOW, overwrite=False)
    # By work instead of time, so that the same comes out everywhere.
    answer = Terminal(capfd, tmp_path / "network.db").good(*words, *QUICK, "--format", "json").json
    (unit,) = answer["investments"]
    assert unit["what"] == "another machine like keti-hq.packager.1"
    assert unit["unserved_after"] < unit["unserved_before"]
    assert 10_000_000 < unit["found_krw"] <= unit["most_krw"]
    assert unit["without_krw"] - unit["with_krw"] == unit["found_krw"]
    # Only five requests could use it: few enough to prove something.
    assert 0 <= unit["nearby_proven_krw"] <= unit["nearby_found_krw"] <= unit["nearby_most_krw"]
    assert len(unit["nearby_requests"].split()) == 5
    assert unit["chosen"]
    assert answer["upgrade"]["spent_krw"] == unit["invest_krw"] == 150_000_000
    (spot,) = [row for row in answer["scarce"] if row["tried"]]
    assert spot["capability"] == "package-assembly"
    assert spot["pressure_percent"] <= 20
    assert spot["unserved"] == 1
    assert sum(not row["tried"] for row in answer["scarce"]) > 100


def asked(terminal: Terminal, *words: str) -> Answer:
    return terminal.good("upgrade", *QUICK, *words)


def test_the_store_stays_as_it_is_to_the_byte(terminal: Terminal) -> None:
    before = file_hash(terminal.store)
    answer = asked(terminal, "--top", "1")
    assert file_hash(terminal.store) == before
    assert "Investments, most worth first" in answer.out
    assert "Chosen by what each saves alone" not in answer.err
    assert "spots with a demand were not tried" in answer.err


def test_a_deterministic_run_says_the_same_again(terminal: Terminal) -> None:
    words = ("--top", "1", "--renewals", "1", "--format", "json")
    assert asked(terminal, *words).out == asked(terminal, *words).out


def test_a_budget_with_prices_from_a_file_and_words(terminal: Terminal, tmp_path: Path) -> None:
    rush = tmp_path / "rush.yaml"
    stage = "[{id: a, name_ko: a, name_en: a, ways: [{capability: crush, work_minutes: 480}]}]"
    fields = {"due": "2026-11-25", "deadline": "2026-11-26T00:00:00+09:00", "stages": stage}
    rush.write_text("".join(request_yaml(f"r{number}", **fields) for number in range(4)), encoding="utf-8")
    terminal.good("requests", "submit", rush)
    file = tmp_path / "prices.csv"
    file.write_text("kind,capability,krw\nunit,crush,500\n", encoding="utf-8")
    words = ("--capability", "crush", "--renewals", "0", "--prices", str(file), "--price", "hours=10")
    answer = asked(terminal, *words, "--budget-krw", "510", "--format", "json").json
    assert answer["upgrade"]["spent_krw"] <= 510
    assert answer["upgrade"]["joint_found_krw"] > 0
    assert {row["kind"]: row["invest_krw"] for row in answer["investments"]} == {
        "unit": 500,
        "hours": 10,
        "operator": None,
    }
    said = asked(terminal, *words, "--budget-krw", "510").err
    assert "Chosen by what each saves alone" in said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--capability", "agee"), "Did you mean age?"),
        (("--region", "Jejoo"), "Did you mean Jeju?"),
        (("--kind", "boat"), "Choose one of unit, hours, operator, renewal"),
        (("--price", "boat=5"), "is no price of an investment"),
        (("--prices", "none.csv"), "does not exist"),
        (("--budget-krw", "5"), "buys nothing without a price"),
        (("--budget", "soon"), "is not a duration"),
    ],
)
def test_wrong_words(terminal: Terminal, words: tuple[str, ...], said: str) -> None:
    assert said in terminal.refused(3, "upgrade", *words)


def test_levels_of_the_policy_are_left_out_and_it_says_so(terminal: Terminal, tmp_path: Path) -> None:
    (tmp_path / "policy").mkdir()
    terminal.good("export", "facts", "--out", tmp_path / "policy")
    policy = tmp_path / "policy" / "policy.yaml"
    text = re.sub(r"^levels:.*$", "levels: [[unserved], [fees]]", policy.read_text(), flags=re.MULTILINE)
    policy.write_text(text)
    terminal.good("import", tmp_path / "policy")
    said = asked(terminal, "--top", "0", "--renewals", "0")
    assert "levels are left out" in said.err
    assert "Investments" in said.out
