"""A look hangs on its number and the seed alone; a longer campaign begins like a shorter one."""

from __future__ import annotations

import pickle

import pytest

from verify.author import claim, symbols
from verify.campaigns.driving import drive
from verify.campaigns.executors import local_workers
from verify.campaigns.looks import DEEP_LOOK, look_at, look_campaign
from verify.campaigns.summary import summarise
from verify.errors import InputError

x, y = symbols("x y")
TRUE, FALSE = claim("true", (x - y) ** 2 >= 0), claim("false", x * y <= 10**5)


def test_a_claim_is_looked_at_until_it_fails_and_no_further():
    campaign = look_campaign([TRUE, FALSE], seed=1, examples=6000)
    results = drive(campaign, local_workers(1)).results
    last = max(number for number in results if number % 2)
    assert "failure" in results[last]
    assert last < 11
    assert [number for number in results if number % 2 == 0] == list(range(0, 12, 2))


def test_a_longer_campaign_has_the_key_and_the_looks_of_a_shorter_one():
    short, long, endless = (look_campaign([TRUE, FALSE], seed=1, examples=count) for count in (2000, 50_000, None))
    assert short.key == long.key == endless.key
    assert pickle.dumps(short.item(3)) == pickle.dumps(long.item(3)) == pickle.dumps(endless.item(3))
    assert look_campaign([TRUE, FALSE], seed=1, examples=2500).key != short.key
    assert look_campaign([TRUE, FALSE], seed=2, examples=2000).key != short.key
    assert look_campaign([TRUE], seed=1, examples=2000).key != short.key


def test_no_two_looks_share_a_seed_and_every_tenth_goes_deep():
    campaign = look_campaign([TRUE, FALSE], seed=0, examples=100_000)
    tasks = [campaign.item(number).task for number in range(200)]
    assert len({task.seed for task in tasks}) == 200
    assert [task.deep for task in tasks[::2]] == [number % DEEP_LOOK == DEEP_LOOK - 1 for number in range(100)]


def test_the_last_look_has_what_is_left_and_all_add_up():
    campaign = look_campaign([TRUE], seed=0, examples=2300)
    assert [campaign.item(number).task.examples for number in range(3)] == [1000, 1000, 300]
    (row,) = summarise([TRUE], campaign, drive(campaign, local_workers(1))).rows
    assert row.examples == 2300


def test_a_look_gives_the_same_each_time():
    task = look_campaign([FALSE], seed=4, examples=1000).item(0).task
    assert look_at(task) == look_at(task)


@pytest.mark.parametrize(
    ("claims", "seed", "examples", "words"),
    [([TRUE], 0, 0, "0 examples: give at least 1"), ([TRUE], -1, 5, "seed -1"), ([], 0, 5, "no claims to look at")],
)
def test_bad_numbers_are_told(claims, seed, examples, words):
    with pytest.raises(InputError, match=words):
        look_campaign(claims, seed=seed, examples=examples)
