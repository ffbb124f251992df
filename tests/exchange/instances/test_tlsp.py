"""Test laboratories: what is read, that optima are right, and what is refused with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from iplatform_sched.errors import InputError
from iplatform_sched.exchange.instances import read_instance
from iplatform_sched.model.outcome import Limits, Status
from iplatform_sched.model.solve import solve
from iplatform_sched.problem.data import LinkKind
from iplatform_sched.verify.schedule import verify_schedule
from tests.exchange.instances.laboratory import optimum
from tests.exchange.instances.refused import told_of

FIXTURES = Path(__file__).parents[3] / "benchmarks" / "fixtures" / "tlsp"
OPTIMA = {"linked": 17, "rivals": 12}

SMALL = """\
horizon(9).
project(1). mode(1). requiredEmployees(1,1).
workbench(1). employee(1). employee(2).
job(1). projectAssignment(1,1). release(1,2). due(1,4). deadline(1,8).
modeAvailable(1,1). durationInMode(1,1,3).
workbenchRequired(1). workbenchAvailable(1,1).
employeeAvailable(1,1). employeePreferred(1,1). employeePreferred(1,2).
"""
LONELY = "job(2). projectAssignment(2,1). release(2,0). due(2,1). deadline(2,2). modeAvailable(2,1)."
IDLE = LONELY.replace("(2", "(3").replace("modeAvailable(3,1).", "")
BARE = "mode(2). modeAvailable(1,2). mode(3). modeAvailable(1,3). requiredEmployees(3,9).\n"
WANTED = "requiredEquipment(1,5,1).\n"
NO_MODE = "job 2 has no mode to run in"
LINES = len(SMALL.splitlines())


@pytest.mark.parametrize("name", OPTIMA)
def test_the_optimum_is_that_of_looking_at_everything(name: str) -> None:
    path = FIXTURES / f"{name}.lp"
    problem = read_instance(path, "tlsp")
    outcome = solve(problem)
    assert outcome.schedule is not None
    assert outcome.status is Status.OPTIMAL
    assert outcome.objective == outcome.bound == optimum(path) == OPTIMA[name]
    assert verify_schedule(problem, outcome.schedule) == ()


def test_a_job_becomes_a_task_with_its_window_its_people_and_its_due_date(tmp_path: Path) -> None:
    (path := tmp_path / "small.lp").write_text(SMALL, encoding="utf-8")
    problem = read_instance(path, "tlsp")
    (task,) = problem.tasks
    (mode,), (bench, need) = task.modes, task.needs
    assert mode.starts is not None
    assert [tuple(span) for span in mode.starts] == [(2, 6)]
    assert [problem.resources[r].name for r in need.candidates] == ["employee 1"]
    assert need.preferred == frozenset(need.candidates)
    assert [problem.resources[r].name for r in bench.candidates] == ["workbench 1"]
    assert (task.due, need.heads, mode.run) == (4, (1,), 3)
    assert solve(problem, limits=Limits(work=1)).objective == 1 + 3 + 1


def test_links_precedences_started_jobs_and_alike_equipment() -> None:
    problem = read_instance(FIXTURES / "linked.lp", "tlsp")
    assert [(link.first, link.second, link.kind) for link in problem.links] == [(1, 2, LinkKind.SAME_TEAM)]
    assert [(lag.first, lag.second) for lag in problem.lags] == [(1, 2)]
    running = problem.tasks[0].modes[0]
    assert running.starts is not None
    assert [tuple(span) for span in running.starts] == [(0, 1)]
    assert [(need.people, need.heads) for need in problem.tasks[0].needs] == [(False, (1,))]
    rivals = read_instance(FIXTURES / "rivals.lp", "tlsp")
    assert [(r.name, r.capacity) for r in rivals.resources if "equipment" in r.name] == [
        ("equipment 1 2 3", 3)
    ]


@pytest.mark.parametrize(
    ("more", "line", "message"),
    [
        ("release(1).\n", LINES + 1, "release takes 2 numbers"),
        ("weight(1,2).\n", LINES + 1, "there is no fact of this name"),
        ("release 1 2\n", LINES + 1, "this is no fact such as release(3,12)."),
        ("release(1,3).\n", LINES + 1, "release is told twice and not the same"),
        ("horizon(10).\n", LINES + 1, "one horizon is wanted"),
        ("due(7,3).\n", LINES + 1, "due is about an undeclared job"),
        ("\nprecedence(1,7).\n", LINES + 2, "precedence is about an undeclared job"),
        ("linked(1,7).\n", LINES + 1, "linked is about an undeclared job"),
        ("employeeAvailable(1,3).\n", LINES + 1, "employeeAvailable is about an undeclared employee"),
        ("durationInMode(1,1,0).\n", LINES + 1, "a duration is at least 1"),
        ("job(2). release(2,0). due(2,1). deadline(2,2). projectAssignment(2,1).\n", LINES + 1, NO_MODE),
        ("job(2).\n", LINES + 1, "job 2 has no projectAssignment"),
        ("mode(2). modeAvailable(1,2).\n", 4, "job 1 may run in mode 2, which has no requiredEmployees"),
        (
            "mode(2). requiredEmployees(2,2). modeAvailable(1,2).\n",
            4,
            "job 1 may run in mode 2, which has no durationInMode",
        ),
        (
            f"{LONELY} durationInMode(2,1,1).\n",
            LINES + 1,
            "job 2 needs 1 employees and has 0",
        ),
        ("equipment(4).\n", LINES + 1, "equipment 4 has no group"),
        ("started(1).\n", 4, "job 1 has started and is released later"),
        ("precedence(1,1).\n", LINES + 1, "jobs precede each other in a cycle"),
        (
            "requiredEquipment(1,5,1).\n",
            4,
            "job 1 needs 1 pieces of equipment of group 5 and has 0",
        ),
    ],
)
def test_what_is_wrong_is_told_with_its_line(tmp_path: Path, more: str, line: int, message: str) -> None:
    (path := tmp_path / "wrong.lp").write_text(SMALL + more, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_instance(path, "tlsp")
    issue = caught.value.issues[0]
    assert (issue.row, issue.message) == (line, message)


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (
            "equipment(1). group(1,1). group(1,2).\nrelease(1,3).\n",
            [
                (LINES + 1, "group is told twice and not the same", f"line {LINES + 1}: leave one"),
                (LINES + 2, "release is told twice and not the same", "line 4: leave one"),
            ],
        ),
        (
            "release(1).\nrelease 1 2\nweight(1,2).\n",
            [
                (LINES + 1, "release takes 2 numbers", "Such as release(1,2)."),
                (LINES + 2, "this is no fact such as release(3,12).", "whole numbers in brackets"),
                (LINES + 3, "there is no fact of this name", "Known facts: deadline, due"),
            ],
        ),
        (
            "due(7,3).\ndurationInMode(1,1,0). precedence(1,1).\njob(2).\nequipment(4). horizon(1).\n",
            [
                (LINES + 1, "due is about an undeclared job", "Declare it: job(7)."),
                (LINES + 2, "a duration is at least 1", "The last number of durationInMode"),
                (LINES + 2, "jobs precede each other in a cycle", "leave out one such pair"),
                (LINES + 2, "durationInMode is told twice and not the same", "line 5: leave one"),
                *(
                    (LINES + 3, f"job 2 has no {name}", f"Such as {name}(2,1).")
                    for name in ("projectAssignment", "release", "due", "deadline")
                ),
                (LINES + 4, "equipment 4 has no group", "Such as group(4,1)."),
                (LINES + 4, "one horizon is wanted", "Such as horizon(88)."),
            ],
        ),
        (
            f"{BARE}{WANTED}{LONELY}\ndurationInMode(2,1,1). workbenchRequired(2).\n{IDLE}\n",
            [
                (4, "job 1 may run in mode 2, which has no requiredEmployees", "requiredEmployees(2,1)."),
                (4, "job 1 may run in mode 3, which has no durationInMode", "durationInMode(1,3,1)."),
                (4, "job 1 needs 1 pieces of equipment of group 5 and has 0", "equipmentAvailable and group"),
                (LINES + 3, "job 2 needs 1 employees and has 0", "told by employeeAvailable"),
                (LINES + 3, "job 2 has no workbench to run on", "Such as workbenchAvailable(2,1)."),
                (LINES + 5, "job 3 has no mode to run in", "Such as modeAvailable(3,1)."),
            ],
        ),
        (
            "started(1).\n",
            [
                (
                    4,
                    "job 1 has started and is released later",
                    "What has started is released at 0: release(1,0).",
                )
            ],
        ),
    ],
    ids=["twice", "no-facts", "facts", "tasks", "started"],
)
def test_faults_are_told_once_each_with_what_to_do(
    tmp_path: Path, more: str, told: list[tuple[int, str, str]]
) -> None:
    faults = sorted(told_of(tmp_path / "wrong.lp", "tlsp", SMALL + more))
    assert [fault[:2] for fault in faults] == [each[:2] for each in sorted(told)]
    for fault, (_, _, hint) in zip(faults, sorted(told), strict=True):
        assert hint in fault.hint


def test_everything_wrong_is_told_at_once(tmp_path: Path) -> None:
    (path := tmp_path / "wrong.lp").write_text("horizon(9). x(1).\nproject(1)\n% no fact\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_instance(path, "tlsp")
    assert [issue.row for issue in caught.value.issues] == [1, 2]
    path.write_text("job(1).\njob(2). precedence(1,2). precedence(2,1). linked(1,3).\nequipment(1).\n")
    with pytest.raises(InputError) as caught:
        read_instance(path, "tlsp")
    missing = [f"job {job} has no {name}" for name in ("projectAssignment", "release") for job in (1, 2)]
    told = [issue.message for issue in caught.value.issues]
    assert told[:3] == [
        "linked is about an undeclared job",
        "jobs precede each other in a cycle",
        "one horizon is wanted",
    ]
    assert set(missing) | {"equipment 1 has no group"} <= set(told)


def test_a_mode_for_more_people_than_may_do_the_task_is_none(tmp_path: Path) -> None:
    more = "mode(2). requiredEmployees(2,2). modeAvailable(1,2). durationInMode(1,2,1).\n"
    (path := tmp_path / "small.lp").write_text(SMALL + more, encoding="utf-8")
    (task,) = read_instance(path, "tlsp").tasks
    assert [mode.label for mode in task.modes] == ["mode 1"]
    outcome = solve(read_instance(path, "tlsp"))
    assert outcome.objective == outcome.bound == optimum(path)


@pytest.mark.parametrize("text", ["", "project(1).\n"], ids=["empty", "short"])
def test_a_file_without_horizon_is_refused(tmp_path: Path, text: str) -> None:
    (path := tmp_path / "wrong.lp").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="one horizon is wanted"):
        read_instance(path, "tlsp")


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="does not exist"):
        read_instance(tmp_path / "none.lp", "tlsp")
