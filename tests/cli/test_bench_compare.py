"""``bench compare``: what is worse than in the last table, and what no table is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iplatform_sched.bench.records import append
from iplatform_sched.bench.regression import NEEDED
from tests.bench.cases import record

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.cli_case import Terminal


def test_a_preset_that_has_become_worse_has_an_exit_code(empty: Terminal, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.jsonl", tmp_path / "bad.jsonl"
    append(good, record(known_upper=100))
    append(bad, record(known_upper=100, objective=120))
    empty.good("bench", "compare", good, "--out", tmp_path / "then")
    last = ("--last", tmp_path / "then" / "table.csv")
    answer = empty("bench", "compare", bad, *last, "--exit-code", "--out", tmp_path / "now")
    assert answer.code == 1
    assert "worse" in answer.out
    assert "Since the last table" in (tmp_path / "now" / "page.html").read_text()
    told = (tmp_path / "now" / "changes.csv").read_text(encoding="utf-8-sig")
    assert "s,default,worse,10.0,20.0,10.0" in told
    assert not (tmp_path / "then" / "changes.csv").exists()
    assert empty("bench", "compare", bad, *last).code == 0
    empty.good("bench", "compare", bad, "--out", tmp_path / "now")
    assert not (tmp_path / "now" / "changes.csv").exists()
    heads = ",".join(NEEDED)
    last[1].write_text(f"{heads}\ns,default,1,1,0,one,2,,,\n")
    assert "table.csv:2: is no row of such a table" in empty.refused(3, "bench", "compare", bad, *last)
    last[1].write_text(f"{heads}\ns,default,1,1,0,1,nan,10,,2\n")
    assert "table.csv:2: is no row of such a table" in empty.refused(3, "bench", "compare", bad, *last)
    last[1].write_text("set,preset\ns,default\n")
    said = empty.refused(3, "bench", "compare", bad, *last)
    assert "table.csv:1: instance_count: the column is missing" in said
    for text, words in (
        (f"{heads}\ns,default,1\n", "table.csv:2: has not as many cells as there are columns"),
        (f"{heads}\rs,default\r", "table.csv:1: is no CSV table"),
    ):
        last[1].write_text(text)
        assert words in empty.refused(3, "bench", "compare", bad, *last)


def test_names_that_a_spreadsheet_would_run_are_known_again(empty: Terminal, tmp_path: Path) -> None:
    append(tmp_path / "runs.jsonl", record(set="@s", preset="+lp", instance="=i"))
    compare = ("bench", "compare", tmp_path / "runs.jsonl", "--against", "+lp")
    empty.good(*compare, "--out", tmp_path)
    assert "'+lp" in (tmp_path / "table.csv").read_text(encoding="utf-8-sig")
    last = ("--last", tmp_path / "table.csv", "--format", "json")
    (change,) = empty.good(*compare, *last).json["bench_changes"]
    assert (change["preset"], change["trend"]) == ("+lp", "same")


def test_what_is_unpublished_is_measured_by_the_runs_of_then(empty: Terminal, tmp_path: Path) -> None:
    """The best of the runs compared is another one each time, and makes nobody better or worse."""
    first, other, worse = tmp_path / "first.jsonl", tmp_path / "other.jsonl", tmp_path / "worse.jsonl"
    append(first, record(objective=110))
    for each in (record(objective=110), record(objective=100, preset="new")):
        append(other, each)
    append(worse, record(objective=121))
    empty.good("bench", "compare", first, "--out", tmp_path / "then")
    last = ("--last", tmp_path / "then" / "table.csv", "--format", "json")
    trends = {
        row["preset"]: (row["trend"], row["to_best_now"])
        for row in empty.good("bench", "compare", other, *last).json["bench_changes"]
    }
    assert trends == {"default": ("same", 0.0), "new": ("new", -9.091)}
    (change,) = empty.good("bench", "compare", worse, *last).json["bench_changes"]
    assert (change["trend"], change["to_best_then"], change["to_best_now"]) == ("worse", 0.0, 10.0)
    (tmp_path / "then" / "instances.csv").unlink()
    assert "instances.csv: does not exist" in empty.refused(3, "bench", "compare", worse, *last)


def test_no_table_is_made_of_what_cannot_be_true(empty: Terminal, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.jsonl"
    append(wrong, record(known_upper=90, bound=100))
    said = empty.refused(6, "bench", "compare", wrong, "--out", tmp_path / "tables")
    assert "no table is made, for these cannot both be true" in said
    assert not (tmp_path / "tables").exists()
