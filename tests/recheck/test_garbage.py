"""How often the process looks for circular garbage is its own affair again after a ledger was re-checked."""

import gc

import pytest

from verify.recheck import RecheckError, recheck, recheck_file
from verify.recheck.garbage import BETWEEN_LOOKS, looking_seldom


def test_a_look_is_seldom_inside_and_as_before_outside():
    before = gc.get_threshold()
    with looking_seldom():
        assert gc.get_threshold()[0] == BETWEEN_LOOKS
        assert gc.isenabled()
    assert gc.get_threshold() == before


def test_a_ledger_that_cannot_be_read_leaves_the_setting_as_it_was(tmp_path):
    before = gc.get_threshold()
    with pytest.raises(RecheckError):
        recheck({"schema": "another"})
    with pytest.raises(RecheckError):
        recheck_file(tmp_path / "nothing.json")
    assert gc.get_threshold() == before
