"""A command line in a temporary folder, with a small network to import."""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from iplatform_sched.cli.entry import main
from iplatform_sched.domain.facts import Facts
from iplatform_sched.domain.snapshot import content_hash
from iplatform_sched.exchange.folder import write_folder
from iplatform_sched.store.database import open_store
from iplatform_sched.store.facts import load_facts
from tests import facts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pytest

NIGHT = ("nightly", "--deterministic", "--work", "2", "--proof-work", "0")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command said: data on stdout, words on stderr."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:  # noqa: ANN401 - whatever the command wrote
        """The data as JSON."""
        return json.loads(self.out)


@dataclass(frozen=True, slots=True)
class Terminal:
    """Runs commands on one store at one moment; what they write is caught at the file descriptors."""

    capture: pytest.CaptureFixture[str]
    store: Path

    def __call__(self, *words: str | Path) -> Answer:
        """Run a command and return its answer."""
        given = ["--store", str(self.store), "--now", facts.NOW.isoformat(), *map(str, words)]
        self.capture.readouterr()
        code = main(given)
        out, err = self.capture.readouterr()
        return Answer(code, out, err)

    def good(self, *words: str | Path) -> Answer:
        """Run a command that must succeed."""
        answer = self(*words)
        assert answer.code == 0, answer.err
        return answer

    def refused(self, code: int, *words: str | Path) -> str:
        """Run a command that must end with `code` and no data; return its words."""
        answer = self(*words)
        assert answer.code == code, answer.err
        assert answer.out == ""
        assert "Traceback" not in answer.err
        assert "internal error" not in answer.err
        return answer.err

    @contextmanager
    def unchanged(self) -> Iterator[None]:
        """Hold that a block changes no fact of the store."""
        before = facts_hash(self.store)
        yield
        assert facts_hash(self.store) == before


def facts_hash(store: Path) -> str:
    """Return a hash of all facts of a store."""
    return content_hash(load_facts(open_store(store)))


def file_hash(path: Path) -> str:
    """Return a hash of the bytes of a file."""
    return sha256(path.read_bytes()).hexdigest()


def small_facts() -> Facts:
    """Return the tiny network with two requests for batteries."""
    made = facts.snapshot(facts.battery_request(), facts.battery_request("second"))
    return Facts(
        policy=made.policy,
        catalogue=made.catalogue,
        companies=made.companies,
        vouchers=made.vouchers,
        requests=made.requests,
        bookings=made.bookings,
    )


def small_folder(path: Path) -> Path:
    """Write the tiny network as a folder to import."""
    write_folder(small_facts(), path)
    return path


def request_yaml(request: str, **fields: object) -> str:
    """Return the YAML of a request of one stage of four hours on a cycler; `fields` replace or add lines."""
    stage = "[{id: a, name_ko: a, name_en: a, ways: [{capability: cycle, work_minutes: 240}]}]"
    default: dict[str, object] = {
        "company": "acme",
        "title": request,
        "sector": "EE",
        "lead_centre": "hub",
        "due": "2026-12-23",
        "stages": stage,
    }
    lines = [f"{name}: {value}" for name, value in (default | fields).items()]
    return f"- id: {request}\n" + "".join(f"  {line}\n" for line in lines)
