"""Signs of expressions read off their form and from facts, and what an expression needs to be defined.

Facts are hypotheses and the conclusions of lemmas whose hypotheses hold, each for all values of its free indices.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, product
from typing import Any

from gmpy2 import mpq

from verify.recheck.derivative import derivative
from verify.recheck.forms.canonical import Forms, mapped
from verify.recheck.forms.quotients import vanishes
from verify.recheck.forms.remembered import REMEMBERED, once
from verify.recheck.forms.sums import Form, instances, labels, plus, rename, scaled, shape
from verify.recheck.function_table import NONNEGATIVE, POSITIVE, SYMBOLS
from verify.recheck.proofs.bounds import is_schwarz, least_at_sizes, least_by_range
from verify.recheck.reading import (
    SPECIAL,
    JsonObject,
    Node,
    RejectedError,
    below,
    free,
    number,
)

Env = dict[Any, Any]
Need = tuple[str, Node, Env]
ORDERED = ("<", "<=", ">", ">=")


def minus(node: Node) -> Node:
    """Return the negative of a node."""
    return ["num", str(-number(node[1]))] if node[0] == "num" else ["mul", ["num", "-1"], node]


@once
def difference(relation: Node) -> Node:
    """Return greater − smaller of a relation (left − right of = and ≠), one object for equal ones."""
    greater, smaller = relation[1:] if relation[0] not in ("<", "<=") else relation[:0:-1]
    result: Node = REMEMBERED.alike(["add", greater, minus(smaller)])
    return result


class Signs:
    """What is known of signs and of where expressions are defined, for one claim."""

    def __init__(self, forms: Forms, statement: JsonObject, facts: list[Node]) -> None:
        self.forms, self.statement = forms, statement
        # facts by their shape, which an instance keeps, and those with several labels, of which two can become one
        self.facts: dict[str, list[tuple[Form, int]]] = {}
        self.several: list[tuple[Form, int]] = []
        # what was found of nodes in environments, under their identities, which are kept so that none is used again
        self._found: dict[tuple[int, int], tuple[Node, Env, int]] = {}
        self._needed: dict[tuple[int, int], tuple[Node, Env, list[Need]]] = {}
        self._good: dict[tuple[str, int, int], tuple[Node, Env, bool]] = {}
        self._granted: dict[tuple[str, str], list[Form]] | None = None
        self._unequal = [h for h in facts if h[0] == "!="]
        for relation in facts:
            self.learn(relation, {})

    def learn(self, relation: Node, env: Env) -> None:
        """Add what a relation says of signs, for all values of its free indices."""
        if relation[0] in ("=", *ORDERED):
            form = self._gap(relation) if not env else self.forms.of(difference(relation), env)
            self._keep(form, POSITIVE if relation[0] in ("<", ">") else NONNEGATIVE)
            if relation[0] == "=":
                self._keep(scaled(form, -1), NONNEGATIVE)

    def _gap(self, relation: Node) -> Form:
        """Return the form of a relation's difference, found once for all who assume the same."""
        relation, gaps = REMEMBERED.alike(relation), self.forms.under.gaps
        if id(relation) not in gaps:
            gaps[id(relation)] = self.forms.of(difference(relation))
            REMEMBERED.held += 1
        return gaps[id(relation)]

    def _keep(self, form: Form, sign: int) -> None:
        place = self.several if len(labels(form)) > 1 else self.facts.setdefault(shape(form), [])
        place.append((form, sign))
        if not self._found and not self._good:
            return
        # what was not shown before may be shown now; what was, still is, as facts are only added
        self._found = {at: one for at, one in self._found.items() if one[2] == POSITIVE}
        self._good = {at: one for at, one in self._good.items() if one[2]}

    def needs(self, node: Node, env: Env) -> list[Need]:
        """Return (role, part, environment) for each part that must be nonzero, nonnegative or positive, each once."""
        env = env or REMEMBERED.nothing
        at = id(node), id(env)
        # where no derivative puts a form into an environment, they are the same under all hypotheses
        shared = REMEMBERED.is_one(node) and id(env) in REMEMBERED.envs and not REMEMBERED.has_derivative(node)
        known = REMEMBERED.needs if shared else self._needed
        if at not in known:
            found = {
                (role, id(part), id(inside)): (role, part, inside) for role, part, inside in self._needs(node, env)
            }
            known[at] = node, env, list(found.values())
            REMEMBERED.held += len(found) if shared else 0
        return known[at][2]

    def _needs(self, node: Node, env: Env) -> Iterator[Need]:
        match node:
            case ["num" | "sym" | "idx" | "vec" | "size", *_]:
                return
            case ["sum" | "vsum", index, body] | ["ext", _, index, body]:
                yield from self.needs(body, self.forms.bind_again(index, env)[1])
                return
            case ["diff", body, name, at]:
                yield from self.needs(at, env)
                value = at if at[0] == "num" else ["sym", ""]
                bound = env | {("sym", name): self.forms.of(at, env), ("tree", name): value}
                for part in (body, derivative(body, name)):
                    yield from self.needs(part, bound)
                return
            case ["pow", base, exponent]:
                if number(exponent).q != 1:
                    yield "nonnegative", base, env
                if number(exponent) < 0:
                    yield "nonzero", base, env
            case ["fn", function, argument] if SYMBOLS[function].domain:
                yield SYMBOLS[function].domain, argument, env
        for part in below(node):
            yield from self.needs(part, env)

    def _granted_forms(self, role: str, form: Form) -> list[Form]:
        """Return what the claim itself needs in a role, being defined, of which a form may be an instance."""
        if self._granted is None:
            self._granted = {}
            for hypothesis in self._unequal:
                self._grant("nonzero", self.forms.of(difference(hypothesis)))
            for relation in self.statement["given"] + self.statement["then"]:
                for side in relation[1:] if relation[0] not in SPECIAL else ():
                    for needed, part, env in self.needs(side, {}):
                        for found in [part, *_factors(part)] if needed == "nonzero" else [part]:
                            self._grant(needed, self.forms.of(found, env))
        return [*self._granted.get((role, shape(form)), ()), *self._granted.get((role, ""), ())]

    def _grant(self, role: str, form: Form) -> None:
        assert self._granted is not None
        place = self._granted.setdefault((role, "" if len(labels(form)) > 1 else shape(form)), [])
        if form not in place:
            place.append(form)

    def least(self, node: Node, env: Env) -> int:
        """Return POSITIVE or NONNEGATIVE where the form of a node or a fact shows it so, else 0."""
        env = env or REMEMBERED.nothing
        at = id(node), id(env)
        found = self._found.get(at)
        if found is None:
            found = node, env, self._least(node, env)
            self._found[at] = found
        return found[2]

    def _least(self, node: Node, env: Env) -> int:
        found = self._by_form(node, env)
        if found == POSITIVE or node[0] == "num":
            return found
        form = self.forms.of(node, env)
        if not form:
            return NONNEGATIVE  # such as 0·x, which is 0 wherever it is defined
        if [(factors, value > 0) for factors, value in form] == [(frozenset(), True)]:
            return POSITIVE  # such as T − T + 1
        facts = chain(self.facts.get(shape(form), ()), self.several)
        found = max([found, *(sign for known, sign in facts if sign > found and is_instance(form, known))])
        return max(found, least_at_sizes(form)) if found < POSITIVE else found

    def _by_form(self, node: Node, env: Env) -> int:
        match node:
            case ["num", value]:
                return (number(value) > 0) + (number(value) >= 0)
            case ["idx", name, _] if ("idx", name) in env:
                return self._by_form(*mapped(node, env))
            case ["sym", name] if ("tree", name) in env:
                return self._by_form(env["tree", name], {})
            case ["size", _]:
                return POSITIVE
            case ["fn", "min", *parts]:
                return min(self._of_all(parts, env), default=0)
            case ["fn", "max", *parts]:
                return max(self.least(part, env) for part in parts)
            case ["fn", function, argument]:
                symbol = SYMBOLS[function]
                kept = self.least(argument, env) if symbol.keeps and symbol.sign < POSITIVE else 0
                return max(symbol.sign, kept)
            case ["inner", left, right] if left == right:
                return NONNEGATIVE
            case ["named", _, _, _, body]:
                return self.least(body, env)
            case ["pow", base, exponent]:
                q = number(exponent)
                return max(self.least(base, env), int(q.q != 1 or q.p % 2 == 0))
            case ["sum", index, body] | ["ext", _, index, body]:
                return self.least(body, self.forms.bind_again(index, env)[1])
            case ["mul", *parts]:
                return min(self._of_all(parts, env), default=0)
            case ["add", *parts]:
                if signs := self._of_all(parts, env):
                    return max(signs)
                if is_schwarz(parts) or self._above_member(parts, env):
                    return NONNEGATIVE
                if (found := self._beside_all(parts, env)) > 0:
                    return found
                if (found := max(least_by_range(node), self._course(parts, env))) > 0:
                    return found
                return int(self._beside_choice(parts, env) or self._beside_extremum(self.forms.of(node, env)))
        return 0

    def _of_all(self, parts: list[Node], env: Env) -> list[int]:
        """Return the signs of parts, and none of them where one has no sign."""
        found = []
        for part in parts:
            if not (sign := self.least(part, env)):
                return []
            found.append(sign)
        return found

    def _course(self, parts: list[Any], env: Env) -> int:
        """Return what is known of f(a) − f(b) for a monotone f, or of a^q − b^q: the sign of a − b, or of b − a."""
        match parts:
            case [["pow", a, q], ["mul", ["num", "-1"], ["pow", b, other]]] if q == other and number(q).q != 1:
                # where they are defined, no base is negative
                greater, smaller = (a, b) if number(q) > 0 else (b, a)
                return self.least(["add", greater, minus(smaller)], env)
        match parts if parts[0][0] == "fn" else parts[::-1]:
            case [["fn", name, a], ["mul", ["num", "-1"], ["fn", other, b]]] if name == other:
                symbol = SYMBOLS[name]
                if symbol.course:
                    greater, smaller = (a, b) if symbol.course > 0 else (b, a)
                    found = self.least(["add", greater, minus(smaller)], env)
                    return min(found, NONNEGATIVE) if symbol.choice else found
        return 0

    def _beside_choice(self, parts: list[Any], env: Env) -> bool:
        """Tell whether parts are min(a, b, …) − c with each a − c nonnegative, or c − max(a, b, …) with each c − a."""
        match parts:
            case [["fn", "min", *arguments], ["mul", ["num", "-1"], *_] as other]:
                return all(self.least(["add", argument, other], env) for argument in arguments)
            case [other, ["mul", ["num", "-1"], ["fn", "max", *arguments]]]:
                return all(self.least(["add", other, minus(argument)], env) for argument in arguments)
        return False

    def _above_member(self, parts: list[Any], env: Env) -> bool:
        """Tell whether parts are Σ_k b(k) − b(j), over one or several indices, with b nonnegative for all of them."""
        match parts:
            case [["sum", _, _] as whole, ["mul", ["num", "-1"], *rest]]:
                slots, value = [], self.forms.of(rest[0] if len(rest) == 1 else ["mul", *rest], env)
                while whole[0] == "sum":
                    label, env = self.forms.bind_again(whole[1], env)
                    slots.append(label)
                    whole = whole[2]
                form = self.forms.of(whole, env)
                choices = [[o for o in labels(value) if o[2] == slot[2]] for slot in slots]
                named = (dict(zip(slots, at, strict=True)) for at in product(*choices)) if len(slots) < 4 else ()
                return any(rename(form, names) == value for names in named) and self.least(whole, env) > 0
        return False

    def _beside_all(self, parts: list[Any], env: Env) -> int:
        """Return the sign of c − max_k b(k), or of min_k b(k) − c: the least that c − b(k), or b(k) − c, has."""
        match parts:
            case [other, ["mul", ["num", "-1"], ["ext", "max", index, body]]] if tuple(index) not in free(other):
                return self.least(["add", other, minus(body)], self.forms.bind_again(index, env)[1])
            case [["ext", "min", index, body], ["mul", ["num", "-1"], *_] as other] if tuple(index) not in free(other):
                return self.least(["add", body, other], self.forms.bind_again(index, env)[1])
        return 0

    def _beside_extremum(self, form: Form) -> bool:
        """Tell whether a form is c·(body(j) − min_i body(i)), or c·(max_i body(i) − body(j)), for a c that is ≥ 0."""
        return any(
            self._is_beside(form, factors, value, atom)
            for factors, value in form
            for atom, power in factors
            if power == 1 and atom[0] == ("max" if value > 0 else "min")
        )

    def _is_beside(self, form: Form, factors: Any, value: Any, extremum: Any) -> bool:
        (_, (label,), body), beside = extremum, factors - {(extremum, mpq(1))}
        if not all(self.forms.nonnegative(atom, power) for atom, power in beside):
            return False
        rest = scaled(plus(form, frozenset({(factors, -value)})), -1)
        members = (rename(body, {label: other}) for other in labels(rest) if other[2] == label[2])
        return any(self.forms.times(frozenset({(beside, value)}), member) == rest for member in members)

    def undefined(self, node: Node, env: Env) -> bool:
        """Tell whether a node may be undefined where the claim is defined."""
        return not all(self._is_granted(*need) for need in self.needs(node, env))

    def _is_granted(self, role: str, part: Node, env: Env) -> bool:
        at = role, id(part), id(env)
        found = self._good.get(at)
        if found is None:
            found = part, env, self._holds(role, part, env)
            self._good[at] = found
        return found[2]

    def _holds(self, role: str, part: Node, env: Env) -> bool:
        enough = NONNEGATIVE if role in ("nonnegative", "lambertw") else POSITIVE
        if self.least(part, env) >= enough:
            return True
        form = self.forms.of(part, env)
        if role == "nonzero" and [factors for factors, _ in form] == [frozenset()]:
            return True
        either = (form, scaled(form, -1)) if role == "nonzero" else (form,)
        if any(is_instance(one, known) for one in either for known in self._granted_forms(role, one)):
            return True
        factors = _factors(part) if role == "nonzero" else [part]
        return factors != [part] and all(self._is_granted(role, factor, env) for factor in factors)

    def _ends(self, hypothesis: Node, env: Env) -> Any:
        """Return what a span or spectrum hypothesis says, for comparison."""
        family = family_of(hypothesis[-1], env)
        if hypothesis[0] == "inspan":
            return family, env.get(("vec", hypothesis[1][1]), ([], hypothesis[1]))[1]
        return family, *(self.forms.of(["sym", name], env) for name in hypothesis[1:3])

    def shows(self, hypothesis: Node, env: Env) -> bool:
        """Tell whether a lemma's hypothesis holds under its mapping."""
        if hypothesis[0] in SPECIAL:
            told = [h for h in self.statement["given"] if h[0] == hypothesis[0]]
            return self._ends(hypothesis, env) in [self._ends(h, {}) for h in told]
        gap = difference(hypothesis)
        if hypothesis[0] == "=":
            # a fact may say it, in both directions
            both = min(self.least(gap, env), self.least(minus(gap), env))
            return both > 0 or vanishes(self.forms, self.forms.of(gap, env))
        if hypothesis[0] != "!=":
            return self.least(gap, env) >= (POSITIVE if hypothesis[0] in ("<", ">") else NONNEGATIVE)
        return self._is_granted("nonzero", gap, env) or self.least(minus(gap), env) == POSITIVE


def _factors(node: Node) -> list[Node]:
    """Return the parts that are all different from zero just where a node is."""
    match node:
        case ["num", value] if number(value):
            return []
        case ["named", _, _, _, body]:
            return _factors(body)
        case ["mul", *parts]:
            return [factor for part in parts for factor in _factors(part)]
        case ["pow", base, exponent] if number(exponent):
            return _factors(base)
    return [node]


def is_instance(form: Form, pattern: Form) -> bool:
    """Tell whether a form is a pattern at some values of its free indices."""
    return len(form) == len(pattern) and any(True for _ in instances(form, pattern))


def family_of(member: Node, env: Env) -> tuple[str, list[str]]:
    """Return the family that a lemma's family of vectors is under a mapping, with the kinds of its indices."""
    name = member[1]
    if ("vec", name) in env:
        slots, value = env["vec", name]
        if value[0] != "vec" or value[2] != slots:
            raise RejectedError(f"the family {name}, which a hypothesis names, is mapped to what is no family")
        name = value[1]
    return name, [kind for _, kind in member[2]]
