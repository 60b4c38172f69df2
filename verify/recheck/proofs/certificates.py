"""Re-checks a proof's parts: identities, and certificates (multiplier · (greater − smaller) = terms, none negative).

Signs are read off the form of an expression (``Signs.least``), from facts (hypotheses, and the conclusion of a lemma
whose hypotheses hold), each for all values of its free indices. Whatever a term, multiplier or lemma divides by, takes
a root or a logarithm of must be shown good for it, or be needed by the claim itself, which speaks only of such points.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from verify.recheck.derivative import ONE, ZERO
from verify.recheck.forms.canonical import Forms
from verify.recheck.forms.quotients import vanishes
from verify.recheck.forms.remembered import REMEMBERED
from verify.recheck.forms.sums import plus, scaled
from verify.recheck.function_table import NONNEGATIVE, POSITIVE
from verify.recheck.proofs.signs import ORDERED, Env, Signs, difference, family_of
from verify.recheck.reading import (
    SPECIAL,
    JsonObject,
    Node,
    RecheckError,
    RejectedError,
    below,
    entry,
    free,
    full_id,
    natural,
    short,
)


def check_identity(statement: JsonObject, relation: Node) -> None:
    """Reject an equation whose sides have different canonical forms under the hypotheses."""
    if relation[0] != "=":
        raise RejectedError("an identity is to prove what is no equation")
    forms = Forms(statement["given"])
    if not vanishes(forms, forms.of(difference(relation))):
        raise RejectedError("the two sides have different canonical forms")


def check_cases(statement: JsonObject, relation: Node, on: Node) -> None:
    """Reject an expression that is not seen to be positive or zero wherever the claim is defined."""
    if any(isinstance(part, tuple) for part in free(on)):
        raise RejectedError("a case with a free index is not one of two")
    signs = Signs(Forms(statement["given"]), {"given": statement["given"], "then": [relation]}, statement["given"])
    if signs.undefined(on, {}):
        raise RejectedError("what is positive or zero may be undefined where the claim is defined")
    if signs.least(on, {}) < NONNEGATIVE:
        raise RejectedError("what is to be positive or zero is not shown nonnegative")


def check_certificate(
    statement: JsonObject, relation: Node, part: Any, lemma: Callable[[str, str], JsonObject]
) -> None:
    """Reject a certificate that does not prove its conclusion; ``lemma`` returns the statement of a proved claim."""
    multiplier = ONE if part.get("multiplier") is None else part["multiplier"]
    terms, family = entry(part, "terms", list), part.get("layer_cake")
    for node in (multiplier, *terms):
        REMEMBERED.check(node)
    if relation[0] not in ORDERED or (family is not None and relation[0] not in ("<=", ">=")):
        raise RejectedError(f"a {'layer cake' if family else 'certificate'} does not prove a relation {relation[0]}")
    gap, facts = difference(relation), statement["given"]
    if family is not None:
        facts = facts + _layer_cake(statement, gap, family)
    forms = Forms(facts, zero_one=family)
    # other conclusions are not assumed here: each is proved, and used as a lemma, without them
    signs = Signs(forms, {"given": statement["given"], "then": [relation]}, facts)
    rayleigh(signs, entry(part, "rayleigh", list) if "rayleigh" in part else [])
    for use in entry(part, "uses", list):
        _use(signs, use, lemma)
    for where, node in enumerate((multiplier, *terms)):
        name = f"term {where}" if where else "the multiplier"
        if signs.undefined(node, {}):
            raise RejectedError(f"{name} may be undefined where the claim is defined")
        if signs.least(node, {}) < (NONNEGATIVE if where else POSITIVE):
            raise RejectedError(f"{name} is not shown {'nonnegative' if where else 'positive'}")
    if relation[0] in ("<", ">") and not any(signs.least(term, {}) == POSITIVE for term in terms):
        raise RejectedError("no term is shown positive, and the relation is strict")
    total = plus(*(forms.of(term) for term in terms))
    if not vanishes(forms, plus(forms.of(["mul", multiplier, gap]), scaled(total, -1))):
        raise RejectedError("the terms do not add up to multiplier · (greater − smaller)")


def _use(signs: Signs, use: Any, lemma: Callable[[str, str], JsonObject]) -> None:
    name, form = full_id(use, "claim"), entry(use, "form", str)
    statement = lemma(name, form)
    position = natural(use.get("conclusion"), most=len(statement["then"]) - 1)
    relations = [h for h in (*statement["given"], statement["then"][position]) if h[0] not in SPECIAL]
    # the lemma's own indices stand for all their values, apart from the claim's of the same names
    found = (free(side, REMEMBERED.free) for relation in relations for side in relation[1:])
    own = {index for one in found for index in one if isinstance(index, tuple)}
    env: Env = {("index", *index): ("@", f"{index[0]} of the lemma", index[1]) for index in own}
    for pair in entry(use, "mapping", list):
        match pair:
            case [["sym", str(old)] as variable, value]:
                REMEMBERED.check(value)
                # one that stands for itself has no other form or sign for it
                env |= {} if value == variable else {("sym", old): signs.forms.of(value), ("tree", old): value}
            case [["idx" | "vec" as sort, _, _] as old, value]:
                REMEMBERED.check(old, "x" if sort == "idx" else "v")
                REMEMBERED.check(value, "x" if sort == "idx" else "v")
                if len({slot for slot, _ in old[2]}) < len(old[2]):
                    raise RejectedError(f"a family of lemma {name} is mapped at one index twice")
                env[sort, old[1]] = (old[2], value)
            case _:
                raise RecheckError(f"{short(pair)} maps nothing of lemma {name}: correct the use")
        if signs.undefined(value, {}):
            raise RejectedError(f"a value put into lemma {name} ({form}) may be undefined")
    env = REMEMBERED.environment(env)
    if any(signs.undefined(side, env) for relation in relations for side in relation[1:]):
        raise RejectedError(f"lemma {name} ({form}) may be undefined where the claim is defined")
    if not all(signs.shows(hypothesis, env) for hypothesis in statement["given"]):
        raise RejectedError(f"a hypothesis of lemma {name} ({form}) is not shown under its mapping")
    signs.learn(statement["then"][position], env)


def rayleigh(signs: Signs, vectors: list[Any]) -> None:
    """Learn 0 < λ_min ≤ λ_max, and λ_min ‖v‖² ≤ mean ⟨v, z⟩² ≤ λ_max ‖v‖² for vectors in the span of z."""
    spectra = [hypothesis for hypothesis in signs.statement["given"] if hypothesis[0] == "spectrum"]
    for _, low, high, _ in spectra:
        signs.learn([">", ["sym", low], ZERO], {})
        signs.learn([">=", ["sym", high], ["sym", low]], {})
    for v in vectors:
        REMEMBERED.check(v, "v")
        if len(spectra) != 1 or signs.undefined(v, {}) or not lies_in_span(signs.statement, v, spectra[0][3]):
            raise RejectedError("a vector named for λ_min and λ_max is not seen to lie in the span")
        _, low, high, (_, member, indices) = spectra[0]
        fresh = [[f"rayleigh{'x' * len(str(v))}{k}", kind] for k, (_, kind) in enumerate(indices)]
        square = ["pow", ["inner", v, ["vec", member, fresh]], "2"]
        for index in fresh:
            square = ["mul", ["sum", index, square], ["pow", ["size", index[1]], "-1"]]
        signs.learn([">=", square, ["mul", ["sym", low], ["inner", v, v]]], {})
        signs.learn([">=", ["mul", ["sym", high], ["inner", v, v]], square], {})


def lies_in_span(statement: JsonObject, v: list[Any], member: Node) -> bool:
    """Tell whether a vector is seen to lie in the span of a family, by its form and the hypotheses on spans."""
    match v:
        case ["vec", _, _]:
            told = [h[2] for h in statement["given"] if h[0] == "inspan" and h[1] == v]
            return any(family_of(part, {}) == family_of(member, {}) for part in (v, *told))
        case ["scale", _, vector] | ["vsum", _, vector]:
            return lies_in_span(statement, vector, member)
        case ["vadd", *terms]:
            return all(lies_in_span(statement, term, member) for term in terms)
    return False


def _layer_cake(statement: JsonObject, gap: list[Any], family: Any) -> list[Node]:
    """Return the facts 0 ≤ b ≤ 1, where b with values 0 and 1 decide; RejectedError where they do not."""
    about = [h for h in statement["given"] if h[0] not in SPECIAL and any(members(side, family) for side in h[1:])]
    if not about or not all(h[0] == ">=" and h[1][:2] == ["idx", family] and h[2] == ZERO for h in about):
        raise RejectedError(f"the layer cake's family {short(family)} must be assumed to be nonnegative, and no more")
    slots = about[0][1][2]
    kinds = [kind for _, kind in slots]
    shapes = [[kind for _, kind in at] for at in members(gap, family)]
    if len({name for name, _ in slots}) < len(slots) or any(shape != kinds for shape in shapes):
        raise RejectedError(f"the layer cake's family {short(family)} is assumed nonnegative at other indices")
    if not _is_linear(gap, family):
        raise RejectedError(f"the difference is not linear in {short(family)} and its maxima")
    one = ["idx", family, [[f"k{position}", kind] for position, kind in enumerate(kinds)]]
    return [[">=", one, ZERO], [">=", ["add", ONE, ["mul", ["num", "-1"], one]], ZERO]]


def members(node: Node, family: Any) -> Node:
    """Return the indices of every member of a family in a node."""
    own = [node[2]] if node[:2] == ["idx", family] else []
    return own + [at for part in below(node) for at in members(part, family)]


def _is_linear(node: Node, family: str) -> bool:
    match node:
        case ["idx", name, _]:
            return bool(name == family)
        case ["fn", "max", *parts]:
            return all(part[:2] == ["idx", family] for part in parts)
        case ["named", _, _, _, body] | ["sum", _, body]:
            return _is_linear(body, family)
        case ["add", *terms]:
            return all(_is_linear(term, family) for term in terms)
        case ["mul", *factors]:
            tied = [factor for factor in factors if members(factor, family)]
            return len(tied) == 1 and _is_linear(tied[0], family)
    return False
