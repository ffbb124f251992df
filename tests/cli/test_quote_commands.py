"""``quote`` as a user meets it: right and wrong input, and the example of the guide."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING

import pytest

from iplatform_sched.cli.entry import main
from tests.cli.cli_case import Terminal, request_yaml
from tests.cli.test_documents import ASKED, DECISIONS, ROOT

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

AIMS = ("earliest", "cheapest", "least-travel", "fewest-centres")


def test_asking_changes_nothing_and_shows_what_sets_each_date(terminal: Terminal) -> None:
    with terminal.unchanged():
        every = terminal.good("quote", "battery")
        one = terminal.good("quote", ASKED, "--best", "earliest")
        text = terminal.good("quote", ASKED, "--format", "csv").out
    assert "Quote for asked: 단면 관찰" in one.out
    assert "What sets each date" not in every.out
    assert "`--best AIM` shows one alternative" in every.err
    assert "What sets each date" in one.out
    assert "관찰 (Imaging)" in one.out
    assert one.err == ""
    assert text.startswith("alternative,best_at,proved_best,last_end")


def test_the_life_of_a_hold(terminal: Terminal) -> None:
    held = terminal.good("quote", ASKED, "--hold", "12h", "--best", "cheapest")
    assert "held asked, the cheapest alternative, until 2026-11-24 Tue 08:00" in held.err
    (row,) = terminal.good("quote", "--list", "--format", "json").json["rows"]
    assert (row["request"], row["booked"], row["lapsed"]) == ("asked", 1, False)
    assert "2026-11-24 Tue 09:00" in terminal.good("quote", "--extend", "asked", "1h").err
    released = terminal.good("quote", "--release", "asked", "--reason", "budget cut").err
    assert released.startswith(
        "released 1 bookings of asked; the request is withdrawn; `quote asked` quotes it"
    )
    again = terminal.refused(5, "quote", ASKED)
    assert "asked is in the store already, withdrawn: `quote asked` quotes it as it is there" in again
    assert ",withdrawn\n" in terminal.good("requests", "list", "--format", "csv").out
    terminal.good("quote", "asked", "--hold", "1h")
    assert terminal.good("quote", "--confirm", "asked").err.startswith("confirmed asked: 1 bookings")
    assert ",confirmed," in terminal.good("bookings", "list", "--request", "asked", "--format", "csv").out


@pytest.mark.parametrize(
    ("code", "words", "said"),
    [
        pytest.param(2, ("quote",), "Give a REQUEST", id="nothing"),
        pytest.param(2, ("quote", "a", "--list"), "Give a REQUEST", id="two"),
        pytest.param(2, ("quote", "--list", "--best", "cheapest"), "Give a REQUEST", id="best-of-none"),
        pytest.param(2, ("quote", "a", "--at-new-price"), "goes with --confirm", id="price"),
        pytest.param(2, ("quote", "a", "--hold", "1h", "--allow-moves"), "cannot be held", id="hold-moves"),
        pytest.param(2, ("quote", "--extend", "a"), "--extend", id="extend-by-nothing"),
        pytest.param(3, ("quote", "nobody"), "no request 'nobody'", id="unknown"),
        pytest.param(3, ("quote", "none.yaml"), "none.yaml", id="no-file"),
        pytest.param(3, ("quote", str(ASKED), "--best", "soon"), "fewest-centres", id="aim"),
        pytest.param(3, ("quote", str(ASKED), "--hold", "48"), "with its unit", id="no-unit"),
        pytest.param(3, ("quote", str(ASKED), "--hold", "0h"), "with its unit", id="no-time"),
        pytest.param(3, ("quote", "--extend", "battery", "soon"), "with its unit", id="extend-soon"),
        pytest.param(3, ("quote", "--confirm", "nobody"), "there is no request nobody", id="confirm-unknown"),
        pytest.param(5, ("quote", "--confirm", "battery"), "nothing is held for battery", id="confirm-none"),
        pytest.param(5, ("quote", "--release", "battery"), "nothing is held for battery", id="release-none"),
    ],
)
def test_wrong_input_is_told_and_changes_nothing(
    terminal: Terminal, code: int, words: tuple[str, ...], said: str
) -> None:
    with terminal.unchanged():
        assert said in terminal.refused(code, *words)


def test_what_cannot_be_promised_is_told_with_its_reasons(terminal: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "late.yaml"
    file.write_text(request_yaml("late", deadline="2026-11-24T09:30:00+09:00"))
    with terminal.unchanged():
        said = terminal.refused(4, "quote", file)
        assert said.startswith("error: nothing can be promised for late:\n  - ")
        assert terminal.refused(4, "quote", file, "--hold", "1h") == said


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a store of the shipped network, the evening before its night."""
    store = tmp_path_factory.mktemp("shipped") / "network.db"
    assert main(["--store", str(store), "init"]) == 0
    assert main([*at(store), "import", str(ROOT / "data" / "iplatform")]) == 0
    return store


def at(store: Path) -> list[str]:
    return ["--store", str(store), "--now", "2026-11-23T20:00:00+09:00"]


def test_the_example_of_the_guide_shows_what_it_says(
    shipped: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    block = DECISIONS.split("\n## quote\n")[1].split("\n## ")[0].split("```console\n")[1].split("```")[0]
    lines = [shlex.split(line)[1:] for line in block.strip().splitlines()]
    assert len(lines) == 6
    monkeypatch.chdir(ROOT)
    terminal = Terminal(capfd, shipped)
    answers = []
    for words in lines:
        data = ("--format", "json") if words[0] == "quote" and words[1].startswith("docs") else ()
        capfd.readouterr()
        code = main([*at(shipped), *words, *data])
        out, err = capfd.readouterr()
        assert code == 0, err
        answers.append((out, err))
    assert terminal.store == shipped

    import json

    found = json.loads(answers[0][0])
    best = {aim: row for row in found["quote_alternatives"] for aim in AIMS if aim in row["best_at"].split()}
    assert set(best) == set(AIMS)
    per = {row["alternative"]: row for row in found["quote_alternatives"]}
    stages: Mapping[int, int] = {
        number: sum(row["alternative"] == number for row in found["quote_stages"]) for number in per
    }
    assert set(stages.values()) == {8}
    earliest, cheapest, nearest = best["earliest"], best["cheapest"], best["least-travel"]
    assert earliest["company_krw"] > nearest["company_krw"] > cheapest["company_krw"]
    assert earliest["centre_count"] > nearest["centre_count"]
    assert cheapest["last_end"][:7] > earliest["last_end"][:7]
    assert "held Q-ROBOT, the cheapest alternative, until 2026-11-25 Wed 20:00" in answers[2][1]
    assert "Q-ROBOT" in answers[3][0]
    assert answers[4][1] == "held Q-ROBOT until 2026-11-26 Thu 20:00\n"
    price = re.search(r"confirmed Q-ROBOT: 8 bookings, ([\d,]+) KRW", answers[5][1])
    assert price is not None
    assert int(price[1].replace(",", "")) == cheapest["company_krw"]
