"""The first draws of claims with the same hypotheses and variables are brought to these hypotheses once."""

import numpy as np

from verify.search.evaluation.batch import Batch
from verify.search.hypotheses.keeping import hypotheses_hold
from verify.search.points import Shape
from verify.search.statement_search import KEPT, Search
from verify.statement.formulas import Statement
from verify.statement.writing.operations import inner
from verify.statement.writing.relations import claim_that, equal
from verify.statement.writing.variables import samples, symbols, vector

(i,) = samples("i")
(x,) = symbols("x")
z, w = vector("z", i), vector("w")
GIVEN = (equal(inner(w, z), 1), inner(w, w) >= 2, x > 0)
SHAPE = Shape(3, 1, 2)


def search(statement: Statement, seed: int = 0) -> Search:
    made = Search(statement, seed)
    with np.errstate(all="ignore"):
        made.prepare_once()
    return made


def test_claims_that_differ_in_their_conclusions_have_the_same_points() -> None:
    one, other = (search(claim_that(conclusion, given=GIVEN)) for conclusion in (x >= inner(w, w), x <= 3))
    first, second = one.draw(SHAPE, 40, 0), other.draw(SHAPE, 40, 0)
    assert all(first[key] is second[key] for key in one.variables.kinds)
    assert not any(array.flags.writeable for array in first.values())


def test_another_seed_and_another_variable_draw_other_points() -> None:
    one = search(claim_that(x >= inner(w, w), given=GIVEN)).draw(SHAPE, 40, 0)
    for other in (
        search(claim_that(x >= inner(w, w), given=GIVEN), seed=1),
        search(claim_that(x >= inner(w, w) + symbols("y")[0], given=GIVEN)),
    ):
        assert not np.array_equal(one["vector", "w"], other.draw(SHAPE, 40, 0)["vector", "w"])


def test_where_the_hypotheses_hold_is_what_the_claim_finds_on_its_own_axes() -> None:
    for conclusion in (x >= inner(w, w), x <= 3):
        found = search(claim_that(conclusion, given=GIVEN))
        batch = found.batch(SHAPE, 40, 0)
        alone = Batch(found.axes, batch.points, SHAPE)
        with np.errstate(all="ignore"):
            kept = hypotheses_hold(found.statement.hypotheses, alone)
        assert kept.any()
        assert np.array_equal(batch.once(KEPT, lambda: np.zeros(40, dtype=bool)), kept)
