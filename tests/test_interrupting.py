"""The tests' own Ctrl-C arrives, also where a callback of the garbage collector would swallow it."""

from __future__ import annotations

import gc
import time

import pytest
from interrupting import interrupted_after


def test_an_interrupt_is_not_swallowed_by_a_callback_of_the_collector() -> None:
    """A callback that lasts most of the time is where the interrupt would land, and the interpreter ignore it."""
    heard = []

    def slow_callback(phase: str, info: object) -> None:
        heard.append(phase)
        time.sleep(0.05)

    def work() -> None:
        for _ in range(2_000_000):
            circle: list[object] = []
            circle.append(circle)
        time.sleep(2)

    gc.callbacks.append(slow_callback)
    try:
        with pytest.raises(KeyboardInterrupt), interrupted_after(0.1):
            work()
    finally:
        gc.callbacks.remove(slow_callback)
    assert gc.isenabled()


def test_no_interrupt_is_sent_when_it_is_not_needed() -> None:
    with interrupted_after(0.01, unless=lambda: True):
        time.sleep(0.05)
