"""Sets of instances: a file says which folder, which format, which files, and the sample."""

from __future__ import annotations

from collections import Counter
from pathlib import PurePath
from typing import TYPE_CHECKING, NamedTuple

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from iplatform_sched.bench.best_known import NOTHING, Known
from iplatform_sched.bench.instances import READERS
from iplatform_sched.bench.toml_files import read_named, read_toml
from iplatform_sched.errors import InputError, Issue

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path


MOST_NAMES = 3
PLANNED = frozenset({"night", "made-night"})
"""Formats of nights that are read from facts, which say nothing of when they are planned."""
STORED = "runs"
"""The set of a store's nights."""


class BenchSet(BaseModel):
    """A set of instances.

    Attributes
    ----------
    format
        Name of a reader of `instances.READERS`.
    folder, own
        Where the files are: below the folder of instances that the user gives, or beside the set's file.
    files
        Patterns of the files, below `folder`; or the instances by name where the reader makes them.
    sample
        The instances of the usual runs, in their order; all of them where there is none.
    now
        For nights that are read from facts: when they are planned.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    about: str = Field(min_length=1)
    format: str
    folder: str = ""
    own: str = ""
    files: tuple[str, ...] = Field(min_length=1)
    sample: tuple[str, ...] = ()
    now: AwareDatetime | None = None

    @model_validator(mode="after")
    def _whole(self) -> BenchSet:
        if bool(self.folder) == bool(self.own):
            raise ValueError("needs a folder below the instances (folder) or beside this file (own)")
        if self.name == STORED:
            raise ValueError("a store's nights are called so: give the set another name")
        twice = [name for name, count in Counter(self.sample).items() if count > 1]
        if twice:
            message = f"the sample has {', '.join(twice)} twice"
            raise ValueError(message)
        if strange := [each for each in self.files if not _is_pattern(PurePath(each))]:
            message = f"files must be patterns below the folder, not {strange[0]!r}"
            raise ValueError(message)
        names = [reader.name for reader in READERS]
        if self.format not in names:
            message = f"there is no format {self.format}; formats: {', '.join(names)}"
            raise ValueError(message)
        if self.format in PLANNED and self.now is None:
            message = f"a {self.format} needs the moment it is planned at: now = 2027-01-04T20:00:00+09:00"
            raise ValueError(message)
        return self


def _is_pattern(path: PurePath) -> bool:
    """Return whether files below a folder can be looked for by it."""
    parts = path.parts
    return bool(parts) and not path.is_absolute() and not any(_is_odd(part) for part in parts)


def _is_odd(part: str) -> bool:
    return part == ".." or ("**" in part and part != "**")


class Instance(NamedTuple):
    """An instance of a set.

    Attributes
    ----------
    name
        Its file below the folder of the set; or as the set names it.
    path
        The file, or the folder that a night is made from.
    """

    set: str
    name: str
    format: str
    path: Path
    known: Known = NOTHING
    now: datetime | None = None


def read_sets(folder: Path, names: Iterable[str] = ()) -> tuple[BenchSet, ...]:
    """Return the sets called `names` of a folder, all without names.

    Raises
    ------
    NotFoundError
        There is no such set.
    InputError
        A file is refused.
    """
    return read_named(folder, names, "set", lambda path: read_toml(path, BenchSet, name=path.stem))


class Places(NamedTuple):
    """Where the files of sets are, and what is known of them.

    Attributes
    ----------
    sets
        The folder of the sets' own files.
    instances
        The folder of public instances; ``None`` where the user gave none.
    known
        By file.
    """

    sets: Path
    instances: Path | None = None
    known: Mapping[Path, Known] = {}

    def says_of(self, chosen: BenchSet) -> bool:
        """Return whether something is known of files in the folder of a set."""
        root = _root(chosen, self).resolve()
        return any(file.is_relative_to(root) for file in self.known)


def instances_of(chosen: BenchSet, places: Places, *, whole: bool = False) -> tuple[Instance, ...]:
    """Return the sample of a set, or the `whole` set.

    Raises
    ------
    InputError
        No folder of instances was given, nothing is in it, or instances of the sample are not.
    """
    root = _root(chosen, places)
    reader = next(reader for reader in READERS if reader.name == chosen.format)
    if reader.made:
        found = dict.fromkeys(chosen.files, root)
    else:
        found = {
            path.relative_to(root).as_posix(): path
            for pattern in chosen.files
            for path in sorted(root.glob(pattern))
        }
    names = list(found) if whole or not chosen.sample else list(chosen.sample)
    missing = [name for name in names if name not in found]
    if missing or not names:
        raise InputError(_lacking(chosen, root, names, missing))
    if unreadable := [name for name in names if not _is_utf8(name)]:
        hint = "Rename it: results name their instances in UTF-8"
        raise InputError(
            [
                Issue("has a name that cannot be written down", repr(name)[1:-1], hint=hint)
                for name in unreadable
            ]
        )
    return tuple(
        Instance(
            chosen.name,
            name,
            chosen.format,
            found[name],
            places.known.get(found[name].resolve(), NOTHING),
            chosen.now,
        )
        for name in names
    )


def _is_utf8(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _lacking(chosen: BenchSet, root: Path, names: Sequence[str], missing: Sequence[str]) -> Issue:
    hint = "Check --instances: the folder that holds the folders of the public sets" if chosen.folder else ""
    if not root.is_dir():
        return Issue("is no folder", str(root), field=chosen.name, hint=hint)
    if not missing:
        return Issue("has no instances", str(root), field=chosen.name, hint=hint)
    words = f"has not {len(missing)} of {len(names)} instances"
    return Issue(
        words, str(root), field=chosen.name, found=f"no {', no '.join(missing[:MOST_NAMES])}", hint=hint
    )


def _root(chosen: BenchSet, places: Places) -> Path:
    if chosen.own:
        return (places.sets / chosen.own).resolve()
    if places.instances is None:
        hint = "Give the folder of public instances with --instances DIR"
        raise InputError(Issue("needs instances that are not ours", field=chosen.name, hint=hint))
    return places.instances / chosen.folder
