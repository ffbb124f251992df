"""Entry point: runs a command and turns our exceptions into messages and exit codes."""

from __future__ import annotations

import gc
import os
import sys
from itertools import islice

import typer
import typer.exceptions

from iplatform_sched.cli.application import application
from iplatform_sched.errors import InputError, SchedError

SHARED_OPTIONS = frozenset({"--store", "--now", "--format"})
SHARED_FLAGS = frozenset({"--quiet", "-q"})
ABORTED = 130
OUR_FAULT = 70
ABORT = "aborted: nothing was changed in the store"
COLLECT_AFTER = 50_000
"""New objects between two looks for cyclic garbage: facts are many, live as long as the command and hold
no cycles, so that Python's 700 makes loading a store take half as long again (`benchmarks.quote`)."""


def main(arguments: list[str] | None = None) -> int:  # noqa: PLR0911 - one return per way to end
    """Run the command line and return its exit code; see ``docs/operations.md`` for the codes."""
    gc.set_threshold(COLLECT_AFTER)
    given = sys.argv[1:] if arguments is None else arguments
    try:
        code = _run(hoisted(given))
        if code == ABORTED:  # Typer has caught the KeyboardInterrupt
            _say(ABORT)
        sys.stdout.flush()  # so that a full disk or a reader that has gone is met here, not at exit
        return code  # noqa: TRY300 - the flush belongs to the run
    except typer.Exit as stop:
        return stop.exit_code
    except typer.exceptions.TyperException as problem:
        _show_usage(problem)
        return problem.exit_code
    except (typer.Abort, KeyboardInterrupt):
        _say(ABORT)
        return ABORTED
    except BrokenPipeError:
        # The reader of our output has gone (`... | head`); Python must not complain at exit either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except SchedError as error:
        _explain(error)
        return error.exit_code
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        _say(f"error: {place}{error.strerror or error}. Check paths, permissions and the space on the disk")
        return InputError.exit_code
    except Exception as error:
        if os.environ.get("IPLATFORM_SCHED_DEBUG"):
            raise
        _say(f"internal error: {type(error).__name__}: {error}")
        _say("This is our fault. Set IPLATFORM_SCHED_DEBUG=1 and run again to see where it happened.")
        return OUR_FAULT


def _show_usage(problem: typer.exceptions.TyperException) -> None:
    # A usage error shows itself with the usage line and a pointer to --help.
    show = getattr(problem, "show", None)
    if callable(show):
        show()
    else:
        _say(f"error: {problem}")


def _run(arguments: list[str]) -> int:
    command = typer.main.get_command(application)
    result = command.main(args=arguments, prog_name="iplatform-sched", standalone_mode=False)
    return result if isinstance(result, int) else 0


def hoisted(arguments: list[str]) -> list[str]:
    """Return `arguments` with the shared options first, so that people may write them anywhere."""
    front, rest = [], []
    items = iter(arguments)
    for item in items:
        if item == "--":
            rest += [item, *items]
        elif item in SHARED_FLAGS or (item.partition("=")[0] in SHARED_OPTIONS and "=" in item):
            front.append(item)
        elif item in SHARED_OPTIONS:
            front += [item, *islice(items, 1)]
        else:
            rest.append(item)
    return front + rest


def _explain(error: SchedError) -> None:
    if isinstance(error, InputError):
        for issue in error.issues:
            _say(f"error: {issue}")
        if len(error.issues) > 1:
            _say(f"{len(error.issues)} errors; nothing was changed")
    else:
        _say(f"error: {error}")


def _say(text: str) -> None:
    print(text, file=sys.stderr)
