"""Random expressions on random small instances: forms, signs and definedness never say what the values do not.

Whatever the re-checker reads off an expression under random hypotheses that hold on an instance (its canonical form,
its sign, that it is defined wherever the statement is) is compared with the expression's value there.
"""

import pytest
from flint import arb
from random_expressions import FAULTS, OTHER, SAMPLE, Draw, ball, places, statement

from verify.recheck.forms.canonical import Forms
from verify.recheck.proofs.certificates import POSITIVE
from verify.recheck.proofs.signs import Signs
from verify.recheck.reading import RejectedError, check_node
from verify.recheck.values import UndecidedError

STATEMENTS, EXPRESSIONS = 250, 12


def node_of(form):
    """Return a node with the value of a form."""
    return ["add", ["num", "0"], *(["mul", ["num", str(c)], product_of(factors)] for factors, c in form)]


def product_of(factors):
    return ["mul", ["num", "1"], *(["pow", atom_of(atom), str(e)] for atom, e in factors)]


def atom_of(atom):
    def indices(labels):
        return [[name, kind] for _, name, kind in labels]

    match atom:
        case ("sym" | "size", name):
            return list(atom)
        case ("idx" | "vec" as head, name, labels):
            return [head, name, indices(labels)]
        case ("inner", left, right):
            return ["inner", atom_of(left), atom_of(right)]
        case ("root", inside):
            return node_of(inside)
        case ("fn", name, *arguments):
            return ["fn", name, *map(node_of, arguments)]
        case ("sum", labels, body):
            node = product_of(body)
            for index in indices(labels):
                node = ["sum", index, node]
            return node
        case (("max" | "min") as which, labels, body):
            return ["ext", which, indices(labels)[0], node_of(body)]
    raise AssertionError(atom)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_forms_signs_and_definedness_agree_with_values(seed):
    draw, seen = Draw(seed), {"forms": 0, "signs": 0, "defined": 0}
    for _ in range(STATEMENTS):
        if (drawn := statement(draw)) is None:
            continue
        given, then, instance = drawn
        try:
            forms = Forms(given)
            signs = Signs(forms, {"given": given, "then": [then]}, given)
        except RejectedError:
            continue
        for _ in range(EXPRESSIONS):
            node = draw.node(draw.source.choice((1, 2, 3)))
            check_node(node)
            try:
                form, least, undefined = forms.of(node), signs.least(node, {}), signs.undefined(node, {})
            except RejectedError:
                continue
            for at in places(node, instance):
                where = {tuple(SAMPLE): 0, tuple(OTHER): 0} | at
                try:
                    value = ball(node, instance, where)
                except UndecidedError:
                    continue
                except RejectedError:
                    assert undefined, ("defined", given, then, node, instance, where)
                    continue
                seen["defined"] += not undefined
                if least and not undefined:
                    seen["signs"] += 1
                    assert not (value <= 0 if least == POSITIVE else value < 0), ("sign", given, node, instance, where)
                try:
                    other = ball(node_of(form), instance, where)
                except FAULTS:
                    continue  # √(y²x) is split into |y|√x, which has no value where y = 0 and x < 0
                seen["forms"] += 1
                assert not value.is_finite() or arb(value).overlaps(other), ("form", given, node, instance, where)
    assert min(seen.values()) > 200, seen
