"""Goals about one outermost function, brought down to goals about its arguments.

log x^q            is q·log x for a fraction q
log A ≥ C          from  A ≥ e^C, log being increasing, and C = log e^C written out
f(A) ≥ f(B)        from  A ≥ B or B ≥ A, f being monotone
|A| ≤ C            from  A ≤ C and −A ≤ C
max_i A(i) ≥ C(j)  from  A(j) ≥ C(j); likewise C(j) ≥ min_i A(i)
max_i A(i) ≥ C     from  the mean of A(i) ≥ C; likewise C ≥ min_i A(i)
max_i A(i) ≤ C     from  A(i) ≤ C for every i; likewise C ≤ min_i A(i)
max_i A(i) + B ≥ 0 and the like are goals on max_i A(i) alone
C ≥ −log A        from  log A ≥ −C, and −log A ≥ C from −C ≥ log A
L ≤ R with roots   from  L^q ≤ R^q where R ≥ 0, and for odd q L ≥ 0
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations
from typing import TYPE_CHECKING, Any

from verify.claims.claim import Certificate, Use
from verify.errors import InputError
from verify.exact.certificates.finder.terms import product_of, sum_of
from verify.exact.certificates.signs import MINUS_ONE
from verify.exact.lemmas.addends import Addend, addends, new_index, together
from verify.exact.lemmas.reductions.abstraction import Abstraction, told
from verify.exact.lemmas.work import Work, at_least, is_strict, sides, use
from verify.statement.functions import function
from verify.statement.indices import Index
from verify.statement.rewriting.substitution import substitute
from verify.statement.tree import (
    Add,
    Apply,
    Extremum,
    Mul,
    Named,
    Number,
    Pow,
    Relation,
    Scalar,
    Size,
    Sum,
    Symbol,
    call,
)
from verify.statement.walk import free_indices, free_symbols, rebuild, subtrees

if TYPE_CHECKING:
    from verify.exact.lemmas.tactics import Prove

HALF = Fraction(1, 2)
MOST_PAIRS = 3
MOST_ORDER, MOST_ORDERS = 6, 2
X, Y = Symbol("x"), Symbol("y")


def by_peeling(work: Work, relation: Relation, depth: int, prove: Prove) -> Certificate | None:
    """Return a certificate that rests on a lemma about the arguments of an outermost function."""
    greater, smaller = (side.body if isinstance(side, Named) else side for side in sides(relation))
    strict = is_strict(relation)
    for way in (
        _split_logarithms,
        _monotone,
        _extremum,
        _modulus,
        _logarithm,
        _turned,
        _without_roots,
        _extremum_in_a_sum,
    ):
        certificate = way(work, greater, smaller, strict, depth, prove)
        if certificate is not None and work.accepts(relation, certificate):
            return certificate
    return None


def _split_logarithms(
    work: Work, greater: Scalar, smaller: Scalar, strict: bool, depth: int, prove: Prove
) -> Certificate | None:
    """Write log(x^q) as q·log x for a fraction q, whose base is positive where there is a logarithm."""
    parts = tuple(map(_with_split_logarithms, (greater, smaller)))
    if parts == (greater, smaller):
        return None
    found = prove(work, at_least(*parts, strict=strict), depth - 1)
    return Certificate((_minus(greater, smaller),), uses=(use(found),)) if found else None


def _with_split_logarithms(e: Any) -> Any:
    match e:
        case Apply("log", (Pow(base, exponent),)) if exponent.denominator > 1:
            return Number(exponent) * call("log", _with_split_logarithms(base))
    return rebuild(e, _with_split_logarithms)


def squared_roots(work: Work, relation: Relation) -> list[Use]:
    """Return uses of x ≤ c² for the hypotheses √x ≤ c: c² − x = (c − √x)² + 2√x·(c − √x)."""
    found: list[Use] = []
    for hypothesis in work.given:
        if not isinstance(hypothesis, Relation) or hypothesis.operator not in ("<", "<=", ">", ">="):
            continue
        greater, smaller = sides(hypothesis)
        match smaller.body if isinstance(smaller, Named) else smaller:
            case Pow(base, exponent) as root if exponent == HALF and len(found) < MOST_PAIRS:
                rest = _minus(greater, root)
                certificate = Certificate((Pow(rest, Fraction(2)), product_of((Number(Fraction(2)), root, rest))))
                stated = Pow(greater, Fraction(2)) >= base
                if work.accepts(stated, certificate):
                    found.append(use(work.here(stated, certificate, called="a root squared")))
    return found


def _monotone(
    work: Work, greater: Scalar, smaller: Scalar, strict: bool, depth: int, prove: Prove
) -> Certificate | None:
    match greater, smaller:
        case Apply(name, (a,)), Apply(other, (b,)) if name == other and function(name).monotone:
            if function(name).monotone not in ("increasing", "decreasing"):
                return None
            part = (a, b) if function(name).monotone == "increasing" else (b, a)
            if found := prove(work, at_least(*part, strict=strict), depth - 1):
                return Certificate((greater - smaller,), uses=(use(found),))
    return None


def _extremum(
    work: Work, greater: Scalar, smaller: Scalar, strict: bool, depth: int, prove: Prove
) -> Certificate | None:
    match greater, smaller:
        case Extremum("max", index, body), _ if beside := _beside(index, body, smaller):
            for inside in beside:
                if found := prove(work, at_least(inside, smaller, strict=strict), depth - 1):
                    return Certificate((_minus(greater, inside), _minus(inside, smaller)), uses=(use(found),))
        case _, Extremum("min", index, body) if beside := _beside(index, body, greater):
            for inside in beside:
                if found := prove(work, at_least(greater, inside, strict=strict), depth - 1):
                    return Certificate((_minus(greater, inside), _minus(inside, smaller)), uses=(use(found),))
        case _, Extremum("max", index, body):
            fresh = new_index(index.kind, greater, smaller)
            inside = substitute(body, {index: fresh})
            if found := prove(work, at_least(greater, inside, strict=strict), depth - 1):
                return Certificate((_minus(greater, Extremum("max", fresh, inside)),), uses=(use(found),))
        case Extremum("min", index, body), _:
            fresh = new_index(index.kind, greater, smaller)
            inside = substitute(body, {index: fresh})
            if found := prove(work, at_least(inside, smaller, strict=strict), depth - 1):
                return Certificate((_minus(Extremum("min", fresh, inside), smaller),), uses=(use(found),))
        case (Extremum("max", index, body), _) | (_, Extremum("min", index, body)):
            middle = Mul((Sum(index, body), Pow(Size(index.kind), Fraction(-1))))
            # one of the two is plain, and so is proved at once or not at all
            parts = (greater, middle), (middle, smaller)
            plain, other = parts if isinstance(greater, Extremum) and greater.which == "max" else parts[::-1]
            second = prove(work, at_least(*other, strict=strict), depth - 1)
            first = prove(work, at_least(*plain, strict=False), depth - 1) if second else ""
            if first and second:
                return Certificate((greater - middle, middle - smaller), uses=(use(first), use(second)))
    return None


def _extremum_in_a_sum(
    work: Work, greater: Scalar, smaller: Scalar, strict: bool, depth: int, prove: Prove
) -> Certificate | None:
    """Bring each extremum of a goal alone to one side: B + max_i A(i) ≤ C is max_i A(i) ≤ C − B."""
    whole = together(addends(_minus(greater, smaller)))
    for place, one in enumerate(whole):
        if len(one.factors) != 1 or not isinstance(one.factors[0], Extremum) or one.factors[0] in (greater, smaller):
            continue
        alone, number = one.factors[0], abs(one.number)
        # number·alone ≥ −others, or others ≥ number·alone
        turn = -1 if one.number > 0 else 1
        others = (*whole[:place], *whole[place + 1 :])
        rest = sum_of(Addend(turn * other.number / number, other.factors).tree for other in others)
        above, below = (alone, rest) if one.number > 0 else (rest, alone)
        if found := _extremum(work, above, below, strict, depth, prove):
            return Certificate(tuple(product_of((Number(number), term)) for term in found.terms), uses=found.uses)
    return None


def _minus(greater: Scalar, smaller: Scalar) -> Scalar:
    """Return the difference with both sides in one piece, as the rules for signs read it."""
    return Add((greater, Mul((MINUS_ONE, smaller))))


def _beside(index: Index, body: Scalar, other: Scalar) -> list[Scalar]:
    """Return the body of an extremum at the free indices of the other side."""
    free = sorted((one for one in free_indices(other) if one.kind == index.kind), key=lambda one: one.name)
    return [substitute(body, {index: one}) for one in free]


def _modulus(
    work: Work, greater: Scalar, smaller: Scalar, strict: bool, depth: int, prove: Prove
) -> Certificate | None:
    match smaller:
        case Apply("abs", (a,)):
            first = prove(work, at_least(greater, a, strict=strict), depth - 1)
            second = prove(work, at_least(greater, -a, strict=strict), depth - 1) if first else ""
            if first and second:
                given = (at_least(Y, X, strict=strict), at_least(Y, -X, strict=strict))
                name = work.real(at_least(Y, call("abs", X), strict=strict), given)
                if name:
                    uses = (use(first), use(second), use(name, {X: a, Y: greater}))
                    return Certificate((greater - smaller,), uses=uses)
    return None


def _turned(work: Work, greater: Scalar, smaller: Scalar, strict: bool, depth: int, prove: Prove) -> Certificate | None:
    match greater, smaller:
        case _, Mul((Number(value), Apply("log", _) as inside)) if value == -1:
            found = prove(work, at_least(inside, -greater, strict=strict), depth - 1)
        case Mul((Number(value), Apply("log", _) as inside)), _ if value == -1:
            found = prove(work, at_least(-smaller, inside, strict=strict), depth - 1)
        case _:
            return None
    return Certificate((greater - smaller,), uses=(use(found),)) if found else None


def exponential(e: Scalar) -> Scalar:
    """Return e to the power of an expression, with logarithms undone.

    >>> from verify.statement.writing.variables import n, symbols
    >>> from verify.statement.writing.calls import log
    >>> from verify.statement.readings.notation import to_text
    >>> x, = symbols("x")
    >>> to_text(exponential(log(n) + x))
    'n·exp(x)'
    """
    return product_of(map(_exponential_of, addends(e)))


def _exponential_of(one: Addend) -> Scalar:
    match one.factors:
        case (Apply("log", (inside,)),):
            return inside if one.number == 1 else Pow(inside, one.number)
    return call("exp", one.tree)


def _logarithm(
    work: Work, greater: Scalar, smaller: Scalar, strict: bool, depth: int, prove: Prove
) -> Certificate | None:
    match greater, smaller:
        case Apply("log", (a,)), _:
            other, above = exponential(smaller), True
        case _, Apply("log", (a,)):
            other, above = exponential(greater), False
        case _:
            return None
    if any(isinstance(found, Apply) and found.function == "log" for found in subtrees(other)):
        return None
    relation = at_least(a, other, strict=strict) if above else at_least(other, a, strict=strict)
    if not (found := prove(work, relation, depth - 1)):
        return None
    written = call("log", other)
    # undo the expansion: log(n·e^x) = log n + x
    back = (written - smaller) if above else (greater - written)
    uses = [use(found)]
    terms = [call("log", a) - written if above else written - call("log", a)]
    if other != (smaller if above else greater):
        abstraction = Abstraction(work.signs())
        abstraction.taken |= free_symbols(back)
        try:
            made = Relation(">=", abstraction.of(back), Number(Fraction(0)))
        except InputError:
            return None
        name = work.real(made, told(abstraction, work, relation))
        if not name:
            return None
        uses.append(use(name, abstraction.values))
        terms.append(back)
    return Certificate(tuple(terms), uses=tuple(uses))


def _without_roots(
    work: Work, greater: Scalar, smaller: Scalar, strict: bool, depth: int, prove: Prove
) -> Certificate | None:
    """Raise both sides to a power that takes a root from one of them; an odd one asks that neither is negative."""
    signs = work.signs()
    orders = dict.fromkeys((*_roots_in(greater), *_roots_in(smaller)))
    if not orders or not signs.nonnegative(greater):
        return None
    for q in list(orders)[:MOST_ORDERS]:
        if q % 2 and not signs.nonnegative(smaller):
            continue
        relation = at_least(raised(greater, q), raised(smaller, q), strict=strict)
        if found := prove(work, relation, depth - 1):
            certificate = rooted(work, greater, smaller, q, found)
            if certificate is not None:
                return certificate
    return None


def rooted(work: Work, greater: Scalar, smaller: Scalar, q: int, found: str) -> Certificate | None:
    """Return the certificate greater = (greater^q)^(1/q) ≥ (smaller^q)^(1/q) = |smaller| ≥ smaller."""
    root = Fraction(1, q)
    known: list[tuple[Relation, tuple[Relation, ...], dict[Symbol, Scalar]]] = [
        (Pow(Y**q, root) <= Y, (Y >= 0,), {Y: greater})
    ]
    if q % 2:
        known.append((Pow(X**q, root) >= X, (X >= 0,), {X: smaller}))
    else:
        known.append((Pow(X**q, root) >= call("abs", X), (), {X: smaller}))
        known.append((call("abs", X) >= X, (), {X: smaller}))
    names = [work.real(stated, under, called="a root of a power") for stated, under, _ in known]
    if not all(names):
        return None
    uses = (use(found), *(use(name, values) for name, (_, _, values) in zip(names, known, strict=True)))
    above, below = Pow(raised(greater, q), root), Pow(raised(smaller, q), root)
    modulus = smaller if q % 2 else call("abs", smaller)
    terms = (greater - above, above - below, below - modulus, modulus - smaller)
    return Certificate(terms, uses=uses)


def _roots_in(e: Scalar) -> Iterator[int]:
    """Yield the orders of the roots outside of functions and sums over an index."""
    if isinstance(e, Add | Mul):
        for part in e.terms if isinstance(e, Add) else e.factors:
            yield from _roots_in(part)
    elif isinstance(e, Pow):
        if 1 < e.exponent.denominator <= MOST_ORDER:
            yield e.exponent.denominator
        elif not isinstance(e.base, Add):  # the square of a sum of roots is left as it is
            yield from _roots_in(e.base)


def raised(e: Scalar, q: int) -> Scalar:
    """Return the q-th power of an expression, with the roots of a product undone.

    >>> from verify.statement.readings.notation import to_text
    >>> to_text(raised(2 * Pow(X, Fraction(1, 3)), 3))
    '8·x'
    """
    if not isinstance(e, Number) and not any(_roots_in(e)):
        return Pow(e, Fraction(q))
    match e:
        case Pow(base, exponent) if exponent.denominator > 1:
            return base if exponent * q == 1 else Pow(base, q * exponent)
        case Pow(Pow(), exponent):
            return Pow(raised(e.base, q), exponent)
        case Mul(factors):
            return product_of(raised(factor, q) for factor in factors)
        case Number(value):
            return Number(value**q)
    return Pow(e, Fraction(q))


def roots(work: Work, relation: Relation) -> list[Use]:
    """Return uses of 2xy ≤ x² + y² at pairs of the square roots in a goal."""
    found = dict.fromkeys(node for node in subtrees(relation) if isinstance(node, Pow) and node.exponent == HALF)
    pairs = list(combinations(found, 2))[:MOST_PAIRS]
    name = work.real(X**2 + Y**2 >= 2 * X * Y, called="two squares and a product") if pairs else ""
    return [use(name, {X: first, Y: second}) for first, second in pairs] if name else []
