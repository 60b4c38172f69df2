"""Canonical forms of nodes as a ledger has them, under a claim's hypotheses and with values put in.

In: scalars and vectors. Out: forms, which ``arithmetic`` adds and multiplies, and which says why they are sound.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product
from math import gcd, lcm
from typing import Any

from gmpy2 import mpq

from verify.recheck.derivative import derivative
from verify.recheck.forms.arithmetic import Arithmetic
from verify.recheck.forms.assumptions import Assumptions
from verify.recheck.forms.remembered import REMEMBERED
from verify.recheck.forms.sums import NIL, ONE, UNIT, Form, close, constant, fresh_label, key, labels, plus, scaled
from verify.recheck.function_table import SYMBOLS, becomes
from verify.recheck.reading import SPECIAL, Node, RejectedError, rational


class Forms(Arithmetic):
    """Brings nodes to canonical form under hypotheses; ``env`` gives values to variables, vectors and indices.

    ``zero_one`` names a family that takes the values 0 and 1 only. ``analytic`` reads σ̄ and ℓ as their formulas, and
    x^q as e^(q log x) for variables x and fractions q < 0.
    """

    def __init__(
        self, hypotheses: Iterable[list[Any]] = (), zero_one: str | None = None, *, analytic: bool = False
    ) -> None:
        super().__init__(zero_one, analytic=analytic)
        # forms of nodes by their identity and their environment's, and both kept, so that no identity is used again
        self.known: dict[tuple[int, int], Form] = {}
        self.bound: dict[tuple[str, str, int, str], tuple[Any, dict[Any, Any]]] = {}
        self.kept: list[Any] = []
        for hypothesis in hypotheses:
            if hypothesis[0] not in (*SPECIAL, "!="):
                self._assume(REMEMBERED.alike(hypothesis))

    def _assume(self, hypothesis: Node) -> None:
        before, at = self.under, id(hypothesis)
        if at not in before.after:
            operator, left, right = hypothesis
            said = self.said(operator, self.of(left), self.of(right))
            before.after[at] = before if said is None else REMEMBERED.assuming(before, *said)
            REMEMBERED.held += 1
        if before.after[at] is not before:
            # another equation or sign can change a form
            self.assume(before.after[at])
            self.known.clear()

    def end_row(self) -> None:
        """Forget all that was found, where no hypothesis says anything."""
        for kept in (self.known, self.bound, self.kept):
            kept.clear()
        self.assume(Assumptions(self.zero_one, self.analytic))

    def bind(self, index: list[str], env: dict[Any, Any]) -> tuple[Any, dict[Any, Any]]:
        """Return a label that nothing else has, and the environment in which the index is that label."""
        label = fresh_label(next(self.fresh), index[1])
        return label, env | {("index", *index): label}

    def bind_again(self, index: list[str], env: dict[Any, Any], side: str = "") -> tuple[Any, dict[Any, Any]]:
        """Return one label for all sums over an index in an environment, where each is closed by itself.

        What is not closed by itself are sums that stand in one another, whose environments differ, and those of the two
        vectors of a product, which have a ``side`` each.
        """
        env = env or REMEMBERED.nothing
        if id(env) in REMEMBERED.envs:
            return REMEMBERED.bind(index, env, side)
        at = (index[0], index[1], id(env), side)
        if at not in self.bound:
            self.kept.append(env)
            self.bound[at] = self.bind(index, env)
        return self.bound[at]

    def of(self, node: Node, env: dict[Any, Any] | None = None) -> Form:
        """Return the canonical form of a scalar node."""
        if node[0] == "num":
            # whatever is assumed
            return constant(rational(node[1]))
        env = env or REMEMBERED.nothing
        at = (id(node), id(env))
        found = self.known.get(at)
        if found is None:
            self.kept.append((node, env))
            found = self._remembered(node, env) if id(env) in REMEMBERED.envs else self._form(node, env)
            self.known[at] = found
        return found

    def _remembered(self, node: Node, env: dict[Any, Any]) -> Form:
        """Return the form of a node, made once under all the rules and signs that can come to it."""
        if id(node) not in REMEMBERED.one:
            node = REMEMBERED.alike(node)
        names = REMEMBERED.names_of(node) | REMEMBERED.envs[id(env)][1]
        number = self.under.reach.get(names)
        if number is None:
            number = REMEMBERED.number((self.under.in_reach(names), self.zero_one, self.analytic))
            self.under.reach[names] = number
        at = (id(node), id(env), number)
        found = REMEMBERED.forms.get(at)
        return REMEMBERED.keep(at, self._form(node, env)) if found is None else found

    def _form(self, node: Node, env: dict[Any, Any]) -> Form:
        match node:
            case ["num", value]:
                return constant(rational(value))
            case ["sym", name]:
                return env["sym", name] if ("sym", name) in env else self.product([(("sym", name), UNIT)])
            case ["size", kind]:
                return self.product([(("size", kind), UNIT)])
            case ["idx", name, indices]:
                if ("idx", name) in env:
                    return self.of(*mapped(node, env))
                return self.product([(("idx", name, _at(indices, env)), UNIT)])
            case ["named", _, _, _, body]:
                return self.of(body, env)
            case ["add", *terms]:
                return plus(*(self.of(term, env) for term in terms))
            case ["mul", first, *factors]:
                result = self.of(first, env)
                for factor in factors:
                    result = self.times(result, self.of(factor, env))
                return result
            case ["pow", base, exponent]:
                return self.power(self.of(base, env), rational(exponent))
            case ["sum", index, body]:
                label, inner = self.bind_again(index, env)
                return self.total(label, self.of(body, inner))
            case ["ext", which, index, body]:
                label, inner = self.bind_again(index, env)
                return self._extremum(which, label, self.of(body, inner))
            case ["diff", body, name, at]:
                return self.of(derivative(body, name), env | {("sym", name): self.of(at, env)})
            case ["inner", left, right]:
                return self._inner(self.vector(left, env, "left"), self.vector(right, env, "right"))
            case ["fn", function, *arguments]:
                other = becomes(function, arguments)
                analytic = SYMBOLS[function].analytic
                if other is None and self.analytic and analytic is not None:
                    other = analytic(arguments[0])
                if other is not None:
                    return self.of(other, env)
                return self.apply(function, [self.of(argument, env) for argument in arguments])
        raise RejectedError(f"{node[0]} is not a scalar")

    def _extremum(self, which: str, label: Any, form: Form) -> Form:
        """Return the form of an extremum over a label: max 2b = 2 max b, max(−b) = −min b; max c = c without the label.

        So is max(x²b) = x² max b, as x² is one number for all members.
        """
        if label not in labels(form):
            return form
        if common := frozenset((atom, e) for atom, e in self._common(form) if label not in labels(atom)):
            rest = self.times(form, frozenset({(frozenset((atom, -e) for atom, e in common), mpq(1))}))
            return self.times(frozenset({(common, mpq(1))}), self._extremum(which, label, rest))
        values = [value for _, value in form]
        factor = mpq(
            gcd(*(int(value.numerator) for value in values)), lcm(*(int(value.denominator) for value in values))
        )
        if max(values) < 0:
            which, factor = "min" if which == "max" else "max", -factor
        return scaled(self.product([(close(which, (label,), scaled(form, 1 / factor)), UNIT)]), factor)

    def apply(self, function: str, arguments: list[Form]) -> Form:
        """Return the form of a function of forms, one that stands for itself."""
        if function in ("max", "min"):
            if function == "max" and all(map(self._is_binary, arguments)):
                result = NIL
                for one in arguments:
                    result = plus(result, one, scaled(self.times(result, one), -1))
                return result
            different = sorted(set(arguments), key=key)
            return different[0] if len(different) == 1 else self._function(function, *different)
        (form,) = arguments
        match function:
            case "abs":
                return self.power(self.times(form, form), mpq(1, 2))
            case "exp":
                return self.exp(form)
            case "log":
                return self.log(form)
        mirror, turned = SYMBOLS[function].mirror, scaled(form, -1)
        if mirror is not None and key(turned) < key(form):
            return plus(scaled(self._function(function, turned), mirror[0]), constant(mirror[1]))
        return self._function(function, form)

    def _is_binary(self, form: Form) -> bool:
        match [(*factors, value) for factors, value in form]:
            case [((("idx", name, _), _), value)]:
                return bool(self.zero_one == name and value == 1)
        return False

    def vector(self, node: Node, env: dict[Any, Any], side: str) -> list[tuple[list[Any], Form, Any]]:
        """Return a vector, as one side of a product, as terms (bound labels, coefficient, vector variable)."""
        match node:
            case ["vec", name, indices]:
                if ("vec", name) in env:
                    return self.vector(*mapped(node, env), side)
                return [([], ONE, ("vec", name, _at(indices, env)))]
            case ["vadd", *terms]:
                return [part for term in terms for part in self.vector(term, env, side)]
            case ["scale", factor, vector]:
                form = self.of(factor, env)
                return [(bound, self.times(form, c), v) for bound, c, v in self.vector(vector, env, side)]
            case ["vsum", index, body]:
                label, inner = self.bind_again(index, env, side)
                return [([label, *bound], c, v) for bound, c, v in self.vector(body, inner, side)]
        raise RejectedError(f"{node[0]} is not a vector")

    def _inner(self, left: Node, right: Node) -> Form:
        parts = []
        for (bound, a, v), (others, b, u) in product(left, right):
            form = self.times(self.times(a, b), self.product([(("inner", *sorted((v, u), key=key)), UNIT)]))
            for label in (*bound, *others):
                form = self.total(label, form)
            parts.append(form)
        return plus(*parts)


def mapped(node: Node, env: dict[Any, Any]) -> tuple[list[Any], dict[Any, Any]]:
    """Return what a mapping puts in the place of a member of a family, and its environment."""
    slots, value = env[node[0], node[1]]
    if [kind for _, kind in slots] != [kind for _, kind in node[2]]:
        raise RejectedError(f"{node[1]} is mapped with other indices than it has")
    inside = {("index", *slot): label for slot, label in zip(slots, _at(node[2], env), strict=True)}
    return value, REMEMBERED.environment(inside)


def _at(indices: list[list[str]], env: dict[Any, Any]) -> tuple[Any, ...]:
    return tuple(env.get(("index", *index), ("@", *index)) for index in indices)
