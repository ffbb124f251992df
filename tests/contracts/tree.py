"""The project's own files, as the contract tests see them."""

import os
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "iplatform_sched"
MODULES = tuple(sorted(PACKAGE.rglob("*.py")))

# Made by tools or by running the product, never part of the project.
_MADE = {
    ".git",
    ".hypothesis",
    ".import_linter_cache",
    ".mypy_cache",
    ".pytest_cache",
    ".ruff_cache",
    ".venv",
    "__pycache__",
    "build",
    "dist",
    "htmlcov",
}


def relative(path: Path) -> str:
    """Name a file as seen from the root, with slashes."""
    return path.relative_to(ROOT).as_posix()


def project_files() -> Iterator[Path]:
    """Yield every file that belongs to the project."""
    for folder, subfolders, names in os.walk(ROOT):
        subfolders[:] = sorted(set(subfolders) - _MADE)
        yield from (Path(folder, name) for name in sorted(names) if not name.startswith(".coverage"))


def text_of(path: Path) -> str:
    """Read a file; one that is no UTF-8 text (a picture, a workbook) reads as empty."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""
