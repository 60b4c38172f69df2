"""The options that several commands share, with the same words and the same bounds."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Targets = Annotated[
    list[str] | None,
    typer.Argument(metavar="[TARGET]...", help="Module, package or .py file that holds claims (default: proofs)."),
]
Jobs = Annotated[
    int | None,
    typer.Option("--jobs", metavar="N", help="Number of processes, 1 to 1024 (default: all cores)."),
]
NoCache = Annotated[
    bool, typer.Option("--no-cache", help="Decide everything afresh, shipped evidence too, and keep nothing.")
]
JsonFile = Annotated[
    Path | None, typer.Option("--json", metavar="FILE", help="Write JSON to a file; - writes it here.")
]
