"""How the processes of the tests work: each looks for garbage seldom, and takes over tests when it has none left."""

from __future__ import annotations

import gc
from typing import Any

import pytest

from verify.garbage import collect_seldom


def pytest_configure() -> None:
    """Look for garbage as seldom as the command does."""
    collect_seldom()


def pytest_collection_finish() -> None:
    """Leave all modules, statements and test items out of later looks: they live as long as the process."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Leave a process the tests of a folder in their order, and let who is done take from the other.

    So a file's shared fixtures are made once rather than in each process, and none waits for the other at the end.
    """
    from xdist.scheduler import WorkStealingScheduling

    return WorkStealingScheduling(config, log) if config.getvalue("dist") == "load" else None
