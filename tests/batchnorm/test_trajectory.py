"""Points along gradient descent are proposed by the claims of the subject, not known to the engine."""

from __future__ import annotations

import pickle

import numpy as np

from verify.author import Paper, claim, symbols
from verify.batchnorm.trajectory import along_a_trajectory
from verify.claims import build
from verify.deciding.kept.cache import evidence_key
from verify.search.points import Shape
from verify.search.statement_search import Search
from verify.statement.writing.operations import inner, mean
from verify.statement.writing.relations import claim_that
from verify.statement.writing.variables import samples, vector

(i,) = samples("i")
(gamma,) = symbols("γ")
margin = inner(vector("w"), vector("z", i))
statement = claim_that(mean(i, gamma * margin) ** 2 >= 0)


def test_an_authors_claims_and_papers_carry_the_proposals_and_the_engines_do_not():
    conclusion = statement.conclusions[0]
    assert claim("a", conclusion).proposals == (along_a_trajectory,)
    assert Paper("mine").claim("a", conclusion).proposals == (along_a_trajectory,)
    assert claim("a", conclusion, proposals=()).proposals == ()
    assert build.claim("a", conclusion).proposals == ()
    # other processes get them too
    assert pickle.loads(pickle.dumps(claim("a", conclusion))).proposals == (along_a_trajectory,)


def test_a_search_looks_at_every_third_draw_where_descent_leads():
    shape = Shape(3, 1, 2)
    plain, along = (Search(statement, 5, proposals) for proposals in ((), (along_a_trajectory,)))
    for turn in range(3):
        with np.errstate(all="ignore"):  # some points have no margins at all
            one, other = (search.draw(shape, 8, turn) for search in (plain, along))
        assert np.array_equal(one["vector", "z"], other["vector", "z"]) or turn == 2
        moved = not np.array_equal(one["vector", "w"], other["vector", "w"])
        assert moved is (turn == 2)


def test_points_without_data_are_left_alone():
    assert along_a_trajectory(np.random.default_rng(0), {("symbol", "γ"): np.ones(4)}) is None


def test_evidence_found_with_other_proposals_is_other_evidence():
    keys = [
        evidence_key(claim("a", *statement.conclusions, proposals=proposals), lookup=lambda *_: None, seed=0, cases=10)
        for proposals in ((), (along_a_trajectory,), (lambda rng, points: None,))
    ]
    assert len(set(keys)) == 3
