"""Work for campaigns in tests, in a module that worker processes can import."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import Any


def squares(task: Any) -> dict[str, Any]:
    return {"square": task**2, "ends": task % 7 == 6}


def fail_at_three(task: Any) -> dict[str, Any]:
    return {"inverse": 1 / (task - 3)}


def die_once(task: Any) -> dict[str, Any]:
    """Kill the process at item 2, but only the first time it is done."""
    number, folder = task
    mark = Path(folder) / f"{number}"
    if number == 2 and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return {"number": number}


def die_always(task: Any) -> dict[str, Any]:
    if task == 1:
        os.kill(os.getpid(), signal.SIGKILL)
    return {"number": task}
