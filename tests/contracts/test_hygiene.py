"""The project works on any machine: nothing in it speaks of the one where it was made."""

import re
import tomllib

import pytest

from tests.contracts.tree import PACKAGE, ROOT, project_files, relative, text_of

LOCAL_PATH = re.compile(r"(?<![\w.:/~})-])/(?:home|root|tmp|work|Users)/\w")
PACKAGE_INDEX = re.compile(r"--(?:extra-)?index-url|--find[-]links|https?://\S*/simple\b")

FOLDER, INDEX, SIMPLE = "tmp", "index", "simple"  # put into the examples, lest this file be found itself


@pytest.mark.parametrize("pattern", [LOCAL_PATH, PACKAGE_INDEX], ids=["local path", "package index"])
def test_no_file_speaks_of_this_machine(pattern: re.Pattern[str]) -> None:
    found = {
        relative(path): hit.group() for path in project_files() if (hit := pattern.search(text_of(path)))
    }
    assert not found


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        pytest.param(LOCAL_PATH, f"see /{FOLDER}/notes", True, id="absolute path"),
        pytest.param(LOCAL_PATH, f"https://example.org/{FOLDER}/notes", False, id="part of an address"),
        pytest.param(LOCAL_PATH, f"data/{FOLDER}/notes", False, id="relative path"),
        pytest.param(PACKAGE_INDEX, f"--{INDEX}-url x", True, id="option of an installer"),
        pytest.param(PACKAGE_INDEX, f"https://example.org/{SIMPLE}/", True, id="address of an index"),
        pytest.param(PACKAGE_INDEX, f"https://example.org/{SIMPLE}r", False, id="any other address"),
    ],
)
def test_the_patterns_find_what_they_should(pattern: re.Pattern[str], text: str, found: bool) -> None:
    assert bool(pattern.search(text)) is found


def test_the_walk_sees_the_project() -> None:
    seen = {relative(path) for path in project_files()}
    assert {"pyproject.toml", ".ci/run", "src/iplatform_sched/py.typed", "tests/contracts/tree.py"} <= seen
    assert not any(name.startswith((".git/", ".venv/")) for name in seen)


def test_the_lock_is_hashed_and_names_no_address() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    requirements = re.findall(r"^([\w.-]+)==\S+", lock, flags=re.MULTILINE)
    blocks = re.split(r"^(?=[\w.-]+==)", lock, flags=re.MULTILINE)[1:]
    assert "http" not in lock
    assert {"ortools", "hatchling", "pytest", "uv"} <= set(requirements)
    assert all("--hash=sha256:" in block for block in blocks)


IMPORTED_AS = {"python-dateutil": "dateutil", "pyyaml": "yaml"}
DATA_ONLY = {"tzdata"}
"""Time zones for systems that have none: the standard library finds them by itself."""


def test_every_dependency_is_used() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    names = {re.split(r"[<>=]", line)[0] for line in settings["project"]["dependencies"]} - DATA_ONLY
    source = "\n".join(text_of(path) for path in PACKAGE.rglob("*.py"))
    imported = set(re.findall(r"^\s*(?:from|import) (\w+)", source, re.MULTILINE))
    assert {name for name in names if IMPORTED_AS.get(name, name) not in imported} == set()


def test_every_exception_from_the_lint_rules_says_why() -> None:
    settings = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    exceptions = settings.partition("[tool.ruff.lint]")[2].partition("[tool.ruff.lint.flake8")[0]
    codes = [line for line in exceptions.splitlines() if re.search(r'"[A-Z]+\d*"', line)]
    assert codes
    assert not [line for line in codes if "#" not in line]
