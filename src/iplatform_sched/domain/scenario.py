"""A what-if: facts from elsewhere, some of them changed, and how hard to search."""

from __future__ import annotations

from typing import Any

from pydantic import Field, model_validator

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

    Attributes
    ----------
    data
        Folder of facts; needs `now`. Either this or `base`.
    base
        JSON file of a snapshot or of a night's saved input.
    now, plan_from
        Replace those of the base; `plan_from` is `now` plus the policy's expected runtime unless given.
    policy
        Changes to the policy by dotted field, such as ``disruption.moved_krw``.
    extra_requests
        YAML files of requests that are added.
    """

    name: str = ""
    description: str = ""
    data: str | None = None
    base: str | None = None
    now: Instant | None = None
    plan_from: Instant | None = None
    policy: dict[str, Any] = Field(default_factory=dict)
    requests: Choice = Choice()
    extra_requests: tuple[str, ...] = ()
    settings: SolveSettings = SolveSettings()

    @model_validator(mode="after")
    def _one_source(self) -> Scenario:
        if (self.data is None) == (self.base is None):
            message = "names either a folder of data or a base snapshot"
            raise ValueError(message)
        if self.data is not None and self.now is None:
            message = "needs a now, because a folder of data has none"
            raise ValueError(message)
        return self
