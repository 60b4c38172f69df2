"""How often a process looks for circular garbage."""

import gc

from verify.deciding.processes import local_processes
from verify.garbage import BETWEEN_LOOKS


def test_processes_that_share_work_look_for_garbage_seldom_and_this_one_as_before() -> None:
    before = gc.get_threshold()
    with local_processes(1) as executor:
        assert executor.submit(gc.get_threshold).result()[0] == BETWEEN_LOOKS
    assert gc.get_threshold() == before
