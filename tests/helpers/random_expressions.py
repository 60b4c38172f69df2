"""Random expressions of the statement language in JSON, on random small instances, for both checkers' tests."""

import random
from itertools import product

import flint
from flint import fmpq

from verify.recheck.reading import RejectedError, free
from verify.recheck.values import NotRationalError, UndecidedError, Values

SAMPLE, OTHER, PATCH = ["i", "sample"], ["j", "sample"], ["p", "patch"]
NUMBERS, EXPONENTS = ("0", "1", "-1", "2", "1/2", "-1/3"), ("2", "-1", "1/2", "-1/2", "3/2", "-2", "3", "1/3", "0")
FUNCTIONS = ("exp", "log", "abs", "sigmabar", "ell", "lambertw", "max", "min")
INVERSES = ("exp", "log", "lambertw")
FAULTS = (RejectedError, UndecidedError, NotRationalError)


class Draw:
    """Random expressions; parts of the statement at hand come up often in further ones."""

    def __init__(self, seed):
        self.source, self.pool = random.Random(seed), []

    def leaf(self, bound):
        choose = self.source.choice
        one, other = (choose([index for index in bound if index[1] == "sample"]) for _ in range(2))
        vectors = [["vec", "w", []], ["vec", "z", [one]], ["vec", "z", [other]]]
        return choose(
            [
                ["num", choose(NUMBERS)],
                ["sym", choose("xy")],
                ["sym", choose("xy")],
                ["size", choose(("sample", "patch"))],
                ["idx", "a", [one]],
                ["idx", "b", [one, other]],
                ["inner", choose(vectors), choose(vectors)],
                ["inner", ["vadd", choose(vectors), ["vsum", SAMPLE, choose(vectors)]], choose(vectors)],
            ]
        )

    def node(self, depth, bound=(SAMPLE, OTHER)):
        choose = self.source.choice
        if self.pool and self.source.random() < 0.2:
            return choose(self.pool)
        if depth == 0 or self.source.random() < 0.1:
            return self.leaf(bound)
        index, part = choose([SAMPLE, OTHER, PATCH]), lambda *more: self.node(depth - 1, (*bound, *more))
        match choose(("add", "mul", "mul", "pow", "pow", "fn", "fn", "sum", "ext", "diff")):
            case "add" | "mul" as head:
                return [head, part(), part()]
            case "pow":
                return ["pow", part(), choose(EXPONENTS)]
            case "fn":
                function, first = choose(FUNCTIONS), part()
                if function in INVERSES and self.source.random() < 0.5:
                    first = ["fn", choose(INVERSES), first]
                return ["fn", function, first, *([part()] if function in ("max", "min") else [])]
            case "sum":
                return ["sum", index, part(index)]
            case "ext":
                return ["ext", choose(("max", "min")), index, part(index)]
        return ["diff", part(), choose("xy"), part()]

    def instance(self):
        n, patches = self.source.choice((1, 2, 3)), self.source.choice((1, 2))

        def entry():
            return fmpq(self.source.choice((-2, -1, -1, 0, 0, 1, 1, 2)), self.source.choice((1, 1, 2)))

        return {
            "sizes": {"sample": n, "patch": patches},
            "scalars": {"x": entry(), "y": entry()},
            "families": {
                "a": {str(k): entry() for k in range(n)},
                "b": {f"{k},{m}": entry() for k in range(n) for m in range(n)},
                "known": {},
            },
            "vectors": {"w": {"": [entry(), entry()]}, "z": {str(k): [entry(), entry()] for k in range(n)}},
        }

    def hypothesis(self, instance):
        """Return a relation that holds on the instance: an equation with what is new, a sign or a difference."""
        left = self.node(self.source.choice((0, 0, 1, 2)))
        indices = sorted(index for index in free(left) if isinstance(index, tuple))
        values = {
            ",".join(map(str, at.values())): Values(instance, rational=True).of(left, at)
            for at in places(left, instance)
        }
        self.pool.append(left)
        kind = self.source.choice(("equation", "sign", "difference"))
        if kind == "equation" and not instance["families"]["known"]:
            instance["families"]["known"] = values
            return ["=", left, ["idx", "known", [list(index) for index in indices]]]
        if kind == "difference" and all(values.values()):
            return ["!=", left, ["num", "0"]]
        low = min(values.values())
        return [">" if low > 0 else ">=", left, ["num", str(min(low, fmpq(0)))]]


def places(node, instance):
    """Yield every assignment of values to a node's free indices."""
    indices = sorted(index for index in free(node) if isinstance(index, tuple))
    for values in product(*(range(instance["sizes"][kind]) for _, kind in indices)):
        yield dict(zip(indices, values, strict=True))


def ball(node, instance, at):
    with flint.ctx.workprec(200):
        return Values(instance, rational=False).of(node, at)


def statement(draw):
    """Return hypotheses, a conclusion and an instance on which all of them are defined, or None."""
    draw.pool, instance = [], draw.instance()
    try:
        given = [draw.hypothesis(instance) for _ in range(draw.source.choice((0, 1, 2)))]
        then = [">=", draw.node(2), ["num", "0"]]
        for at in places(then[1], instance):
            ball(then[1], instance, at)
    except FAULTS:
        return None
    draw.pool.append(then[1])
    return given, then, instance
