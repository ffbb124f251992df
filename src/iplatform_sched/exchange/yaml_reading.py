"""YAML text to plain values that know their lines.

Scalars stay text, quoted or not, until the domain's gate reads them: ``no`` is no flag, ``12:30`` no
number and ``007`` keeps its zeros. Only an empty scalar, ``~`` and ``null`` without quotes are no value.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from iplatform_sched.errors import InputError, Issue

Path = tuple[str | int, ...]
"""Keys and indices from the document down to a value."""

_NULLS = {"", "~", "null", "Null", "NULL"}
_STANDARD = {"!"} | {
    f"tag:yaml.org,2002:{name}"
    for name in ("str", "int", "float", "bool", "null", "timestamp", "seq", "map", "merge", "value")
}
_MOST_NODES = 1_000_000  # stops aliases that multiply
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Document:
    """A value and where its parts stand.

    Attributes
    ----------
    lines
        1-based line by path in the file.
    root
        Path of the value in the file; empty for the whole.
    """

    file: str
    value: Any
    lines: Mapping[Path, int]
    root: Path = ()

    def line(self, path: Path) -> int:
        """Return the line of the value at `path`, or of the nearest part around it."""
        path = (*self.root, *path)
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def text(self, key: str) -> str:
        """Return the text at `key` of a mapping without the blanks around it; empty where there is none."""
        value = self.value.get(key)
        return value.strip() if isinstance(value, str) else ""

    def part(self, index: int) -> Document:
        """Return an item of a sequence as a document of its own."""
        return Document(self.file, self.value[index], self.lines, (*self.root, index))


def parse_yaml(text: str, file: str) -> list[Document]:
    """Return the documents of a YAML text; empty ones are left out.

    Raises
    ------
    InputError
        Syntax errors, keys that appear twice, tags and aliases that run in cycles, with their lines.
    """
    try:
        nodes: list[yaml.Node | None] = list(yaml.compose_all(text, Loader=_LOADER))
    except RecursionError:
        raise _refusal(file, None, "nested too deeply") from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise _refusal(file, mark.line + 1 if mark else None, str(error.problem or error.context)) from error
    except yaml.YAMLError as error:
        raise _refusal(file, None, str(error).splitlines()[0]) from error
    return [_Reader(file).document(node) for node in nodes if node is not None]


def _refusal(file: str, line: int | None, problem: str) -> InputError:
    return InputError(Issue(f"is no YAML: {problem}", file=file, row=line, code="bad-yaml"))


@dataclass(slots=True)
class _Reader:
    file: str
    lines: dict[Path, int] = field(default_factory=dict)
    open_nodes: set[int] = field(default_factory=set)
    issues: list[Issue] = field(default_factory=list)

    def document(self, node: yaml.Node) -> Document:
        try:
            value = self.value(node, ())
        except RecursionError:
            raise InputError(self.issue(node, (), "is nested too deeply", "bad-yaml")) from None
        if self.issues:
            raise InputError(self.issues)
        return Document(self.file, value, self.lines)

    def value(self, node: yaml.Node, path: Path) -> Any:  # noqa: ANN401  (the gate decides what it is)
        self.lines.setdefault(path, node.start_mark.line + 1)
        if len(self.lines) > _MOST_NODES or id(node) in self.open_nodes:
            raise InputError(self.issue(node, path, "aliases run in cycles or multiply", "bad-yaml"))
        if node.tag not in _STANDARD:
            self.issues.append(self.issue(node, path, f"tag {node.tag} is not allowed", "bad-yaml"))
        if isinstance(node, yaml.ScalarNode):
            return None if not node.style and node.value in _NULLS else node.value
        self.open_nodes.add(id(node))
        value = self.inner(node, path)
        self.open_nodes.discard(id(node))
        return value

    def inner(self, node: yaml.Node, path: Path) -> Any:  # noqa: ANN401  (as above)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(item, (*path, index)) for index, item in enumerate(node.value)]
        mapping: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                self.issues.append(self.issue(key_node, path, "a key must be a word", "bad-yaml"))
                continue
            key = key_node.value
            if key in mapping:
                self.issues.append(self.issue(key_node, (*path, key), "appears twice", "duplicate-key"))
            self.lines[*path, key] = key_node.start_mark.line + 1
            mapping[key] = self.value(value_node, (*path, key))
        return mapping

    def issue(self, node: yaml.Node, path: Path, message: str, code: str) -> Issue:
        return Issue(message, self.file, node.start_mark.line + 1, dotted(path), code=code)


def dotted(path: Path) -> str:
    """Return a path as people write it: ``stages.0.ways``."""
    return ".".join(str(step) for step in path)
