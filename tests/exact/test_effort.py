"""Searches end where their work is used up, alone and together, and nothing else does."""

import pytest

from verify.author import claim, exp, log, symbols
from verify.deciding.contradiction import PRODUCTS, contradiction
from verify.exact.certificates.finder.find import find_certificate
from verify.exact.effort import WorkUsedError, remembering, share, spend, takes, together
from verify.exact.functions.checker import check_root
from verify.exact.functions.normal_form import derivative, normal
from verify.exact.functions.prove import PRODUCTS_A_GOAL, prove_inequality, root_of
from verify.exact.functions.quotients import ONE, Quotient
from verify.statement.writing.relations import claim_that

x, y, z = symbols("x y z")
LONG = exp(x * y) + exp(-x * y) * x**4 + y**6 - 3 * x * y * log(1 + x**2 * y**4) / 10 >= 0


def test_a_search_ends_where_its_share_is_used_up():
    with share(10) as work:
        for _ in range(10):
            spend(1)
        assert work.left == 0
        with pytest.raises(WorkUsedError):
            spend(1)


def test_outside_of_a_search_nothing_is_counted_and_nothing_ends():
    with together(3) as work:
        spend(1000)
        v = Quotient.variable("x")
        assert (v + ONE).power(9) == (ONE + v).power(9)
    assert work.left == 3


def test_searches_together_have_no_more_than_what_is_left_of_both_shares():
    with together(100) as outer:
        with together(60) as inner:
            with share(50):
                spend(50)
            with share(50) as second:
                assert second.left == 10
                with pytest.raises(WorkUsedError):
                    spend(11)
            assert inner.left == 0
        with share(50) as third:
            assert third.left == 40
    assert outer.left == 40


def test_what_keeps_its_own_share_is_told_when_nothing_is_left_of_what_is_shared():
    assert takes(10**9)
    with together(2):
        assert takes(2)
        assert not takes(1)
        with share(5) as work:
            assert work.left == 0


def test_a_goal_of_long_terms_takes_no_more_than_its_budget():
    with together(10**9) as work:
        assert prove_inequality(claim_that(LONG), 0, budget=20) is None
    assert 10**9 - work.left <= 20 * PRODUCTS_A_GOAL


def test_a_proof_is_found_with_enough_and_none_with_less_and_its_check_is_not_counted():
    statement = claim_that(exp(x) >= 1 + x + x**2 / 2, given=[x >= 0])
    with together(10**6) as work:
        found = prove_inequality(statement, 0)
        used = 10**6 - work.left
        check_root(root_of(statement, 0), found.proof)
    assert 10**6 - work.left == used
    with together(used // 2):
        assert prove_inequality(statement, 0) is None
    with together(used):
        assert prove_inequality(statement, 0) == found


def test_a_certificate_is_looked_for_with_what_is_left():
    stated = claim("a", x**4 + y**4 + z**4 >= x * y * z * (x + y + z))
    assert find_certificate(stated, 0, lambda id, edition: None) is not None
    with together(0):
        assert find_certificate(stated, 0, lambda id, edition: None) is None


@pytest.mark.slow
def test_a_contradiction_is_looked_for_with_a_part_of_what_a_decision_has():
    stated = claim("a", x >= 0, given=[LONG, y >= 5, x * exp(y) <= z])
    with together(10**9) as work:
        assert contradiction(stated) is None
    # quick methods and slow ones have a share each; a search notices the end at its next step
    assert 10**9 - work.left < 2 * PRODUCTS + 10_000


def test_what_is_remembered_is_counted_each_time_and_ends_a_search_at_the_same_place():
    found = []

    @remembering(100)
    def of(number):
        for _ in range(number):
            spend(1)
        found.append(number)
        return number

    with share(10) as work:
        of(4)
        of(4)
        assert work.left == 2
        with pytest.raises(WorkUsedError):
            of(4)
    with share(10) as work, pytest.raises(WorkUsedError):
        of(30)  # what is not known ends in the middle: it does not run to its end first
    assert found == [4]
    with share(3), pytest.raises(WorkUsedError):
        of(4)


def test_what_a_failure_took_is_counted_and_the_failure_is_not_remembered():
    fails = [True, False]

    @remembering(100)
    def of(_number):
        spend(4)
        if fails.pop(0):
            raise ArithmeticError
        return "made"

    with share(10) as work:
        with pytest.raises(ArithmeticError):
            of(1)
        assert work.left == 6
        assert of(1) == "made"
        assert work.left == 2


def test_what_is_remembered_inside_of_what_is_remembered_is_counted_once():
    @remembering(100)
    def inner(number):
        spend(number)
        return number

    @remembering(100)
    def outer(number):
        return inner(number) + inner(number)

    with share(100) as work:
        outer(3)
        assert work.left == 94
        outer(3)
        assert work.left == 88
    outer(3)  # outside of a search nothing is counted


def test_a_normal_form_takes_the_same_work_whether_its_parts_were_read_before_or_not():
    quotient = log(exp(x) * (x + 7)) / (x + 7) + (x * x - 49) / (x + 7) ** 2
    taken = []
    for _ in range(2):
        with share(10**6) as work:
            derivative(normal(quotient), "x")
        taken.append(10**6 - work.left)
    assert taken[0] == taken[1] > 0
