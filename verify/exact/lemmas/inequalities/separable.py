"""Goals that are a sum over variables tied by one equation, term by term by tangents at equal variables (Lagrange).

With Σ_k c_k g(x_k) = s, g(x) = x for an equation that is linear and g = log for one of a product, and all x_k equal to
m where it holds, λ = f'(m)/(c g'(m)) makes f_k(x) − λ c_k g(x) stationary at m. Where it is least there,

    Σ_k f_k(x_k) − Σ_k f_k(m) = Σ_k (f_k(x_k) − λ c_k g(x_k) − f_k(m) + λ c_k g(m)) + λ (Σ_k c_k g(x_k) − s),

and each bracket is a lemma of one real variable: x log x + y log y ≥ −log 2 for x + y = 1, a² + b² + c² ≥ a + b + c
for abc = 1. A product c·Π x_k^e_k below a number is one by its logarithm, at its own greatest value. Only proposals are
made here: each lemma is proved by itself, and the checker sees whether the terms add up (see ``work``).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from verify.claims.claim import Certificate, Use
from verify.errors import InputError
from verify.exact.certificates.finder.terms import of_polynomial, product_of, sum_of
from verify.exact.lemmas.addends import Addend, addends
from verify.exact.lemmas.reductions.abstraction import has_closed
from verify.exact.lemmas.work import Work, gap, is_strict, use
from verify.statement.derivatives import differentiate
from verify.statement.formulas import Hypothesis
from verify.statement.instance import Instance
from verify.statement.readings.arithmetic import NotRationalError, Rationals, UndefinedError, to_fmpq, to_fraction
from verify.statement.readings.values import holds_at
from verify.statement.rewriting.substitution import substitute
from verify.statement.tree import Add, Mul, Named, Number, Pow, Relation, Scalar, Symbol, call
from verify.statement.walk import free_symbols, subtrees

MOST_TERMS, MOST_VARIABLES = 24, 5
ZERO, ONE = Number(Fraction(0)), Fraction(1)
X, Y = Symbol("x"), Symbol("y")


@dataclass(frozen=True)
class Tie:
    """An equation Σ c_k x_k = s, or Π x_k^c_k = s where it is one of a ``product``."""

    shares: dict[str, Fraction]
    value: Fraction
    product: bool

    def of(self, x: Scalar) -> Scalar:
        """Return g(x)."""
        return call("log", x) if self.product else x

    @property
    def equal(self) -> Fraction | None:
        """Where the equation holds for equal variables; None where that is no rational."""
        whole = sum(self.shares.values(), Fraction(0))
        if not self.product:
            return self.value / whole if whole else None
        try:
            power = Rationals().power(to_fmpq(self.value), Fraction(1) / whole) if whole > 0 else None
        except NotRationalError:
            return None
        return None if power is None else to_fraction(power)

    def excess(self) -> Scalar:
        """Return Σ c_k x_k − s, or log Π x_k^c_k − log s, which are 0."""
        parts = [(Symbol(name), share) for name, share in self.shares.items()]
        if self.product:
            whole = product_of(x if e == 1 else Pow(x, e) for x, e in parts)
            return call("log", whole) - call("log", Number(self.value))
        return sum_of(product_of((Number(c), x)) for x, c in parts) - Number(self.value)


def ties(given: Iterable[Hypothesis], names: frozenset[str]) -> list[Tie]:
    """Return the equations among hypotheses that tie just these variables so.

    >>> from verify.statement.writing.relations import equal
    >>> from verify.statement.writing.variables import symbols
    >>> x, y = symbols("x y")
    >>> [tie.shares["y"] for tie in ties([equal(x + 2 * y, 1), equal(x * y**3, 1), equal(x, y)], frozenset("xy"))]
    [Fraction(2, 1), Fraction(3, 1), Fraction(-1, 1)]
    """
    found: list[Tie] = []
    for h in given:
        if isinstance(h, Relation) and h.operator == "=" and free_symbols(h) == names and _is_plain(h):
            whole = addends(h.left - h.right)
            powers = [_powers(one.factors) for one in whole]
            if None in powers or len(whole) > MOST_TERMS:
                continue
            constant = sum((one.number for one, power in zip(whole, powers, strict=True) if not power), Fraction(0))
            rest = [(one.number, power) for one, power in zip(whole, powers, strict=True) if power]
            if all(len(power) == 1 and set(power.values()) == {ONE} for _, power in rest):
                shares: dict[str, Fraction] = {}
                for number, power in rest:
                    for name in power:
                        shares[name] = shares.get(name, Fraction(0)) + number
                found.append(Tie(shares, -constant, product=False))
            elif len(rest) == 1 and -constant / rest[0][0] > 0:
                found.append(Tie(rest[0][1], -constant / rest[0][0], product=True))
    return [tie for tie in found if all(tie.shares.values()) and tie.shares.keys() == names]


def _is_plain(h: Relation) -> bool:
    return all(isinstance(node, Relation | Add | Mul | Pow | Number | Symbol | Named) for node in subtrees(h))


def _powers(factors: Iterable[Scalar]) -> dict[str, Fraction] | None:
    """Return the exponents of a product of powers of variables; None where it is another product."""
    found: dict[str, Fraction] = {}
    for factor in factors:
        match factor:
            case Symbol(name):
                found[name] = found.get(name, Fraction(0)) + 1
            case Pow(Symbol(name), exponent):
                found[name] = found.get(name, Fraction(0)) + exponent
            case _:
                return None
    return found


def is_tied_sum(relation: Relation, given: Iterable[Hypothesis]) -> bool:
    """Tell whether a goal is a sum over variables, or a product of them below a number, tied by such an equation.

    >>> from verify.statement.writing.calls import log
    >>> from verify.statement.writing.relations import equal
    >>> from verify.statement.writing.variables import symbols
    >>> x, y = symbols("x y")
    >>> [is_tied_sum(goal, [equal(x + y, 1)]) for goal in (x**2 + y**2 >= 0, x * y <= 1, x * y >= x)]
    [True, True, False]
    """
    names = free_symbols(relation)
    if not 2 <= len(names) <= MOST_VARIABLES or has_closed(relation) or not ties(given, names):
        return False
    whole = addends(gap(relation))
    return _parts(whole) is not None or _below_number(whole) is not None


def by_separable(work: Work, relation: Relation) -> Certificate | None:
    """Return such a certificate, where the checker accepts it."""
    if is_strict(relation) or not is_tied_sum(relation, work.given):
        return None
    whole = addends(gap(relation))
    if (parts := _parts(whole)) is not None:
        for tie in ties(work.given, free_symbols(relation)):
            m = tie.equal
            certificate = None if m is None else _tangents(work, parts, tie, dict.fromkeys(parts, Number(m)))
            if certificate is not None and work.accepts(relation, certificate):
                return certificate
        return None
    return _by_logarithm(work, relation, whole)


def _parts(whole: list[Addend]) -> dict[str, Scalar] | None:
    """Return the addends of each variable; None where one holds several variables, or a variable has none."""
    found: dict[str, list[Scalar]] = {}
    for one in whole:
        names = sorted(free_symbols(one.tree))
        if len(names) > 1:
            return None
        if names:
            found.setdefault(names[0], []).append(one.tree)
    return {name: sum_of(terms) for name, terms in found.items()} or None


def _tangents(work: Work, parts: dict[str, Scalar], tie: Tie, at: dict[str, Number]) -> Certificate | None:
    """Return the certificate of the tangents at given values of the variables."""
    if parts.keys() != tie.shares.keys() or (tie.product and min(m.value for m in at.values()) <= 0):
        return None
    first = min(parts)
    slope = substitute(differentiate(parts[first], Symbol(first)), {Symbol(first): at[first]})
    whole = slope * Number((at[first].value if tie.product else ONE) / tie.shares[first])
    try:
        λ = of_polynomial(work.signs().normaliser.of(whole))
    except InputError:
        return None  # no slope there
    terms: list[Scalar] = []
    uses: list[Use] = []
    for name, f in parts.items():
        x = Symbol(name)
        if not tie.product and (known := _of_logarithm(work, f, x, at[name])) is not None:
            terms.append(known[0])
            uses.append(known[1])
            continue
        term = f - λ * tie.shares[name] * tie.of(x)
        try:
            bracket = term - of_polynomial(work.signs().normaliser.of(substitute(term, {x: at[name]})))
        except InputError:
            return None  # no value there
        # the method *functions* takes longer over what stands below a line
        k = max((-e for one in addends(f) for e in (_powers(one.factors) or {}).values()), default=Fraction(0))
        if k > 0 and work.signs().positive(x):
            bracket = of_polynomial(work.signs().normaliser.of(bracket * Pow(x, k)))
        else:
            k = Fraction(0)
        own = tuple(h for h in work.given if isinstance(h, Relation) and free_symbols(h) == {name})
        stated = substitute(Relation(">=", bracket, ZERO), {x: X})
        used = work.real(stated, tuple(substitute(h, {x: X}) for h in own), called="a tangent")
        if not used:
            return None
        terms.append(product_of((Pow(x, -k), bracket)) if k else bracket)
        uses.append(use(used, {X: x}))
    balance = _balance(work, λ, tie)
    return None if balance is None else Certificate((*terms, *balance[0]), uses=(*uses, *balance[1]))


def _of_logarithm(work: Work, f: Scalar, x: Symbol, m: Number) -> tuple[Scalar, Use] | None:
    """Return e·(x/m − 1 − log(x/m)) where f is −e·log x: it is the bracket, by one lemma for all m and e."""
    parts = addends(f)
    if len(parts) != 1 or parts[0].factors != (call("log", x),) or parts[0].number >= 0 or m.value <= 0:
        return None
    name = work.real(1 + call("log", X) <= X, (X > 0,), called="tangent of the concave log")
    share = x / m
    term = product_of((Number(-parts[0].number), share - (1 + call("log", share))))
    return (term, use(name, {X: share})) if name else None


def _balance(work: Work, λ: Scalar, tie: Tie) -> tuple[tuple[Scalar, ...], tuple[Use, ...]] | None:
    """Return λ·(Σ c_k g(x_k) − s) as a term that is not negative, with what shows this."""
    try:
        sign = next(s for s in (1, -1) if holds_at(Relation(">=", λ * s, ZERO), Instance(), {}))
    except (StopIteration, UndefinedError):
        return None
    uses: list[Use] = []
    size = λ * sign
    if isinstance(λ, Number):
        size = Number(abs(λ.value))
        if not λ.value:
            return (), ()
    elif name := work.real(size >= 0):
        uses.append(use(name))
    else:
        return None
    excess = tie.excess()
    if tie.product:
        value = Number(tie.value)
        here, there = call("log", X), call("log", value)
        inside = product_of(Symbol(n) if e == 1 else Pow(Symbol(n), e) for n, e in tie.shares.items())
        stated, under = (here >= there, value <= X) if sign > 0 else (there >= here, value >= X)
        name = work.real(stated, (X > 0, under), called="the logarithm of a product")
        if not name:
            return None
        uses.append(use(name, {X: inside}))
    return (product_of((size, excess if sign > 0 else -excess)),), tuple(uses)


def _below_number(whole: list[Addend]) -> tuple[Fraction, Fraction, dict[str, Fraction]] | None:
    """Return (a, c, e) where a goal says a ≥ c·Π x^e for a, c > 0."""
    constant = [one for one in whole if not one.factors]
    rest = [one for one in whole if one.factors]
    if len(constant) != 1 or len(rest) != 1 or constant[0].number <= 0 or rest[0].number >= 0:
        return None
    powers = _powers(rest[0].factors)
    return None if powers is None else (constant[0].number, -rest[0].number, powers)


def _by_logarithm(work: Work, relation: Relation, whole: list[Addend]) -> Certificate | None:
    """Prove log a ≥ log c + Σ e·log x, and conclude a ≥ c·Π x^e."""
    read = _below_number(whole)
    signs = work.signs()
    if read is None or not all(signs.positive(Symbol(name)) for name in read[2]):
        return None
    number, share, powers = read
    logs = [product_of((Number(e), call("log", Symbol(name)))) for name, e in powers.items()]
    bound = call("log", Number(number / share))
    stated = bound >= sum_of(logs)
    parts = {name: -log for name, log in zip(powers, logs, strict=True)}
    whole_power = sum(powers.values(), Fraction(0))
    for tie in ties(work.given, frozenset(powers)):
        if tie.product or not whole_power:
            continue
        # where c_k x_k are to one another as the exponents are, the product is greatest
        there = {name: Number(tie.value * e / (whole_power * tie.shares[name])) for name, e in powers.items()}
        certificate = _tangents(work, parts, tie, there)
        if certificate is not None and work.accepts(stated, certificate):
            break
    else:
        return None
    found = work.here(stated, certificate, called="logarithms")
    # that e^log a is a is known to the method *functions* only
    variables = tuple(map(Symbol, powers))
    inside = product_of(x if e == 1 else Pow(x, e) for x, e in zip(variables, powers.values(), strict=True))
    ends = (call("exp", sum_of(logs)) >= inside, Number(number / share) >= call("exp", bound))
    names = [work.real(ends[0], tuple(x > 0 for x in variables)), work.real(ends[1])]
    if not all(names):
        return None
    terms = (gap(ends[1]), call("exp", bound) - call("exp", sum_of(logs)), gap(ends[0]))
    final = Certificate(tuple(product_of((Number(share), term)) for term in terms), uses=(use(found), *map(use, names)))
    return final if work.accepts(relation, final) else None
