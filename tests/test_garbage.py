"""How often a process looks for circular garbage, and what it does at its end."""

import gc
import subprocess
import sys
from pathlib import Path

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


LEFT_OPEN = """
import atexit, gc, sys
from verify.garbage import collect_seldom

atexit.register(lambda: print("left alone", gc.get_freeze_count() > 1000))
collect_seldom()
left_open = open(sys.argv[1], "w")
left_open.write("whole")
keeps_it = lambda: left_open
"""


def test_a_process_ends_without_going_through_all_objects_and_writes_out_the_files_that_are_open(
    tmp_path: Path,
) -> None:
    file = tmp_path / "left_open"
    ended = subprocess.run([sys.executable, "-c", LEFT_OPEN, file], capture_output=True, text=True, check=True)
    assert (ended.stdout, ended.stderr, file.read_text()) == ("left alone True\n", "", "whole")
