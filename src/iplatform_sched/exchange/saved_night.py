"""The saved input of a night: its facts, from which it can be planned again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iplatform_sched.domain.saved import SavedNight
from iplatform_sched.errors import InputError, Issue

if TYPE_CHECKING:
    from pathlib import Path


def read_saved_night(path: Path, hint: str = "") -> SavedNight:
    """Return a saved night; `hint` is what to do where it is none.

    Raises
    ------
    InputError
        The file is missing or is no saved night.
    """
    try:
        return SavedNight.model_validate_json(path.read_bytes())
    except OSError as error:
        raise InputError(Issue("cannot be read", str(path), found=str(error.strerror), hint=hint)) from None
    except ValueError as error:
        first = str(error).splitlines()[0]
        raise InputError(
            Issue("is not the saved input of a night", str(path), found=first, hint=hint)
        ) from None
