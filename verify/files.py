"""Writing a result to a file: whole or not at all, where the name leads, with the rights the file has."""

from __future__ import annotations

import os
import stat
import tempfile
from pathlib import Path

from verify.errors import InputError

# devices that may be written to like files
PLAIN_DEVICES = ("/dev/null", "/dev/stdout", "/dev/stderr")
NEW_FILE = 0o666


def require_target(path: Path) -> None:
    """Raise InputError where a file could not be written: no folder, no rights, or something that is no file.

    >>> require_target(Path("result.json"))
    """
    shown = _shown(path)
    if os.fspath(path) in PLAIN_DEVICES:
        return
    target = path
    try:
        # a symbolic link may point to a file that does not exist yet
        target = Path(os.path.realpath(path))
        mode = target.stat().st_mode if os.path.lexists(target) else None
        folder = target.parent
        if mode is None and not stat.S_ISDIR(folder.stat().st_mode):
            raise NotADirectoryError
    except (FileNotFoundError, NotADirectoryError):
        missing = target.parent if path.is_symlink() else path.parent
        raise InputError(f"cannot write {shown}: {_shown(missing)} is not a folder; make it first") from None
    except (OSError, ValueError) as fault:
        why = getattr(fault, "strerror", None) or fault
        raise InputError(f"cannot write {shown}: {why}; give another name") from None
    if mode is not None and stat.S_ISDIR(mode):
        raise InputError(f"cannot write {shown}: it is a folder; give the name of a file")
    if mode is not None and not stat.S_ISREG(mode):
        raise InputError(f"cannot write {shown}: it is a pipe or a device, no file; give the name of a file")
    if len(os.fsencode(target.name)) > os.pathconf(folder, "PC_NAME_MAX"):
        raise InputError(f"cannot write {shown}: File name too long; give another name")
    if not os.access(folder, os.W_OK):
        raise InputError(f"cannot write {shown}: {_shown(folder)} is read-only; choose a folder that can be written")


def write_text(path: Path, text: str) -> None:
    """Write a text file whole or not at all; InputError where it cannot be written."""
    write_bytes(path, text.encode())


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file whole or not at all: to a temporary file beside it, then renamed.

    A link is followed; a file keeps its mode, a new one has that of any new file. Raises InputError where ``path`` is a
    pipe, a folder or a device (but ``PLAIN_DEVICES``), or cannot be written.
    """
    require_target(path)
    try:
        if os.fspath(path) in PLAIN_DEVICES:
            path.write_bytes(content)
            return
        target = Path(os.path.realpath(path))
        mode = stat.S_IMODE(target.stat().st_mode) if target.exists() else NEW_FILE & ~_umask()
        # not the target's own name with a suffix: that could be too long
        descriptor, temporary = tempfile.mkstemp(dir=target.parent, prefix=".bnverify.")
        try:
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(content)
            os.chmod(temporary, mode)
            os.replace(temporary, target)
        except BaseException:
            os.unlink(temporary)
            raise
    except OSError as fault:
        raise InputError(
            f"cannot write {_shown(path)}: {fault.strerror}; choose a folder that can be written"
        ) from fault


def _umask() -> int:
    # it can be read only by setting it
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def _shown(path: Path) -> str:
    text = os.fspath(path)
    text = text if text.isprintable() else repr(text)
    return text if len(text) <= 200 else f"{text[:200]}..."
