"""Presets: a solver and its settings by name, each with the reason why it is kept."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

import tomlkit
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from iplatform_sched.bench.solvers import solver_named
from iplatform_sched.bench.toml_files import read_named, read_toml
from iplatform_sched.domain.gate_words import details, words
from iplatform_sched.errors import NotFoundError
from iplatform_sched.exchange.atomic import write_text

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from iplatform_sched.bench.seam import Options


class Preset(BaseModel):
    """A solver with settings.

    Attributes
    ----------
    hypothesis
        Why these settings should be good, and where.
    best_on, kept
        The set where it is the best, or why it is kept; one of them is there.
    seconds, work
        The budget of one run, one of the two; see `seam.Budget`.
    options
        As the solver takes them.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    solver: str
    hypothesis: str = Field(min_length=1)
    best_on: str = ""
    kept: str = ""
    seconds: float | None = Field(default=None, gt=0, allow_inf_nan=False)
    work: float | None = Field(default=None, gt=0, allow_inf_nan=False)
    workers: int = Field(default=2, ge=1)
    options: dict[str, Any] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _whole(self) -> Preset:
        if not (self.best_on or self.kept):
            raise ValueError("says neither where it is best (best_on) nor why it is kept (kept)")
        if (self.seconds is None) == (self.work is None):
            raise ValueError("has no limit, or two: give it seconds or work")
        try:
            solver_named(self.solver).options.model_validate(self.options)
        except NotFoundError as error:
            raise ValueError(str(error)) from None
        except ValidationError as error:
            raise ValueError(_plainly(error, solver_named(self.solver).options)) from None
        return self

    @property
    def digest(self) -> str:
        """What decides its results, as a short hash: everything but the words for people."""
        content = self.model_dump(mode="json", include={"solver", "seconds", "work", "workers", "options"})
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:12]


def write_preset(path: Path, preset: Preset) -> None:
    """Write a preset so that `read_presets` reads the same, but for its name, which is that of the file."""
    content = preset.model_dump(mode="json", exclude={"name"}, exclude_none=True, exclude_defaults=True)
    write_text(path, tomlkit.dumps(content))


def _plainly(error: ValidationError, shape: type[Options]) -> str:
    told = []
    for each in details(error):
        message, hint, _ = words(each, shape)
        place = ".".join(str(step) for step in ("options", *each["loc"]))
        told.append(f"{place}: {message}{hint and f'. {hint}'}")
    return "; ".join(told)


def read_presets(folder: Path, names: Iterable[str] = ()) -> tuple[Preset, ...]:
    """Return the presets called `names` of a folder, all without names.

    Raises
    ------
    NotFoundError
        There is no such preset.
    InputError
        A file is refused.
    """
    return read_named(folder, names, "preset", lambda path: read_toml(path, Preset, name=path.stem))
