"""Checks, before the work starts, that a command's files can be written; and where JSON goes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

HERE = Path("-")


def require_folder(path: Path) -> None:
    """Raise InputError where a file could not be written, so that no work is lost at its end."""
    if path == HERE:
        return
    from verify.files import require_target

    require_target(path)


def write_json(path: Path, data: Mapping[str, Any]) -> None:
    """Write JSON to a file, or to standard output where the path is ``-``."""
    from verify.claims.ledger import dump
    from verify.cli.screens.terminal import print_raw
    from verify.files import write_text

    if path == HERE:
        print_raw(dump(data))
    else:
        write_text(path, dump(data))
