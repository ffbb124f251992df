"""Requests as companies write them: by template with some of its stages, or with stages of their own."""

from pathlib import Path

import pytest

from iplatform_sched.domain.request import Request
from iplatform_sched.errors import InputError, Issue
from iplatform_sched.exchange.requests_file import read_requests
from iplatform_sched.exchange.templates import request_fields, taken_specimens, taken_stages
from tests.exchange.network import TEMPLATE, small_network
from tests.facts import NOW, request, stage

HEAD = """
id: r9
company: acme
title: A cell
sector: EE
lead_centre: hub
submitted: 2026-11-20T09:00+09:00
due: 2026-12-23
"""


def read(tmp_path: Path, text: str) -> tuple[Request, ...]:
    """Return the requests of a file with `text`, ids checked against the small network."""
    path = tmp_path / "requests.yaml"
    path.write_text(text, encoding="utf-8")
    facts = small_network()
    return read_requests(
        path, facts.catalogue.templates, catalogue=facts.catalogue, companies=facts.companies, submitted=NOW
    )[0]


def refusals(tmp_path: Path, text: str) -> list[tuple[int | None, str, str]]:
    """Return line, field and code of each issue."""
    with pytest.raises(InputError) as caught:
        read(tmp_path, text)
    return [_short(issue) for issue in caught.value.issues]


def _short(issue: Issue) -> tuple[int | None, str, str]:
    return issue.row, issue.field, issue.code


def test_all_stages_of_a_template(tmp_path: Path) -> None:
    (got,) = read(tmp_path, HEAD + "template: battery\n")
    assert got.stages == TEMPLATE.stages
    assert got.specimens == TEMPLATE.specimens


def test_some_stages_with_a_gap(tmp_path: Path) -> None:
    (got,) = read(tmp_path, HEAD + "template: battery\nstages: [mix, tear]\n")
    tear = got.stages[1]
    assert [each.id for each in got.stages] == ["mix", "tear"]
    assert [lag.after for lag in tear.after] == ["mix"]
    assert tear.same_centre_as == ()
    assert [(each.id, each.ordinary_after) for each in got.specimens] == [("cells", None)]


def test_stages_with_changes_and_of_its_own(tmp_path: Path) -> None:
    text = (
        HEAD
        + """template: battery
stages:
- fill
- {id: look, name_ko: 관찰, name_en: Look, after: [{after: fill}],
   ways: [{capability: mix, work_minutes: 30}]}
overrides:
  fill: {samples: 8, note: eight cells}
specimens: [{id: cells}]
"""
    )
    (got,) = read(tmp_path, text)
    found = [(each.id, each.samples, each.note) for each in got.stages]
    assert found == [
        ("fill", 8, "eight cells"),
        ("look", 1, ""),
    ]
    assert got.specimens[0].goods == "ordinary"


def test_text_stays_text(tmp_path: Path) -> None:
    (got,) = read(
        tmp_path, HEAD.replace("A cell", "no").replace("r9", "007") + "template: battery\nweight: 150\n"
    )
    assert (got.id, got.title, got.weight) == ("007", "no", 150)


def test_several_requests_and_the_moment_of_submission(tmp_path: Path) -> None:
    fresh = HEAD.replace("submitted: 2026-11-20T09:00+09:00\n", "") + "template: battery\n"
    got = read(tmp_path, f"{fresh}---\n{fresh.replace('r9', 'r10')}")
    assert [(each.id, each.submitted) for each in got] == [("r9", NOW), ("r10", NOW)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("template: batery\n", (9, "template", "unknown-id")),
        ("template: battery\nstages: [mix, tare]\n", (10, "stages.1", "unknown-id")),
        ("template: battery\nstages: all\n", (10, "stages", "not-a-list")),
        ("template: battery\noverrides: {mixx: {samples: 1}}\n", (10, "overrides.mixx", "unknown-id")),
        ("template: battery\noverrides: {mix: 3}\n", (10, "overrides.mix", "not-a-mapping")),
        ("template: battery\noverrides: mix\n", (10, "overrides", "not-a-mapping")),
        (
            "template: battery\noverrides:\n  mix:\n    samples: 0\n",
            (12, "overrides.mix.samples", "out-of-range"),
        ),
        ("stages: []\n", (9, "stages", "too-few")),
        ("overrides: {}\n", (9, "overrides", "no-template")),
        ("template: battery\ndeadline: 2026-12-24T18:00\n", (10, "deadline", "no-zone")),
        ("template: battery\nprefered_centres: [hub]\n", (10, "prefered_centres", "unknown-field")),
        ("template: battery\nexcluded_centres: [hub, hbu]\n", (10, "excluded_centres.1", "unknown-id")),
    ],
)
def test_refusals(tmp_path: Path, text: str, expected: tuple[int, str, str]) -> None:
    assert expected in refusals(tmp_path, HEAD + text)


STAGE = "- {{id: {0}, name_ko: x, name_en: x, ways: [{{capability: {1}, work_minutes: 9}}], {2}}}\n"


@pytest.mark.parametrize(
    ("stages", "field", "code"),
    [
        ([("a", "cycle", "after: [{after: b}]"), ("b", "cycle", "after: [{after: a}]")], "stages.0", "cycle"),
        ([("a", "cycle", "after: [{after: a}]")], "stages.0", "cycle"),
        ([("a", "cycle", "makes: [s]"), ("b", "cycle", "holds: [s], after: []")],
         "stages.0.makes.0", "unknown-id"),
        ([("a", "cycle", "after: [{after: z}]")], "stages.0.after.0.after", "unknown-id"),
        ([("a", "cycle", "same_centre_as: [z]")], "stages.0.same_centre_as.0", "unknown-id"),
        ([("a", "cicle", "units: 1")], "stages.0.ways.0.capability", "unknown-id"),
        ([("a", "cycle", "trains: cicle")], "stages.0.trains", "unknown-id"),
        ([("a", "cycle", "units: 1"), ("a", "cycle", "units: 1")], "stages.1.id", "duplicate-id"),
    ],
)  # fmt: skip
def test_workflows_that_contradict_themselves(
    tmp_path: Path, stages: list[tuple[str, str, str]], field: str, code: str
) -> None:
    text = HEAD + "stages:\n" + "".join(STAGE.format(*each) for each in stages)
    assert (field, code) in [(found[1], found[2]) for found in refusals(tmp_path, text)]


def test_a_cycle_through_specimens(tmp_path: Path) -> None:
    text = (
        HEAD
        + "specimens: [{id: s}]\nstages:\n"
        + STAGE.format("a", "cycle", "makes: [s], after: [{after: b}]")
        + STAGE.format("b", "cycle", "consumes: [s]")
    )
    assert refusals(tmp_path, text) == [(11, "stages.0", "cycle")]


def test_stages_that_start_together_are_no_cycle(tmp_path: Path) -> None:
    together = "after: [{{after: {0}, since: start}}]"
    text = (
        HEAD
        + "stages:\n"
        + STAGE.format("a", "cycle", together.format("b"))
        + STAGE.format("b", "cycle", together.format("a"))
    )
    assert len(read(tmp_path, text)[0].stages) == 2


def test_an_empty_file_and_one_id_twice(tmp_path: Path) -> None:
    assert [found[2] for found in refusals(tmp_path, "# nothing\n")] == ["empty-file"]
    twice = HEAD + "template: battery\n"
    assert [found[1:] for found in refusals(tmp_path, f"{twice}---\n{twice}")] == [("id", "duplicate-id")]


def test_requests_are_written_by_template_where_they_agree() -> None:
    some = taken_stages(TEMPLATE, (TEMPLATE.stages[1].id, TEMPLATE.stages[3].id))
    whole = request("r", *TEMPLATE.stages, template="battery", specimens=TEMPLATE.specimens)
    part = request("r", *some, template="battery", specimens=taken_specimens(TEMPLATE, some))
    own = request("r", some[0], stage("tear", staff=2), template="battery")
    assert not {"stages", "specimens"} & request_fields(whole, TEMPLATE).keys()
    assert request_fields(part, TEMPLATE)["stages"] == ["fill", "tear"]
    written = request_fields(own, TEMPLATE)
    assert [isinstance(each, str) for each in written["stages"]] == [True, False]
    assert written["specimens"] == []


@pytest.mark.parametrize(
    ("line", "instead", "field", "code"),
    [
        ("due: 2026-12-23", "due: 20261223", "due", "not-a-date"),
        ("due: 2026-12-23", "due: 1797984000", "due", "not-a-date"),
        ("due: 2026-12-23", "due: 2026-12-23\ndeadline: 1797984000", "deadline", "not-a-time"),
    ],
)
def test_a_number_is_neither_date_nor_time(
    tmp_path: Path, line: str, instead: str, field: str, code: str
) -> None:
    row = HEAD.splitlines().index(line) + 1 + instead.count("\n")
    found = refusals(tmp_path, HEAD.replace(line, instead) + "template: battery\n")
    assert found == [(row, field, code)]
