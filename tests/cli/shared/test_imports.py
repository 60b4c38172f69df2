"""A Ctrl-C is heard, also where a module swallows it while it is imported."""

from __future__ import annotations

import signal
import sys
import threading
from pathlib import Path

import pytest

from verify.cli.shared.imports import import_whole

SWALLOWER = """
import os, signal
try:
    os.kill(os.getpid(), signal.SIGINT)
    for _ in range(10_000):
        pass
except KeyboardInterrupt:
    pass
"""


@pytest.mark.parametrize("held_back", [True, False])
def test_an_interrupt_during_the_import_is_heard_after_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, held_back: bool
) -> None:
    """Without holding it back it is lost: the module that swallows it does what gmpy2 does."""
    name = f"swallower_{held_back}"
    (tmp_path / f"{name}.py").write_text(SWALLOWER, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    handler = signal.getsignal(signal.SIGINT)
    if held_back:
        with pytest.raises(KeyboardInterrupt):
            import_whole(name)
    else:
        __import__(name)
    assert name in sys.modules
    assert signal.getsignal(signal.SIGINT) is handler


def test_another_thread_that_takes_the_signal_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process's signal goes to any thread that does not block it; python-flint and NumPy may have started some."""
    (tmp_path / "swallower_threads.py").write_text(SWALLOWER, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    done = threading.Event()
    others = [threading.Thread(target=done.wait) for _ in range(4)]
    for other in others:
        other.start()
    try:
        with pytest.raises(KeyboardInterrupt):
            import_whole("swallower_threads")
    finally:
        done.set()


def test_a_module_that_is_not_there_is_no_fault() -> None:
    import_whole("no_module_of_this_name")
    assert "no_module_of_this_name" not in sys.modules
