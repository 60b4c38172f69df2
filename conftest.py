"""How every process of the tests treats garbage: it looks for it seldom, and never among what collecting has made."""

from __future__ import annotations

import gc

from verify.garbage import collect_seldom


def pytest_configure() -> None:
    """Look for garbage as seldom as the command does."""
    collect_seldom()


def pytest_collection_finish() -> None:
    """Leave all modules, statements and test items out of later looks: they live as long as the process."""
    gc.collect()
    gc.freeze()
