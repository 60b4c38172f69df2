"""A second opinion on statements: values by mpmath at 50 digits, at random points that keep the hypotheses."""

import random
from fractions import Fraction
from itertools import product

import mpmath
from mpmath import mpf

TINY = mpf(10) ** -15


class InvalidError(Exception):
    """The oracle found a fault."""


def need(condition):
    if not condition:
        raise InvalidError


def real(text):
    need(isinstance(text, str))
    fraction = Fraction(text)
    return mpf(fraction.numerator) / fraction.denominator


def value(node, at):
    """Return the value of an expression; ``at`` holds numbers, families, vectors, sizes and indices."""
    head, *rest = node
    match head, rest:
        case "num", [text]:
            return real(text)
        case "sym", [name]:
            return at["symbols"][name]
        case "size", [kind]:
            return mpf(at["sizes"][kind])
        case "idx", [name, indices]:
            return at["families"](name, tuple(at[tuple(index)] for index in indices))
        case "named", [_, _, _, body]:
            return value(body, at)
        case "add", terms:
            return mpmath.fsum(value(term, at) for term in terms)
        case "mul", factors:
            return mpmath.fprod(value(factor, at) for factor in factors)
        case "pow", [base, exponent]:
            number, power = value(base, at), Fraction(exponent)
            need(number > TINY or (power.denominator == 1 and abs(number) > TINY) or (power > 0 and number >= -TINY))
            return number ** int(power) if power.denominator == 1 else abs(number) ** real(exponent)
        case "sum" | "ext", [*which, (name, kind), body]:
            values = [value(body, at | {(name, kind): place}) for place in range(at["sizes"][kind])]
            return mpmath.fsum(values) if head == "sum" else max(values) if which == ["max"] else min(values)
        case "inner", [left, right]:
            return mpmath.fsum(p * q for p, q in zip(entries(left, at), entries(right, at), strict=True))
        case "diff", [body, name, point]:
            where = value(point, at)
            return slope(lambda t: value(body, at | {"symbols": at["symbols"] | {name: t}}), where)
        case "fn", [name, *arguments]:
            return function(name, [value(argument, at) for argument in arguments])
    raise InvalidError


def slope(f, t):
    """Return a derivative by a central difference, right to about 20 digits."""
    step = mpf(10) ** -13
    return (f(t + step) - f(t - step)) / (2 * step)


def function(name, values):
    first = values[0]
    if name in ("max", "min"):
        return max(values) if name == "max" else min(values)
    need(len(values) == 1 and (name != "log" or first > 0))
    named = {"exp": mpmath.exp, "log": mpmath.log, "abs": abs, "lambertw": mpmath.lambertw}
    named |= {"sigmabar": lambda t: 1 / (1 + mpmath.exp(t)), "ell": lambda t: mpmath.log1p(mpmath.exp(-t))}
    return named[name](first)


def entries(node, at):
    match node:
        case ["vec", name, indices]:
            return at["vectors"](name, tuple(at[tuple(index)] for index in indices))
        case ["vadd", *terms]:
            return [mpmath.fsum(column) for column in zip(*(entries(term, at) for term in terms), strict=True)]
        case ["scale", factor, vector]:
            return [value(factor, at) * part for part in entries(vector, at)]
        case ["vsum", [name, kind], body]:
            rows = [entries(body, at | {(name, kind): place}) for place in range(at["sizes"][kind])]
            return [mpmath.fsum(column) for column in zip(*rows, strict=True)]
    raise InvalidError


def free_indices(node):
    match node:
        case ["idx" | "vec", _, indices]:
            return {tuple(index) for index in indices}
        case ["sum" | "vsum", index, body] | ["ext", _, index, body]:
            return free_indices(body) - {tuple(index)}
        case [_, *parts]:
            return {index for part in parts if isinstance(part, list) for index in free_indices(part)}
    return set()


def everywhere(relation, at):
    """Yield ``at`` with every assignment of values to a relation's free indices."""
    indices = sorted(index for side in relation[1:] for index in free_indices(side))
    for places in product(*(range(at["sizes"][kind]) for _, kind in indices)):
        yield at | dict(zip(indices, places, strict=True))


def holds(relation, at, *, strictly=False):
    """Tell whether a relation holds (with a little room, if it must hold ``strictly``) for all its free indices."""
    operator, left, right = relation
    for there in everywhere(relation, at):
        gap = value(left, there) - value(right, there)
        room = TINY if strictly else -TINY
        kept = {"=": abs(gap) <= TINY, "!=": abs(gap) > TINY, ">": gap > max(room, 0), ">=": gap >= room}
        kept |= {"<": -gap > max(room, 0), "<=": -gap >= room}
        if not kept[operator]:
            return False
    return True


class Point(dict):
    """A random point: symbols, members and vectors are drawn when they are first asked for."""

    def __init__(self, draw, behind=None):
        super().__init__()
        self.draw, self.behind = draw, behind

    def __missing__(self, key):
        self[key] = self.draw() if self.behind is None else self.behind[key]
        return self[key]

    def __or__(self, other):
        made = Point(self.draw, self)
        made.update(other)
        return made


def point(statement, source, *, zero_one=None):
    """Return a random point that keeps the hypotheses, or None."""
    for _ in range(60):
        size = source.choice([1, 2, 3])
        wide = source.choice([1, 1, 4])
        draw = lambda wide=wide: mpf(source.randint(-64 * wide, 64 * wide)) / 32 + mpf(1) / 97  # noqa: E731
        members, vectors = Point(draw), Point(lambda draw=draw: [draw() for _ in range(3)])
        for relation in statement["given"]:
            match relation:
                case ["=", ["inner", ["vec", first, []], ["vec", second, [_]]], ["num", text]]:
                    axis = vectors[first, ()]
                    square = mpmath.fsum(part * part for part in axis)
                    for place in range(size):
                        row = vectors[second, (place,)]
                        lift = (real(text) - mpmath.fsum(p * q for p, q in zip(axis, row, strict=True))) / square
                        vectors[second, (place,)] = [p + lift * q for p, q in zip(row, axis, strict=True)]

        def member(name, key, members=members):
            return mpf(int(members[name, key] > 0)) if name == zero_one else members[name, key]

        at = {
            "sizes": {"sample": size, "patch": 2},
            "symbols": Point(draw),
            "families": member,
            "vectors": lambda name, key, vectors=vectors: vectors[name, key],
        }
        if all(holds(relation, at) for relation in statement["given"]):
            return at
    return None


def points(statement, seed, *, count=6, zero_one=None):
    source = random.Random(seed)
    found = [point(statement, source, zero_one=zero_one) for _ in range(count)]
    need(None not in found)
    return found
