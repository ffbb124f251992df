"""What cannot be quoted is said, with what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from iplatform_sched.app.night import run_night
from iplatform_sched.app.quoting import show_quote
from iplatform_sched.errors import ConflictError, InputError, NoPlanError, NotFoundError
from iplatform_sched.store.requests import close_request, submit_requests
from tests import facts
from tests.app.night_case import NOW, act, filled, options, quiet
from tests.cli.cli_case import request_yaml

if TYPE_CHECKING:
    from pathlib import Path

    from iplatform_sched.store.database import Store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return filled(tmp_path / "network.db")


@pytest.mark.parametrize(
    ("target", "error", "words"),
    [
        pytest.param("nobody", NotFoundError, "no request 'nobody' in the store, and no such file", id="id"),
        pytest.param("secnd", NotFoundError, "second", id="nearly"),
    ],
)
def test_what_cannot_be_quoted_is_said(store: Store, target: str, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        show_quote(store.path, target, None, NOW)


def test_files_that_cannot_be_quoted_are_told(store: Store, tmp_path: Path) -> None:
    many = tmp_path / "many.yaml"
    many.write_text(request_yaml("one") + request_yaml("two"))
    with pytest.raises(InputError, match="holds several requests"):
        show_quote(store.path, str(many), None, NOW)
    hopeless = tmp_path / "hopeless.yaml"
    hopeless.write_text(request_yaml("hopeless", deadline="2026-11-24T09:30:00+09:00"))
    with pytest.raises(NoPlanError, match="nothing can be promised for hopeless"):
        show_quote(store.path, str(hopeless), None, NOW)
    over = tmp_path / "over.yaml"
    over.write_text(request_yaml("over", status="closed"))
    with pytest.raises(InputError):
        show_quote(store.path, str(over), None, NOW)


def test_a_planned_or_closed_request_needs_no_quote(store: Store) -> None:
    run_night(store.path, NOW, options(), quiet())
    with pytest.raises(ConflictError, match="bookings that are planned"):
        show_quote(store.path, "second", None, NOW)
    submit_requests(store, [facts.request("brief")], act())
    close_request(store, facts.request("brief").id, act())
    with pytest.raises(ConflictError, match="is closed"):
        show_quote(store.path, "brief", None, NOW)
