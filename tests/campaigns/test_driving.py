"""Whoever does the work of a campaign, and however often a worker is lost, its results are the same."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from work_items import die_always, die_once, fail_at_three, squares

from verify.campaigns.campaign import Campaign, Item, item_seed
from verify.campaigns.driving import drive
from verify.campaigns.executors import InThisProcess, Workers, local_workers
from verify.errors import InputError


def of_squares(count: int | None = 20, work=squares) -> Campaign:
    return Campaign("squares", {}, work, lambda number: Item(number, number, group=f"{number % 2}"), count)


def test_the_results_are_those_up_to_the_end_of_each_group_and_hang_on_no_order():
    alone = drive(of_squares(), local_workers(1)).results
    # 6 ends the even numbers, 13 the odd ones
    assert list(alone) == [0, 1, 2, 3, 4, 5, 6, 7, 9, 11, 13]
    ahead = drive(of_squares(), Workers(InThisProcess, lambda: 20), known={18: {"square": 324, "ends": False}})
    assert ahead.results == alone
    assert ahead.whole


def test_any_executor_of_the_standard_library_does():
    threads = Workers(lambda: ThreadPoolExecutor(3), lambda: 6)
    assert drive(of_squares(), threads).results == drive(of_squares(), local_workers(1)).results


def test_results_that_are_known_are_not_made_again():
    known = {number: {"square": -1, "ends": False} for number in range(5)}
    made = drive(of_squares(6), local_workers(1), known=known)
    assert [made.results[number]["square"] for number in range(6)] == [-1] * 5 + [25]


def test_results_are_kept_one_by_one_as_they_come():
    kept = []
    drive(of_squares(3), local_workers(1), keep=lambda number, result: kept.append((number, result["square"])))
    assert kept == [(0, 0), (1, 1), (2, 4)]


def test_work_that_breaks_down_is_a_result_and_the_rest_is_done():
    made = drive(of_squares(5, fail_at_three), local_workers(1))
    assert made.results[3]["fault"].startswith("ZeroDivisionError: division by zero (work_items.py:")
    assert made.results[4] == {"inverse": 1.0}
    assert made.whole


def test_nothing_is_begun_when_the_time_is_up():
    made = drive(of_squares(None), local_workers(1), until=time.monotonic() - 1)
    assert not made.results
    assert not made.whole


def test_seeds_of_items_differ_and_hang_on_seed_and_names_only():
    seeds = {item_seed(seed, name, number) for seed in range(3) for name in ("a", "b") for number in range(50)}
    assert len(seeds) == 300
    assert all(0 <= seed < 2**63 for seed in seeds)


def test_what_no_worker_can_be_handed_is_told_in_a_line():
    campaign = Campaign("a", {}, squares, lambda number: Item(number, lambda: number), 3)
    with pytest.raises(InputError, match=r"item \d could not be handed to a worker"):
        drive(campaign, local_workers(2))


@pytest.mark.slow
def test_two_processes_give_what_one_gives():
    assert drive(of_squares(), local_workers(2)).results == drive(of_squares(), local_workers(1)).results


@pytest.mark.slow
def test_the_work_of_a_process_that_died_is_done_again(tmp_path):
    campaign = Campaign("a", {}, die_once, lambda number: Item(number, (number, str(tmp_path))), 8)
    made = drive(campaign, local_workers(2))
    assert list(made.results) == list(range(8))
    assert (tmp_path / "2").exists()
    assert made.whole


@pytest.mark.slow
def test_an_item_that_kills_its_process_each_time_is_given_up_and_the_others_are_done():
    made = drive(Campaign("a", {}, die_always, lambda number: Item(number, number), 4), local_workers(2))
    assert list(made.results) == [0, 2, 3]
    assert made.lost == {1: "the process that did it died, also when it did nothing else"}
    assert not made.whole
