"""A claim whose conclusions are defined nowhere says nothing; one that is defined somewhere is never called so."""

from __future__ import annotations

import pytest

from verify.author import claim, equal, exp, family, log, mean, patches, samples, sqrt, symbols, tanh, total
from verify.claims.claim import Status
from verify.claims.ledger import Ledger
from verify.deciding.many_claims import check
from verify.deciding.undefined import needs, nowhere_defined
from verify.recheck import recheck
from verify.report.words.evidence import evidence_words
from verify.statement.readings.notation import to_text
from verify.statement.tree import call

x, y, c = symbols("x y c")
i, j = samples("i j")
(p,) = patches("p")
u, v = family("u", i), family("v", i, p)

NOWHERE = {
    "roots of a negative factor": ([equal(sqrt(c * x + c * y), sqrt(c) * sqrt(x + y))], [c < 0]),
    "a root of a negative number": ([sqrt(-1 - x**2) >= 0], []),
    "what no proof was found of": ([sqrt(-1 - x**2) >= 5], []),
    "a logarithm of a negative number": ([log(-exp(x)) <= 0], []),
    "a division by a zero in disguise": ([equal(1 / (x**2 - (x - y) * (x + y) - y**2), 0)], []),
    "a factor of a divisor": ([1 / (y * (x - x)) <= x], []),
    "a root below a line": ([1 / sqrt(x) > 0], [x <= 0]),
    "needs that exclude each other": ([sqrt(x) * sqrt(-1 - x) >= 0], []),
    "a divisor that another need makes zero": ([sqrt(x) + sqrt(-x) + 1 / x >= 0], []),
    "below a line of a root inside another": ([sqrt(sqrt(x) - x**2 - 1) >= 0], []),
    "beyond the range of a function": ([sqrt(tanh(x) - 1) >= 0], []),
    "a quotient of two roots": ([equal(sqrt(x) / sqrt(-x), 0)], []),
    "a divisor that the hypotheses make zero": ([1 / (x - y) <= 1], [x <= y, x >= y]),
    "W₀ below −1/e": ([call("lambertw", x) <= 7], [x <= -1]),
    "members whose mean is negative, in a mean": ([mean(i, sqrt(u)) >= 0], [mean(i, u) < 0]),
    "all members": ([sqrt(u) >= 0], [u < 0]),
    "members whose mean is negative": ([sqrt(u) >= 0], [mean(i, u) < 0]),
    "members of sums whose mean is negative": ([total(p, sqrt(v)) >= 0], [mean(i, total(p, v)) < 0]),
    "a false bound of members whose mean is negative": ([log(u) <= u - 2], [mean(i, u) <= 0]),
    "both of two conclusions": ([sqrt(-1 - x**2) >= 0, log(-(x**2)) <= 7], []),
}
SOMEWHERE = {
    "at c = 0": ([equal(sqrt(c * x + c * y), sqrt(c) * sqrt(x + y))], [c <= 0]),
    "in an interval": ([sqrt(1 - x**2) >= 0], []),
    "at one point": ([(1 - x) * sqrt(x - 1) * sqrt(1 - x) <= 0], []),
    "where a square is not positive": ([sqrt(-(x**2)) >= 0], []),
    "at one irrational point": ([sqrt(exp(x) - 2) * sqrt(2 - exp(x)) >= 0], []),
    "up to 1": ([log(x) <= x], [x <= 1]),
    "W₀ from −1/e on": ([call("lambertw", x) >= -1], [x <= 0]),
    "one of two conclusions": ([sqrt(-1 - x**2) >= 0, x**2 >= 0], []),
    "the other of two": ([x**2 >= 0, sqrt(-1 - x**2) >= 0], []),
    "two conclusions, at different points": ([sqrt(x - 1) >= 0, sqrt(-x) >= 0], []),
    "members whose mean is not negative": ([sqrt(u) >= 0], [mean(i, u) <= 0]),
    "each member but the one that is divided by": ([mean(j, sqrt(family("u", j))) / u >= 0], [mean(i, u) >= 0]),
    "divisors apart": ([1 / (x - y) ** 2 > 0], []),
}


def decided(conclusions, given) -> Ledger:
    return check([claim("a", *conclusions, given=given)], cache=False)


@pytest.mark.parametrize("name", NOWHERE)
def test_conclusions_that_are_defined_nowhere_are_vacuous_and_re_checked(name):
    ledger = decided(*NOWHERE[name])
    assert (ledger.verdicts[0].status, ledger.disagreements) == (Status.VACUOUS, ())
    assert recheck(ledger.to_json()).last_line == "1 claims: 1 rechecked, 0 not re-checkable, 0 rejected"


@pytest.mark.parametrize("name", SOMEWHERE)
def test_a_conclusion_that_is_defined_somewhere_is_never_vacuous(name):
    assert decided(*SOMEWHERE[name]).verdicts[0].status is not Status.VACUOUS


@pytest.mark.slow
@pytest.mark.parametrize("name", SOMEWHERE)
def test_no_proof_is_found_where_a_conclusion_is_defined_somewhere(name):
    """Where an example is met no proof is tried; these are tried all the same, and must find none."""
    conclusions, given = SOMEWHERE[name]
    assert nowhere_defined(claim("a", *conclusions, given=given)) is None


def test_what_is_undefined_is_said_in_words():
    for name, said in {
        "a root of a negative number": "the conclusion is defined nowhere: it needs -1 - x² ≥ 0, which fails every",
        "roots of a negative factor": "the conclusion is defined nowhere: it needs c ≥ 0, which fails where the hyp",
        "both of two conclusions": "conclusion 1 is defined nowhere: it needs -1 - x² ≥ 0, which fails everywhere",
        "members whose mean is negative, in a mean": "u_i ≥ 0 for all i, and then the hypothesis (Σ_i u_i)/n < 0 fails",
        "needs that exclude each other": "it needs x ≥ 0 and -1 - x ≥ 0, which exclude one another, so that",
    }.items():
        verdict = decided(*NOWHERE[name]).verdicts[0]
        assert said in evidence_words(verdict.claim, verdict.evidence)[0]


@pytest.mark.parametrize(
    ("conclusion", "said"),
    [
        (x**2 / 3 >= mean(i, u), []),
        (1 / (x * y**2) >= 0, ["x·y² ≠ 0", "x ≠ 0", "y² ≠ 0", "y ≠ 0"]),
        (1 / sqrt(x) >= 0, ["√(x) ≠ 0", "x > 0", "x ≥ 0"]),
        (log(x) >= sqrt(y), ["x > 0", "y ≥ 0"]),
    ],
)
def test_needs_are_read_off_a_conclusion(conclusion, said):
    assert sorted(map(to_text, needs(conclusion))) == sorted(said)
