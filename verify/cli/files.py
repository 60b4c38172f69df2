"""Checks on the files a command will write, made before the work; and where JSON goes."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from verify.errors import InputError

HERE = Path("-")


def require_folder(path: Path) -> None:
    """Raise InputError where a file could not be written, so that no work is lost at its end."""
    if path == HERE:
        return
    folder = path.parent
    if not folder.is_dir():
        raise InputError(f"cannot write {path}: {folder} is not a folder; make it first")
    if path.is_dir():
        raise InputError(f"cannot write {path}: it is a folder; give the name of a file")
    if not os.access(folder, os.W_OK):
        raise InputError(f"cannot write {path}: {folder} is read-only; choose a folder that can be written")


def write_json(path: Path, data: Mapping[str, Any]) -> None:
    """Write JSON to a file, or to standard output where the path is ``-``."""
    from verify.claims.ledger import dump, write_text
    from verify.cli.terminal import print_raw

    if path == HERE:
        print_raw(dump(data))
    else:
        write_text(path, dump(data))
