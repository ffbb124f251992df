"""Bytes to text, refusing what is no text: UTF-8 with or without byte order mark, or Korean Excel's CP949."""

from __future__ import annotations

from pathlib import Path

from iplatform_sched.errors import InputError, Issue

LARGEST_BYTES = 256 * 2**20
_WORKBOOK = b"PK\x03\x04"
_OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


def read_text(path: Path, name: str = "") -> str:
    """Return the text of `path`.

    Parameters
    ----------
    name
        What issues call the file; its path by default.

    Raises
    ------
    InputError
        The file is missing, too large, or no text.
    """
    shown = name or str(path)
    return decode(read_bytes(path, shown), shown)


def read_bytes(path: Path, shown: str) -> bytes:
    """Return what is in `path`, or refuse it as :func:`read_text` does."""
    try:
        if path.stat().st_size > LARGEST_BYTES:
            raise _refusal(shown, "is too large to be read", "too-large", "Split it into smaller files")
        return path.read_bytes()
    except FileNotFoundError:
        raise _refusal(shown, "does not exist", "no-file", "Check the path") from None
    except OSError as error:
        raise _refusal(shown, f"cannot be read: {error.strerror}", "unreadable") from error


def decode(raw: bytes, name: str) -> str:
    """Return the text of `raw`, or refuse it as :func:`read_text` does."""
    if raw.startswith((_WORKBOOK, _OLD_WORKBOOK)):
        raise _refusal(name, "is a workbook", "not-text", "Save it as CSV UTF-8")
    if raw.startswith(_UTF16_MARKS) or b"\0" in raw:
        raise _refusal(name, "is no text in UTF-8 or CP949", "not-text", "Save it as CSV UTF-8")
    for encoding in ("utf-8-sig", "cp949"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise _refusal(name, "is no text in UTF-8 or CP949", "not-text", "Save it as UTF-8")


def _refusal(name: str, message: str, code: str, hint: str = "") -> InputError:
    return InputError(Issue(message, file=name, hint=hint, code=code))
