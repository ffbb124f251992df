"""Small rooms with proper names: size, name and docstrings of every module."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.contracts.tree import MODULES, PACKAGE, relative

LONGEST = 300
FORBIDDEN_NAMES = {"utils", "helpers", "common", "base", "misc", "manager"}
SILENT_DECORATORS = {"overload", "override"}  # the docstring stands at the implementation or at the parent

Documented = ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef

every_module = pytest.mark.parametrize("module", MODULES, ids=relative)


def undocumented(tree: ast.Module) -> list[str]:
    """List the public names of a module, and the module itself, that have no docstring."""
    missing = [] if ast.get_docstring(tree) else ["module"]
    return missing + [name for name, node in _public(tree, "") if not ast.get_docstring(node)]


def _public(parent: ast.Module | ast.ClassDef, prefix: str) -> Iterator[tuple[str, Documented]]:
    for node in parent.body:
        if not isinstance(node, Documented) or node.name.startswith("_") or _is_silent(node):
            continue
        yield prefix + node.name, node
        if isinstance(node, ast.ClassDef):
            yield from _public(node, f"{prefix}{node.name}.")


def _is_silent(node: Documented) -> bool:
    return any(
        ast.unparse(decorator).split(".")[-1] in SILENT_DECORATORS for decorator in node.decorator_list
    )


def test_the_package_has_modules_and_is_typed() -> None:
    assert MODULES
    assert (PACKAGE / "py.typed").exists()


@every_module
def test_module_is_short(module: Path) -> None:
    lines = len(module.read_text(encoding="utf-8").splitlines())
    assert lines <= LONGEST, f"{lines} lines: split it by subject"


@every_module
def test_module_name_says_something(module: Path) -> None:
    names = {*module.relative_to(PACKAGE).parent.parts, module.stem}
    assert not names & FORBIDDEN_NAMES


@every_module
def test_public_names_have_docstrings(module: Path) -> None:
    assert not undocumented(ast.parse(module.read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param('"""Doc."""\ndef f(): "Doc."', [], id="all documented"),
        pytest.param("", ["module"], id="empty module"),
        pytest.param('"""Doc."""\ndef f(): ...\ndef _g(): ...', ["f"], id="private names are free"),
        pytest.param('"""Doc."""\nclass A:\n  "Doc."\n  async def f(self): ...', ["A.f"], id="methods count"),
        pytest.param(
            '"""Doc."""\nclass _A:\n  def f(self): ...', [], id="members of private classes are free"
        ),
        pytest.param('"""Doc."""\n@typing.overload\ndef f(): ...', [], id="overloads are free"),
    ],
)
def test_the_search_for_missing_docstrings(source: str, expected: list[str]) -> None:
    assert undocumented(ast.parse(source)) == expected
