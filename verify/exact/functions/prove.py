r"""The method *functions*: inequalities between functions of a few real variables, by a small tree of rules.

A search that nobody needs to trust proposes a tree (``search/``); a checker that knows only the rules below
accepts or rejects it (``checker``). Only accepted trees are returned.

Goals
-----
A goal is an expression g, a flag *strict*, a box, and, at the root only, hypotheses. It says g > 0 (strict) or g ≥ 0
at every point of the box where g is defined (and that keeps the hypotheses). The root goal of a conclusion is
g = greater − smaller in the statement's own variables, each on the whole line, strict for < and >, under the
statement's hypotheses. A box gives each variable an interval [0, U], [0, ∞) or (−∞, ∞); U is a constant > 0 (an
expression without variables), and each finite end may be open. Abbreviations (``named``) are read as their bodies,
derivatives (``diff``) are carried out, σ̄(x) is 1/(1+e^x) and ℓ(x) is log(1+e^-x), and the functions that reduce to
others (``verify.statement.functions``) are those: relu(x) is (x + |x|)/2, tanh(x) is 1 − 2σ̄(2x). In every expression
that a node gives, each logarithm and W₀ of a constant must be a real number: its ball at 64 bits is finite.

All functions but the indicator are continuous where they are defined, and the indicator is gone after the root. A
function that is defined at an end of an interval is defined at points of the open box nearby. Hence, after the first
substitution, **a goal that is not strict is proved on the interior of its box only**: every rule reads all ends as
open then ("interior").

*Equal* (≡) always means: one normal form (see ``quotients``), that is, the difference of both expressions
reduces to 0 by the laws of a field, e^P e^Q = e^(P+Q), e^(k log A) = A^k and e^(k W₀(u)) = (u/W₀(u))^k for whole k,
log(c e^P) = log c + P, log(e^P A) = P + log A, (c e^P)^q = e^(q log c + qP). No abs, max or min is left after the root.

*Defined on a box* means: every logarithm's argument, and everything raised to a negative power that is not a constant
or an exponential, is strictly positive there by the rule ``sign``; and no variable itself has a negative power.

Format
------
The evidence of one conclusion is ``{"kind": "function", "proof": NODE}``. Expressions EXPR are those of
``verify.statement.readings.interchange`` without indices, vectors and sums: ["num", "p/q"], ["sym", name],
["add", ...], ["mul", ...], ["pow", EXPR, "p/q"], ["fn", name, ...]. Every NODE is an object with "rule" and the
fields below.

At the root only, while hypotheses are there:

``{"rule": "cases", "on": h, "above": NODE, "below": NODE}``
    The goal with the hypothesis h ≥ 0 added (above), and with h ≤ 0 added (below). h is *defined* on the whole line
    of each variable. With ``"strict": true`` the first case is h > 0. Sound: every real h is one of them.
``{"rule": "cut", "fact": [">=" or ">", EXPR, EXPR], "proof": NODE, "then": NODE}``
    The fact proved under the same hypotheses (as a root goal of its own), then the goal with the fact as a hypothesis.
``{"rule": "substitute", ...}`` ends the root; see below.

Resolution: before ``substitute`` is applied, abs, max and min in g and in the hypotheses are resolved, innermost first:
|A| is A where "A ≥ 0" is known and −A where "−A ≥ 0" is; max(A, B) is A where "A − B ≥ 0" is known, B where
"B − A ≥ 0" is; min the other way; longer ones from left to right; the indicator of A is 1 where "A > 0" is known and
0 where "−A ≥ 0" is. "h ≥ 0" is known if h ≡ c·(greater − smaller) of a
hypothesis (<, <=, >, >=) with a rational c > 0, of one that is an equation with c ≠ 0, or h ≡ 0. "h > 0" is known if
moreover that hypothesis is strict, or some hypothesis ≠ has a difference ≡ c·h with a rational c ≠ 0. (Hypotheses that
hold an abs, max or min which cannot be resolved are left unused; in g it is a fault.)

On boxes (``substitute`` also at the root):

``{"rule": "substitute", "values": [[old, EXPR], ...], "variables": [VARIABLE, ...], "then": NODE}``
    Every old variable becomes an expression in the new ones. VARIABLE = {"name", "is": EXPR in the old variables,
    "low": null or "closed" or "open", "high": null or [EXPR, "closed" or "open"], "because": [NODE or null, ...]}:
    interval from 0 if "low" is not null, to the constant high[0] if "high" is not null, which must be > 0 (a ball
    decides). "high" without "low" is not allowed. "because" has two entries, why "is" ≥ 0 (> 0 if open) and why
    high[0] − "is" ≥ 0 (> 0 if open), each needed where the end exists: null at the root says that it is known from
    the hypotheses in the sense above (null is refused on boxes); a NODE proves it (strict if open), at the root as a
    root goal under the same hypotheses, else as a goal on the box at hand. There, every old variable of the box has a
    value; a box may keep variables that g does not hold.
    Checked: inserting every "is" into "values" gives ≡ old; "is" holds no negative power of anything with variables,
    not even in an exponent, and nor do the values; each logarithm in "is", and each logarithm in "values" after
    inserting "is", has an argument that is positive by ``sign`` on the box at hand or, at the root, known > 0. New
    names may equal old ones.
    Sound: each old point p has the new point is(p) in the new box, and values(is(p)) = p.
``{"rule": "sign"}``
    The normal form is a polynomial (nothing below a line, no variable to a negative power). Collect it by what holds
    variables (powers of variables, logarithms with variables, exponentials of terms with variables); what is left of
    each monomial is a constant (rationals, e^const, log const, W₀(const)). Each collected constant must be a ball
    that is > 0, each variable to an odd power must have an interval from 0, each log(A) to an odd power must have
    A − 1 ≥ 0 by ``sign``. Strict: some monomial besides has only variables whose interval is open at 0 (or none), no
    even power of another variable, and only logarithms with A − 1 > 0 by ``sign``. An empty sum is ≥ 0.
    Sound: all terms are ≥ 0.
``{"rule": "times", "factor": m, "positive": NODE, "becomes": h, "then": NODE}``
    m·g ≡ h. m is *defined* on the box, but may hold negative powers of variables whose interval is open at 0.
    h is a polynomial (nothing below, no variable to a negative power) or *defined* on the box. "positive"
    proves m > 0 as a strict goal on the box (its interior, if the goal is not strict); then h is proved instead of g,
    with the same flag. Sound: g = h/m.
``{"rule": "ladder", "variable": t, "strict": "base" or "step", "base": NODE, "step": NODE}``
    t has an interval from 0, and g is *defined* on the box with t closed at 0. Base: g at t = 0 on the box without t.
    Step: ∂g/∂t on the box with t open at both ends. A goal that is not strict needs neither strict. A strict goal
    needs the one named strict, and for "step" t must be open at 0. Sound: g(t) = g(0) + ∫₀ᵗ ∂g/∂t, and g is smooth.
``{"rule": "split", "variable": t, "at": p, "above": NODE, "below": NODE}``
    p is a constant inside the interval of t (p > 0 if it begins at 0, p < U if it ends at U, decided by balls). Above:
    t becomes p + t with t in [0, U − p] or [0, ∞), closed at 0, other end as before. Below: t becomes p − t with t in
    [0, p] or [0, ∞), closed at 0, the other end open if t was open at 0.
``{"rule": "reflect", "variable": t, "then": NODE}``
    t becomes U − t; the ends change places.
``{"rule": "logarithm", "then": NODE}``
    The normal form is a e^P − b e^Q with rationals a, b > 0 (two monomials, no other atoms). The goal becomes
    log a + P − log b − Q with the same flag. Sound: log is increasing.
``{"rule": "boxes", "form": EXPR, "bits": N, "until": ["p/q", ...], "tree": TEXT}``
    form ≡ g, and it is evaluated as it stands, in balls of N bits. The variables that occur in form, in alphabetical
    order (code points), count from 0; until[k] ≥ U of the k-th; their intervals all begin at 0 and have an end. TEXT
    lists a binary tree in preorder: a digit k halves the box in its k-th variable (lower half first), "." is a leaf,
    on which the ball of form must be > 0. Proves strict goals too. N is a string.

A constant "decided by balls" is evaluated at 64, 256 and 1024 bits until its ball leaves no doubt; "= 0" means ≡ 0.
The precision of python-flint is set with ``ctx.workprec`` only, so that it is restored.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from verify.errors import InputError
from verify.exact.effort import WorkUsedError, share
from verify.exact.functions.checker import RejectedError, check_root
from verify.exact.functions.quotients import NotSupportedError
from verify.exact.functions.root_goal import Root, chooses
from verify.exact.functions.search.cases import is_affine, plan
from verify.exact.functions.search.rules import Reach, Search
from verify.exact.plausible import is_plausible
from verify.json_types import Json
from verify.statement.formulas import Statement
from verify.statement.tree import Relation
from verify.statement.walk import free_symbols

# most that is proved needs few rules, and a search that may go deep meets it as soon as a shallow one before it would
REACHES = ((Reach(8, 0), 45), (Reach(5, 1), 15), (Reach(9, 1), 25), (Reach(8, 2), 15))
BUDGET = 400
# a look at a goal of long terms takes longer than one at a short one: all searches are bounded by this besides
PRODUCTS_A_GOAL = 3000


@dataclass(frozen=True)
class FunctionProof:
    """A tree of rules that proves one conclusion; see the module's text for its format."""

    proof: Mapping[str, Json]

    @property
    def rules(self) -> int:
        """How many rules the tree has."""
        return _count(self.proof)


def prove_inequality(statement: Statement, conclusion: int, *, budget: int = BUDGET) -> FunctionProof | None:
    """Return a checked proof of one conclusion of a statement about real variables, or None where none was found.

    ``budget`` bounds how many goals the search looks at, and what it multiplies. None says nothing about the truth.
    Raises InputError where there is no such conclusion.

    >>> from verify.statement.writing.variables import symbols
    >>> from verify.statement.writing.relations import claim_that
    >>> from verify.statement.writing.calls import exp
    >>> x, = symbols("x")
    >>> prove_inequality(claim_that(exp(x) >= 1 + x), 0) is not None
    True
    >>> prove_inequality(claim_that(exp(x) > 1 + x), 0) is None
    True
    """
    root = root_of(statement, conclusion)
    if root is None or not _is_in_reach(root):
        return None
    search, left = Search(0), PRODUCTS_A_GOAL * budget
    for reach, percent in REACHES:
        search.budget = budget * percent // 100
        try:
            with share(left) as work:
                found = plan(root, search, reach)
        except (NotSupportedError, WorkUsedError):
            return None
        left = work.left
        if found is not None and _accepted(root, found):
            return FunctionProof(found)
        if found is None and not search.fell_short:
            return None  # a wider reach would end at the same goals
    return None


def _is_in_reach(root: Root) -> bool:
    """Tell whether floats show no point where the goal fails though it keeps all of which the rules make use.

    Where no choice is to be resolved, affine hypotheses bound new variables, and no others are used: that e^a ≥ y does
    not help to prove a ≥ log y, and at a = 0, y = 2 it fails. The case with such a point is never proved.
    """
    if any(map(chooses, (root.conclusion, *root.hypotheses))):
        return True
    used = [one for one in root.hypotheses if is_affine(one)]
    return len(used) == len(root.hypotheses) or is_plausible(root.conclusion, used)


def _accepted(root: Root, found: Mapping[str, Json]) -> bool:
    # the search may split where a difference is not defined everywhere
    try:
        check_root(root, found)
    except RejectedError:
        return False
    return True


def root_of(statement: Statement, conclusion: int) -> Root | None:
    """Return the root goal of a conclusion; None where it is no inequality between functions of real variables."""
    if not 0 <= conclusion < len(statement.conclusions):
        raise InputError(f"conclusion {conclusion} of a statement with {len(statement.conclusions)}: count from 0")
    relation = statement.conclusions[conclusion]
    hypotheses = tuple(found for found in statement.hypotheses if isinstance(found, Relation))
    if relation.operator in ("=", "!="):
        return None
    variables = free_symbols(relation).union(*(free_symbols(found) for found in hypotheses))
    return Root(relation, hypotheses, tuple(sorted(variables)))


def _count(node: Json) -> int:
    if isinstance(node, Mapping):
        return ("rule" in node) + sum(_count(value) for value in node.values())
    return sum(_count(item) for item in node) if isinstance(node, list) else 0
