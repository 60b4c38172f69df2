"""How often a process looks for circular garbage."""

import gc

from verify.deciding.processes import local_processes
from verify.garbage import BETWEEN_LOOKS, collect_seldom


def test_processes_that_share_work_look_for_garbage_seldom_and_this_one_as_before() -> None:
    mine = gc.get_threshold()
    try:
        gc.set_threshold(777, 7, 7)
        with local_processes(1) as executor:
            assert executor.submit(gc.get_threshold).result()[0] == BETWEEN_LOOKS
        assert gc.get_threshold() == (777, 7, 7)
    finally:
        gc.set_threshold(*mine)


def test_a_process_of_the_tests_looks_for_garbage_as_seldom_as_the_command_does() -> None:
    mine = gc.get_threshold()
    try:
        collect_seldom()
        assert gc.get_threshold() == mine
    finally:
        gc.set_threshold(*mine)
