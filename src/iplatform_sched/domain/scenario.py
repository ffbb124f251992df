"""A scenario: facts from somewhere, changes to them, and how hard to search."""

from __future__ import annotations

from pydantic import model_validator

from iplatform_sched.domain.overlay import FactChange
from iplatform_sched.domain.settings import SolveSettings
from iplatform_sched.domain.vocabulary import Fact, Instant, RequestId


class Choice(Fact):
    """Which requests take part.

    Attributes
    ----------
    include
        Only these; empty for all.
    exclude
        Not these.
    """

    include: tuple[RequestId, ...] = ()
    exclude: tuple[RequestId, ...] = ()


class Scenario(Fact):
    """A scenario as its file states it; paths are relative to that file.

    The base is the store as it is, unless one of `data`, `base` and `run` is named.

    Attributes
    ----------
    data
        Folder of facts; needs `now`.
    base
        JSON file of a snapshot or of a night's saved input.
    run
        Id of a stored run: the facts that it planned from.
    now, plan_from
        Replace those of the base; `plan_from` is `now` plus the policy's expected runtime unless given.
    requests
        Those that take part, with the changes and without.
    changes
        In the order in which they are made.
    """

    name: str = ""
    description: str = ""
    data: str | None = None
    base: str | None = None
    run: str | None = None
    now: Instant | None = None
    plan_from: Instant | None = None
    requests: Choice = Choice()
    changes: tuple[FactChange, ...] = ()
    settings: SolveSettings = SolveSettings()

    @model_validator(mode="after")
    def _one_source(self) -> Scenario:
        if sum(each is not None for each in (self.data, self.base, self.run)) > 1:
            message = "names one of data, base and run, or none for the store"
            raise ValueError(message)
        if self.data is not None and self.now is None:
            message = "needs a now, because a folder of data has none"
            raise ValueError(message)
        return self

    @property
    def is_of_store(self) -> bool:
        """Return whether it starts from the store as it is, with all requests."""
        return (
            self.data is None
            and self.base is None
            and self.run is None
            and self.now is None
            and self.requests == Choice()
        )


class KeptScenario(Fact):
    """A scenario that the store keeps, as its file stated it.

    Attributes
    ----------
    text
        YAML.
    folder
        What the paths in it are relative to.
    """

    id: str
    text: str
    folder: str
    description: str = ""
    saved: Instant
