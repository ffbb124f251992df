"""A night that ends without a plan leaves a row that says so."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from iplatform_sched.domain.run import RunStatus
from iplatform_sched.errors import NotFoundError, SchedError
from iplatform_sched.store.runs import get_run, save_run

if TYPE_CHECKING:
    from collections.abc import Iterator

    from iplatform_sched.app.hooks import Hooks
    from iplatform_sched.domain.run import Run
    from iplatform_sched.store.database import Store


@contextmanager
def recorded(database: Store, run: Run, hooks: Hooks) -> Iterator[None]:
    """Keep a row of `run` where the block is aborted or fails, and pass the exception on.

    The row is bookkeeping: facts and plan stay as they were. A run that has its row already, refused or
    late, keeps that one.
    """
    try:
        yield
    except KeyboardInterrupt:
        _keep(database, run, RunStatus.ABORTED, "aborted by Ctrl-C", hooks)
        raise
    except Exception as error:
        words = str(error) if isinstance(error, SchedError) else f"{type(error).__name__}: {error}"
        _keep(database, run, RunStatus.FAILED, words.partition("\n")[0], hooks)
        raise


def _keep(database: Store, run: Run, status: RunStatus, message: str, hooks: Hooks) -> None:
    # That the store cannot be written either must not hide why the night ended.
    with hooks.uninterrupted(), suppress(SchedError):
        try:
            get_run(database, run.id)
        except NotFoundError:
            save_run(database, run.model_copy(update={"status": status, "message": message}))
