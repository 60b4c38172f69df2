r"""Normal forms of expressions with sums over samples and patches: equal normal forms prove equality for all n, P, d.

An expression becomes a polynomial with rational coefficients in atoms (see ``atoms``): variables, members of
families, inner products, the sizes n and P, functions of normal forms, and connected sums of one monomial, whose
bound indices are renamed canonically. Products of sums whose indices do not meet are products of atoms.

Sound because every rewriting is an identity of real numbers wherever all parts are defined: bilinearity of the
inner product, distributivity, Σ_i 1 = n, renaming of bound indices, commutativity, (x^a)^b = x^(ab) for whole b or
for x ≥ 0 (only where x is known not to be negative), (x²)^q = |x|^(2q), |x|² = x², e^(kX+Y) = (e^X)^k e^Y for
whole k, log(x^q y) = q·log x + log y for x ≥ 0, log e^x = x, and the equations given.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property, lru_cache, reduce
from typing import Any, TypeVar

from verify.errors import InputError
from verify.exact.sums.atoms import (
    Atom,
    Frozen,
    Label,
    Monomial,
    Polynomial,
    add,
    as_monomial,
    atom_of,
    constant,
    content,
    extremum_over,
    freeze,
    label_at,
    labels,
    merge,
    of_atom,
    order,
    rename,
    single,
    sum_over,
    times,
    total,
    whole_power,
)
from verify.exact.sums.exponents import Long
from verify.exact.sums.function_values import clearing_of, exponential, log_of_number, mirrored, root_of_number
from verify.exact.sums.rules import Rule, match_names, rewritten, said, that_concern, variables_of
from verify.statement.expansion import carry_out_derivatives, expand_inner, reduced
from verify.statement.formulas import Hypothesis, Node
from verify.statement.functions import function
from verify.statement.tree import (
    Add,
    Apply,
    Diff,
    Extremum,
    Indexed,
    Inner,
    Mul,
    Named,
    Number,
    Pow,
    Relation,
    Scalar,
    Size,
    Sum,
    Symbol,
    Vector,
)
from verify.statement.walk import mentions as names_in

# forms that are kept from claim to claim
MOST_NORMALISERS, MOST_FORMS = 500, 10_000
NOTHING: Any = object()
T = TypeVar("T")


@dataclass(frozen=True)
class Normaliser:
    """Brings expressions to normal form under given equations and signs.

    ``rules`` come from hypotheses such as ⟨w*, z_i⟩ = 1; ``nonnegative`` holds atoms that a hypothesis says are ≥ 0
    (labels in them stand for every value of the index).

    >>> from verify.statement.writing.variables import samples, family, symbols
    >>> from verify.statement.writing.operations import mean
    >>> i, j = samples("i j"); u = lambda k: family("u", k)
    >>> normal = Normaliser()
    >>> left = mean(i, j, (u(i) - u(j)) ** 2)
    >>> right = 2 * (mean(i, u(i) ** 2) - mean(i, u(i)) ** 2)
    >>> normal.of(left) == normal.of(right)
    True
    """

    rules: tuple[Rule, ...] = ()
    nonnegative: tuple[Atom, ...] = field(default=())
    # the forms that were made before; signs, domains and facts ask for the same ones again and again
    _known: dict[Scalar, Polynomial] = field(default_factory=dict, compare=False, repr=False)
    _frozen: dict[Scalar, Frozen] = field(default_factory=dict, compare=False, repr=False)
    # what else was made of a node with rules and signs alone, by what it is
    _others: dict[tuple[str, Node], Any] = field(default_factory=dict, compare=False, repr=False)
    # by the names of the variables in an expression: the normaliser with those of the rules and signs that concern them
    _narrower: dict[frozenset[str], Normaliser] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def given(cls, hypotheses: Iterable[Hypothesis]) -> Normaliser:
        """Return a normaliser that uses what the hypotheses say: equations from left to right, and signs of atoms."""
        made = cls()
        for hypothesis in hypotheses:
            made = made.under(hypothesis)
        return made

    def under(self, hypothesis: Hypothesis) -> Normaliser:
        """Return the normaliser that uses one more hypothesis; itself where that says nothing of use."""
        if not isinstance(hypothesis, Relation):
            return self
        found = self.once("said", hypothesis, Normaliser._said)
        if isinstance(found, Rule):
            return Normaliser((*self.rules, found), self.nonnegative)
        return self if found is None else Normaliser(self.rules, (*self.nonnegative, found))

    def _said(self, hypothesis: Relation) -> Rule | Atom | None:
        sides = self.of(hypothesis.left), self.of(hypothesis.right)
        return said(hypothesis.operator, *sides, self._monomial_is_nonnegative)

    def once(self, what: str, node: Node, make: Callable[[Normaliser, Any], T]) -> T:
        """Return what is made of a node with rules and signs alone, once for all normalisers that speak of it alike."""
        narrowed = self._narrowed(names_in(node))
        found = narrowed._others.get((what, node), NOTHING)
        if found is NOTHING:
            if len(narrowed._others) >= MOST_FORMS:
                narrowed._others.clear()
            found = narrowed._others[what, node] = make(narrowed, node)
        result: T = found
        return result

    def of(self, expression: Scalar) -> Polynomial:
        """Return the normal form of a scalar expression, its derivatives carried out.

        The form of one expression is made once, whatever is assumed of variables that do not stand in it: it must not
        be changed.
        """
        found = self._known.get(expression)
        if found is None:
            found = self._known[expression] = self._narrowed(names_in(expression))._made(expression)
        return found

    def frozen(self, expression: Scalar) -> Frozen:
        """Return the normal form as a hashable tuple in canonical order, made once too: facts are compared by it."""
        found = self._frozen.get(expression)
        if found is None:
            narrowed = self._narrowed(names_in(expression))
            found = narrowed._frozen.get(expression)
            if found is None:
                # facts are looked up by it
                found = narrowed._frozen[expression] = Long(freeze(self.of(expression)))
            self._frozen[expression] = found
        return found

    def _made(self, expression: Scalar) -> Polynomial:
        found = self._known.get(expression)
        if found is None:
            if len(self._known) >= MOST_FORMS:
                self._known.clear()
                self._frozen.clear()
            found = self._known[expression] = self._form(expression)
        return found

    def _narrowed(self, names: frozenset[str]) -> Normaliser:
        """Return the normaliser, one for all decisions, with the rules and signs that concern variables of some names.

        It gives the same forms: no other rule or sign can be used.
        """
        found = self._narrower.get(names)
        if found is None:
            # other names than those that rules and signs are for make no difference
            known = names & self._names
            found = self._narrower.get(known)
            if found is None:
                found = self._narrower[known] = _shared(*that_concern(self.rules, self.nonnegative, known))
            self._narrower[names] = found
        return found

    @cached_property
    def _names(self) -> frozenset[str]:
        """The names of the variables in the atoms that rules and signs are for."""
        atoms = (*(rule.atom for rule in self.rules), *self.nonnegative)
        return frozenset[str]().union(*map(variables_of, atoms))

    def _form(self, expression: Scalar) -> Polynomial:
        match expression:
            case Number(value):
                return constant(value)
            case Named(_, _, body, _):
                return self.of(body)
            case Add(terms):
                return total(map(self.of, terms))
            case Mul(factors):
                return self._settle(reduce(times, map(self.of, factors)) if factors else constant(1))
            case Pow(base, exponent):
                return self._settle(self.power(self.of(base), exponent))
            case Sum(index, body):
                return rewritten(sum_over(label_at(index), self.of(body)), self.rules)
            case Extremum(which, index, body):
                return self._extremum(which, label_at(index), self.of(body))
            case Apply(name, arguments):
                if (simpler := reduced(expression)) is not None:
                    return self.of(simpler)
                return self._function(name, [self.of(argument) for argument in arguments])
            case Inner(Vector(), Vector()) | Symbol() | Indexed() | Size():
                return self._leaf(atom_of(expression))
            case Inner():
                return self.of(expand_inner(expression))
            case Diff():
                return self.of(carry_out_derivatives(expression))
        raise InputError(f"{type(expression).__name__} has no normal form: only methods for runs know it")

    def _leaf(self, atom: Atom) -> Polynomial:
        for rule in self.rules:
            if (names := match_names(rule, atom)) is not None:
                return dict(rename(freeze(rule.value), names))
        return of_atom(atom)

    def _extremum(self, which: str, label: Label, body: Polynomial) -> Polynomial:
        # max(x²b) = x² max b, as x² is one number for all members
        taken = [(atom, e) for atom, e in self._shared(body) if label not in labels(atom)] if body else []
        rest = times(body, as_monomial(merge((atom, -e) for atom, e in taken))) if taken else body
        return times(as_monomial(merge(taken)), extremum_over(which, label, rest))

    def over(self, bound: Iterable[Label], polynomial: Polynomial) -> Polynomial:
        """Return the normal form of the sum of a product of normal forms over several labels."""
        result = self._settle(polynomial)
        for label in bound:
            result = rewritten(sum_over(label, result), self.rules)
        return result

    def power(self, base: Polynomial, exponent: Fraction) -> Polynomial:
        """Return a rational power of a normal form; a root of several terms becomes a root atom."""
        if exponent.denominator == 1 and exponent >= 0:
            return whole_power(base, int(exponent))
        only = single(base)
        if only is None:
            if not base and exponent > 0:
                return {}
            if not base:
                raise InputError("a power with a negative exponent of 0: the statement is not defined")
            shared_factor = content(base)
            if exponent.denominator != 1 and (shared := self._shared(base)):
                # √(c²x + c²y) = |c|·√(x + y): one root for what differs by a factor that is never negative
                inside = self.power(times(base, as_monomial(merge((atom, -e) for atom, e in shared))), exponent)
                return self._settle(times(self._root_of_monomial(shared, exponent), inside))
            if exponent.denominator != 1 and shared_factor != 1:
                # √(4x² + 4) = 2√(x² + 1): one root for what differs by a positive number
                inside = self.power(times(base, constant(1 / shared_factor)), exponent)
                return times(root_of_number(shared_factor, exponent), inside)
            return of_atom(("root", freeze(base), exponent.denominator), exponent.numerator)
        monomial, coefficient = only
        if coefficient < 0 and exponent.denominator != 1:
            # √(−x) is no product of roots of real numbers: it stays one root
            return of_atom(("root", freeze(base), exponent.denominator), exponent.numerator)
        if exponent.denominator == 1:
            return as_monomial(merge((atom, e * exponent) for atom, e in monomial), coefficient**exponent.numerator)
        return times(root_of_number(coefficient, exponent), self._root_of_monomial(monomial, exponent))

    def _shared(self, polynomial: Polynomial) -> Monomial:
        """Return the largest monomial in all terms that is never negative; a size stands below no line after it."""
        least: dict[Atom, Fraction] = {}
        for number, monomial in enumerate(polynomial):
            own = dict(monomial)
            least = {
                atom: min(own.get(atom, Fraction(0)), least.get(atom, Fraction(0)) if number else own[atom])
                for atom in {**own, **least}
            }
        even = ((atom, e if self.is_nonnegative(atom) else Fraction(e // 2 * 2)) for atom, e in least.items())
        return merge((atom, e) for atom, e in even if e > 0 or atom[0] == "size")

    def _root_of_monomial(self, monomial: Monomial, exponent: Fraction) -> Polynomial:
        known: list[tuple[Atom, Fraction]] = []
        rest: list[tuple[Atom, Fraction]] = []
        for atom, e in monomial:
            if self.is_nonnegative(atom):
                known.append((atom, e * exponent))
            elif e.denominator == 1 and e % 2 == 0:
                known.append((("function", "abs", (freeze(of_atom(atom)),)), e * exponent))
            else:
                rest.append((atom, e))
        if rest:
            left_over = freeze(as_monomial(tuple(rest)))
            known.append((("root", left_over, exponent.denominator), Fraction(exponent.numerator)))
        return self._settle(as_monomial(merge(known)))

    def is_nonnegative(self, atom: Atom) -> bool:
        """Tell whether an atom can never be negative, by its form or by a hypothesis."""
        match atom:
            case ("size", _) | ("root", _, 2):
                return True
            case ("function", name, _) if function(name).nonnegative == "always":
                return True
            case ("inner", left, right) if left == right:
                return True
            case ("sum", _, monomial) if self._monomial_is_nonnegative(monomial):
                return True
            case ("root", inside, _) if all(c > 0 and self._monomial_is_nonnegative(m) for m, c in inside):
                return True
        return any(
            match_names(Rule(known, tuple(sorted(labels(known))), {}), atom) is not None for known in self.nonnegative
        )

    def _monomial_is_nonnegative(self, monomial: Monomial) -> bool:
        return all((e.denominator == 1 and e % 2 == 0) or self.is_nonnegative(atom) for atom, e in monomial)

    def _function(self, name: str, arguments: list[Polynomial]) -> Polynomial:
        if name == "abs":
            return self._absolute(arguments[0])
        if name in ("max", "min"):
            frozen = tuple(sorted({freeze(argument) for argument in arguments}, key=order))
            return dict(frozen[0]) if len(frozen) == 1 else of_atom(("function", name, frozen))
        argument = arguments[0]
        if name == "exp":
            return exponential(argument)
        if name == "log":
            return self._logarithm(argument)
        return mirrored(name, argument)

    def _logarithm(self, argument: Polynomial) -> Polynomial:
        """Return a logarithm; of a product the powers of what is never negative, and a number alone, are taken out.

        log(x^q·y) = q·log x + log y for x ≥ 0: where the left side is defined, x > 0 and y > 0.
        """
        only = single(argument)
        if only is None:
            below = {a: e for m in argument for a, e in m if a[0] == "root" and e < 0 and self.is_nonnegative(a)}
            if not below:
                return of_atom(("function", "log", (freeze(argument),)))
            # log(x/d + y/d) = log(x + y) − log d for d ≥ 0, which is > 0 where it is a denominator
            lowest = merge((a, min(dict(m).get(a, Fraction(0)) for m in argument)) for a in below)
            above = self._settle(times(argument, as_monomial(merge((a, -e) for a, e in lowest))))
            return add(self._logarithm(above), self._logarithm(as_monomial(lowest)))
        result: Polynomial = {}
        rest: list[tuple[Atom, Fraction]] = []
        for atom, e in only[0]:
            if atom[:2] == ("function", "exp"):
                result = add(result, times(dict(atom[2][0]), constant(e)))
            elif atom[0] == "root" and (atom[2] > 1 or self.is_nonnegative(atom)):
                inside = self._logarithm(dict(atom[1]))
                result = add(result, times(inside, constant(e / atom[2])))
            elif e.denominator != 1 or self.is_nonnegative(atom):
                result = add(result, {((("function", "log", (freeze(of_atom(atom)),)), Fraction(1)),): e})
            else:
                rest.append((atom, e))
        if rest or only[1] < 0:
            return add(result, of_atom(("function", "log", (freeze(as_monomial(tuple(rest), only[1])),))))
        above, below = log_of_number(only[1].numerator), log_of_number(only[1].denominator)
        return add(add(result, above), times(below, constant(-1)))

    def _absolute(self, argument: Polynomial) -> Polynomial:
        only = single(argument)
        if only is None:
            negated = times(argument, constant(-1))
            smaller = min(freeze(argument), freeze(negated), key=order)  # |x| and |−x| are one atom
            return of_atom(("function", "abs", (smaller,))) if argument else {}
        result = constant(abs(only[1]))
        for atom, e in only[0]:
            if self.is_nonnegative(atom) or (e.denominator == 1 and e % 2 == 0):
                result = times(result, of_atom(atom, e))
            else:
                result = times(result, of_atom(("function", "abs", (freeze(of_atom(atom)),)), e))
        return self._settle(result)

    def _settle(self, polynomial: Polynomial) -> Polynomial:
        """Replace |x|² by x², and the q-th power of a q-th root by what stands under it."""
        settled: dict[tuple[Atom, Fraction], Polynomial] = {}
        for monomial in polynomial:
            for atom, exponent in monomial:
                if (replaced := self._settled_power(atom, exponent)) is not None:
                    settled[atom, exponent] = replaced
        if not settled:
            return polynomial
        result: Polynomial = {}
        for monomial, coefficient in polynomial.items():
            term = as_monomial(tuple(factor for factor in monomial if factor not in settled), coefficient)
            for factor in monomial:
                if factor in settled:
                    term = times(term, settled[factor])
            result = add(result, term)
        return self._settle(result)

    def _settled_power(self, atom: Atom, exponent: Fraction) -> Polynomial | None:
        if atom[0] == "root" and exponent.denominator == 1 and exponent >= atom[2]:
            whole, left = divmod(int(exponent), atom[2])
            return times(whole_power(dict(atom[1]), whole), of_atom(atom, left) if left else constant(1))
        if atom[:2] == ("function", "indicator") and exponent.denominator == 1 and exponent > 1:
            return of_atom(atom)  # it is 0 or 1
        if atom[:2] == ("function", "abs") and exponent.denominator == 1 and abs(exponent) >= 2:
            inside = dict(atom[2][0])
            even = int(exponent) // 2 * 2 if exponent > 0 else -(int(-exponent) // 2 * 2)
            left = exponent - even
            return times(self.power(inside, Fraction(even)), of_atom(atom, left) if left else constant(1))
        return None

    def difference_vanishes(self, left: Polynomial, right: Polynomial) -> bool:
        """Tell whether two normal forms are equal once denominators and negative powers of roots are cleared."""
        difference = add(left, times(right, constant(-1)))
        for _ in range(50):
            difference = self._settle(difference)
            if not difference:
                return True
            clearing = clearing_of(difference)
            if not clearing:
                return False
            difference = times(difference, as_monomial(clearing))
        raise InputError("denominators nested too deeply to be cleared: split the claim into steps")


@lru_cache(maxsize=MOST_NORMALISERS)
def _shared(rules: tuple[Rule, ...], nonnegative: tuple[Atom, ...]) -> Normaliser:
    """Return one normaliser for all that speak of the same variables: claims share many expressions."""
    return Normaliser(rules, nonnegative)
