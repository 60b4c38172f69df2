"""Signs by form: when an expression is positive or nonnegative, and what is a fact.

More facts come from λ_min and λ_max (``rayleigh``); where expressions are defined is in ``definedness``.

Rules for **nonnegative** (each sound for reals, wherever the expression is defined):
 N1  a number ≥ 0; a size n or P; a named quantity whose body is nonnegative; an inner product of a vector with itself
 N2  a sum of terms, and a sum over an index, of nonnegative parts; a product of nonnegative factors
 N3  a power with an even whole exponent; a power with a fractional exponent; any power of a nonnegative base
 N4  functions whose record says so, of anything (exp, σ̄, ℓ, |·|), of nonnegative arguments only (W₀, min), or of one
     such argument (max); a maximum or minimum over an index of a nonnegative body
 N5  body(j) − min_i body(i), and max_i body(i) − body(j), for any index j
 N7  min(a, b, …) − c where each of a − c, b − c, … is nonnegative, and c − max(a, b, …) where each c − a, … is
 N8  ‖a‖²‖b‖² − ⟨a, b⟩², and √(‖a‖²)·√(‖b‖²) − ⟨a, b⟩ or + ⟨a, b⟩ (Cauchy–Schwarz), for any vectors a and b
 N9  c + Σ k_j f_j(a_j) with rationals c, k_j, where the ranges of the functions f_j show it (see ``ranges``)
 N10 f(a) − f(b) for an increasing f where a − b is nonnegative, and for a decreasing one where b − a is; a power
     with a fractional exponent q is an increasing function for q > 0, a decreasing one for q < 0
 N11 Σ_k b(k) − b(j) for any index j, over one index or several, where b is nonnegative for all of them
 N12 c − max_k b(k) where c − b(k) is nonnegative for all k, and min_k b(k) − c where b(k) − c is
 N6  an expression whose normal form is that of a fact, the fact's free indices replaced by any indices

 N13 a polynomial in n alone, or in P alone, with rational coefficients that is not negative at 1, 2, …: it is looked at
     up to Cauchy's bound of its roots, beyond which it has the sign of its leading coefficient

Rules for **positive**:
 S1  a number > 0; a size; a named quantity with positive body
 S2  a sum of nonnegative terms one of which is positive; a sum over an index of a positive body; a product of
     positive factors
 S3  a power of a positive base
 S4  functions whose record says so, as in N4; a maximum or minimum over an index of a positive body
 S9  as N9, where no bound that counts is reached or the sum of the bounds is positive; S10 as N10 with positive
     differences and an f without levels; S12 as N12, since a maximum of finitely many is one of them
 S6  an expression whose normal form is that of a strict fact, or a number > 0, such as T − T + 1; S13 as N13, where it
     is positive at 1, 2, …

**Facts**: ``greater − smaller`` of each hypothesis that is an inequality (strict for < and >), for all values of its
free indices; and of the conclusion of each used lemma under its mapping, once the lemma's hypotheses are shown under
the same mapping: an inequality by N or S, an equation by an identity, ≠ by S for one of the two differences; or by
being a hypothesis of the claim up to the names of its free indices (a span only so). An equation gives both
differences. The mapping replaces the variables, vectors and families that it names; the others keep their names and
stand for the claim's own.
The lemma's free indices stand for all their values and are kept apart from those of the mapping.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from copy import copy
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache
from itertools import product

from verify.exact.certificates.ranges import compared_arguments, is_above_by_range
from verify.exact.sums.atoms import (
    Frozen,
    constant,
    freeze,
    labels,
    rename,
    times,
)
from verify.exact.sums.normal_form import Normaliser
from verify.statement.formulas import Hypothesis
from verify.statement.functions import When, function, is_so
from verify.statement.indices import Index
from verify.statement.rewriting.substitution import substitute
from verify.statement.tree import (
    Add,
    Apply,
    Extremum,
    Inner,
    Mul,
    Named,
    Number,
    Pow,
    Relation,
    Scalar,
    Size,
    Sum,
    VectorExpr,
)
from verify.statement.walk import free_indices

MINUS_ONE = Number(Fraction(-1))
HIGHEST_DEGREE, MOST_SIZES = 8, 1000


@dataclass(frozen=True)
class Fact:
    """An expression known to be nonnegative (or positive, where ``strict``), as its normal form."""

    form: Frozen
    strict: bool

    @cached_property
    def has_labels(self) -> bool:
        """Whether it stands for several facts, one for each value of its free labels."""
        return bool(labels(self.form))


# hypotheses are asked for their differences under one list of them after the other
@lru_cache(maxsize=10_000)
def oriented(relation: Relation) -> tuple[Scalar, bool]:
    """Return greater − smaller of an inequality, and whether it is strict.

    >>> from verify.statement.writing.variables import symbols
    >>> from verify.statement.readings.notation import to_text
    >>> x, y = symbols("x y")
    >>> to_text(oriented(x < y)[0]), oriented(x < y)[1]
    ('y - x', True)
    """
    if relation.operator in (">", ">="):
        return relation.left - relation.right, relation.operator == ">"
    return relation.right - relation.left, relation.operator == "<"


class Signs:
    """Decides by the rules N and S above whether an expression is nonnegative or positive, given facts."""

    def __init__(self, normaliser: Normaliser, facts: tuple[Fact, ...]) -> None:
        self.normaliser = normaliser
        self.facts: tuple[Fact, ...] = ()
        # whether a fact is strict, by its form; a fact without free labels is met only as it stands
        self._plain: dict[Frozen, bool] = {}
        self._patterns: tuple[Fact, ...] = ()
        self._learn(facts)

    def _learn(self, facts: tuple[Fact, ...]) -> None:
        self.facts = (*self.facts, *facts)
        for fact in facts:
            self._plain[fact.form] = fact.strict or self._plain.get(fact.form, False)
        self._patterns = (*self._patterns, *(fact for fact in facts if fact.has_labels))

    def knowing(self, facts: Iterable[Fact]) -> Signs:
        """Return the same with further facts."""
        further = copy(self)
        further._plain = dict(self._plain)
        further._learn(tuple(facts))
        return further

    def nonnegative(self, e: Scalar) -> bool:
        """Tell whether the rules N show an expression to be nonnegative."""
        match e:
            case Number(value):
                return value >= 0
            case Size():
                return True
            case Named(_, _, body, _):
                return self.nonnegative(body)
            case Inner(left, right) if left == right:
                return True
            case Pow(base, exponent):
                if exponent.denominator != 1 or exponent.numerator % 2 == 0 or self.nonnegative(base):
                    return True
            case Sum(_, body) | Extremum(_, _, body):
                if self.nonnegative(body):
                    return True
            case Mul(factors):
                if all(self.nonnegative(factor) for factor in factors):
                    return True
            case Add(terms):
                by_parts = all(self.nonnegative(term) for term in terms)
                if by_parts or _beside_extremum(e) or self._beside_choice(e) or _is_schwarz(e):
                    return True
                if self._above_member(e) or self._beside_all(e, self.nonnegative):
                    return True
                if self._by_table(e, strict=False):
                    return True
            case Apply(name, arguments):
                if self._applied(function(name).nonnegative, arguments, self.nonnegative):
                    return True
        return self._is_fact(e, strict=False)

    def positive(self, e: Scalar) -> bool:
        """Tell whether the rules S show an expression to be positive."""
        match e:
            case Number(value):
                return value > 0
            case Size():
                return True
            case Named(_, _, body, _):
                return self.positive(body)
            case Pow(base, _):
                if self.positive(base):
                    return True
            case Sum(_, body) | Extremum(_, _, body):
                if self.positive(body):
                    return True
            case Mul(factors):
                if all(self.positive(factor) for factor in factors):
                    return True
            case Add(terms):
                if all(self.nonnegative(term) for term in terms) and any(self.positive(term) for term in terms):
                    return True
                if self._by_table(e, strict=True) or self._beside_all(e, self.positive):
                    return True
            case Apply(name, arguments):
                if self._applied(function(name).positive, arguments, self.positive):
                    return True
        return self._is_fact(e, strict=True)

    @staticmethod
    def _applied(when: When, arguments: tuple[Scalar, ...], shown: Callable[[Scalar], bool]) -> bool:
        # arguments are computed only where the sign depends on them
        if when in ("always", "never"):
            return when == "always"
        return is_so(when, [shown(argument) for argument in arguments])

    def _by_table(self, e: Add, *, strict: bool) -> bool:
        """Rules N9 and S9, N10 and S10: a sum of bounded functions, and a difference of values of a monotone one."""
        if is_above_by_range(e, strict=strict):
            return True
        pair = compared_arguments(e, strict=strict)
        return pair is not None and (self.positive if strict else self.nonnegative)(pair[0] - pair[1])

    def _beside_choice(self, e: Add) -> bool:
        """Rule N7: min(a, b, …) − c, or c − max(a, b, …)."""
        if len(e.terms) != 2:
            return False
        first, second = e.terms
        match first, second:
            case Apply("min", arguments), Mul((sign, *_)) if sign == MINUS_ONE:
                return all(self.nonnegative(Add((argument, second))) for argument in arguments)
            case _, Mul((sign, Apply("max", arguments))) if sign == MINUS_ONE:
                return all(self.nonnegative(first - argument) for argument in arguments)
        return False

    def _above_member(self, e: Add) -> bool:
        """Rule N11: a sum beside one of its terms."""
        match e.terms:
            case Sum() as whole, Mul((sign, *rest)) if sign == MINUS_ONE and rest:
                value = Mul(tuple(rest)) if len(rest) > 1 else rest[0]
                body = _body_at(value, whole)
                return body is not None and self.nonnegative(body)
        return False

    def _beside_all(self, e: Add, shown: Callable[[Scalar], bool]) -> bool:
        """Rules N12 and S12: c − max_k b(k), or min_k b(k) − c, by what is shown for each k."""
        match e.terms:
            case other, Mul((sign, Extremum("max", index, body))) if sign == MINUS_ONE:
                if index not in free_indices(other):
                    return shown(other - body)
            case Extremum("min", index, body), Mul((sign, *_)) as other if sign == MINUS_ONE:
                if index not in free_indices(other):
                    return shown(Add((body, other)))
        return False

    def _is_fact(self, e: Scalar, *, strict: bool) -> bool:
        found = self.normaliser.of(e)
        if len(found) == 1 and (number := found.get(())) is not None and number > 0:
            return True  # rule S6
        form = self.normaliser.frozen(e)
        known = self._plain.get(form)
        if known is not None and (known or not strict):
            return True
        shown = any((fact.strict or not strict) and is_instance_of(form, fact.form) for fact in self._patterns)
        return shown or is_above_at_sizes(form, strict=strict)


def is_above_at_sizes(form: Frozen, *, strict: bool) -> bool:
    """Tell whether a normal form is a polynomial in n alone, or in P, that is ≥ 0 (> 0) at every size 1, 2, ….

    >>> from verify.statement.writing.variables import n
    >>> shown = [n - 1, n * (n - 1) * (n - 2), n**2 - 3 * n + 2, n**2 - 3 * n + 1, n - 2]
    >>> [is_above_at_sizes(freeze(Normaliser().of(e)), strict=False) for e in shown]
    [True, True, True, False, False]
    """
    coefficients: dict[int, Fraction] = {}
    kinds = set()
    for monomial, value in form:
        match monomial:
            case ():
                coefficients[0] = value
            case ((("size", kind), e),) if e.denominator == 1 and 0 < e <= HIGHEST_DEGREE:
                kinds.add(kind)
                coefficients[int(e)] = value
            case _:
                return False
    if len(kinds) != 1:
        return False
    degree = max(coefficients)
    bound = 1 + max(abs(value / coefficients[degree]) for value in coefficients.values())
    if coefficients[degree] < 0 or bound > MOST_SIZES:
        return False
    values = (sum(value * size**e for e, value in coefficients.items()) for size in range(1, int(bound) + 2))
    return all(value > 0 if strict else value >= 0 for value in values)


def is_instance_of(form: Frozen, pattern: Frozen) -> bool:
    """Tell whether a normal form is a pattern with its free labels replaced by labels of the form."""
    if form == pattern:
        return True
    if len(form) != len(pattern) or not 0 < len(labels(pattern)) <= 3:
        return False
    free, available = sorted(labels(pattern)), sorted(labels(form))
    choices = [[label for label in available if label[2] == slot[2]] for slot in free]
    return any(rename(pattern, dict(zip(free, choice, strict=True))) == form for choice in product(*choices))


def _beside_extremum(e: Add) -> bool:
    """Rule N5: body(j) − min_i body(i), or max_i body(i) − body(j)."""
    if len(e.terms) != 2:
        return False
    first, second = e.terms
    match first, second:
        case _, Mul((sign, Extremum("min", index, body))) if sign == MINUS_ONE:
            return _is_at_some_index(first, body, index)
        case Extremum("max", index, body), Mul((sign, *rest)) if sign == MINUS_ONE:
            return _is_at_some_index(Mul(tuple(rest)) if len(rest) > 1 else rest[0], body, index)
    return False


def _body_at(value: Scalar, whole: Sum) -> Scalar | None:
    """Return the body of a sum, or of the sums in it, where a value is that body at some of the value's own indices."""
    slots: list[Index] = []
    body: Scalar = whole
    while isinstance(body, Sum):
        slots.append(body.index)
        body = body.body
    if len(slots) > 3 or len(set(slots)) < len(slots):
        return None
    choices = [[index for index in free_indices(value) if index.kind == slot.kind] for slot in slots]
    here = (dict(zip(slots, chosen, strict=True)) for chosen in product(*choices))
    return body if any(substitute(body, names) == value for names in here) else None


def _is_schwarz(e: Add) -> bool:
    """Rule N8: the product of two lengths, squared or not, beside the inner product, squared or not."""
    match e.terms:
        case Mul((Inner() as one, Inner() as two)), Mul((sign, Pow(Inner() as mixed, exponent))) if sign == MINUS_ONE:
            return exponent == 2 and _are_lengths(one, two, mixed)
        case Mul((Pow(Inner() as one, first), Pow(Inner() as two, second))), other if first == second == Fraction(1, 2):
            match other:
                case Mul((sign, Inner() as mixed)) if sign == MINUS_ONE:
                    return _are_lengths(one, two, mixed)
                case Inner() as mixed:
                    return _are_lengths(one, two, mixed)
    return False


def _are_lengths(one: Inner, two: Inner, mixed: Inner) -> bool:
    """Tell whether two inner products are the squared lengths of the two vectors of a third."""
    squares = one.left == one.right and two.left == two.right
    return squares and (one.left, two.left) in ((mixed.left, mixed.right), (mixed.right, mixed.left))


def schwarz(a: VectorExpr, b: VectorExpr) -> tuple[Scalar, ...]:
    """Return what Cauchy and Schwarz say of two vectors: three expressions that are not negative, by rule N8.

    >>> from verify.statement.writing.variables import vector
    >>> from verify.statement.readings.notation import to_text
    >>> [to_text(one) for one in schwarz(vector("a"), vector("b"))]
    ['‖a‖²·‖b‖² - ⟨a, b⟩²', '‖a‖·‖b‖ - ⟨a, b⟩', '‖a‖·‖b‖ + ⟨a, b⟩']
    """
    squares, mixed, half = (Inner(a, a), Inner(b, b)), Inner(a, b), Fraction(1, 2)
    lengths = Mul(tuple(Pow(square, half) for square in squares))
    return (
        Add((Mul(squares), Mul((MINUS_ONE, Pow(mixed, Fraction(2)))))),
        Add((lengths, Mul((MINUS_ONE, mixed)))),
        Add((lengths, mixed)),
    )


def _is_at_some_index(value: Scalar, body: Scalar, index: Index) -> bool:
    return any(value == substitute(body, {index: other}) for other in free_indices(value) if other.kind == index.kind)


def facts_of(hypotheses: Iterable[Hypothesis], normaliser: Normaliser) -> tuple[Fact, ...]:
    """Return what the hypotheses say of signs."""
    facts: list[Fact] = []
    for hypothesis in hypotheses:
        if isinstance(hypothesis, Relation):
            facts += facts_of_relation(hypothesis, normaliser)
    return tuple(facts)


def facts_of_relation(relation: Relation, normaliser: Normaliser) -> tuple[Fact, ...]:
    """Return what one relation says of signs; an equation says it of both differences, ≠ of none.

    That 0 is positive is not used: such a hypothesis is shown to fail by itself.
    """
    return normaliser.once("facts", relation, _facts_of_relation)


def _facts_of_relation(normaliser: Normaliser, relation: Relation) -> tuple[Fact, ...]:
    if relation.operator == "!=":
        return ()
    difference, strict = oriented(relation)
    form = normaliser.frozen(difference)
    if relation.operator == "=":
        return Fact(form, False), Fact(freeze(times(dict(form), constant(-1))), False)
    return (Fact(form, strict),) if form or not strict else ()
