"""Checks on the files a command will write, made before the work."""

from __future__ import annotations

import os
from pathlib import Path

from verify.errors import InputError


def require_folder(path: Path) -> None:
    """Raise InputError where a file could not be written, so that no work is lost at its end."""
    folder = path.parent
    if not folder.is_dir():
        raise InputError(f"cannot write {path}: {folder} is not a folder; make it first")
    if path.is_dir():
        raise InputError(f"cannot write {path}: it is a folder; give the name of a file")
    if not os.access(folder, os.W_OK):
        raise InputError(f"cannot write {path}: {folder} is read-only; choose a folder that can be written")
