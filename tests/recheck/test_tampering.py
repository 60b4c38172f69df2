"""Random edits of a ledger: whatever makes the evidence invalid is rejected, with a line that says where.

Which edits are harmless is decided here, by mpmath at 50 digits on random instances, exact fractions, interval
arithmetic and a replay of a proof's rules at random points: none of it shares code with the re-checker.
"""

import copy
import json
import random
from fractions import Fraction
from itertools import product

import mpmath
import pytest
from flint import fmpq, fmpq_mat
from mpmath import iv, mpf

from verify.author import (
    because,
    claim,
    derivative,
    differs,
    equal,
    exp,
    family,
    inner,
    lemma,
    log,
    maximum,
    mean,
    n,
    rational,
    samples,
    sigmabar,
    sqrt,
    symbols,
    total,
    vector,
)
from verify.batchnorm.dynamics.certified.descent import certify
from verify.batchnorm.dynamics.problem import Problem, Start
from verify.claims import Evidence, Ledger, Verdict
from verify.claims.claim import certificate_to_json
from verify.exact.functions.prove import prove_inequality
from verify.recheck import RecheckError, recheck
from verify.search.evidence import counterexample_evidence
from verify.search.example import find_example
from verify.search.falsify import Falsified
from verify.statement.instance import Instance

EDITS, SEED = 700, 20230712
TINY = mpf(10) ** -15
UNTRUSTED = ("source", "title", "text", "latex", "expected", "method", "remark", "fault", "seconds")
STATUS = {"proof": "PROVED", "solution": "PROVED", "optimum": "PROVED", "enclosure": "CERTIFIED", "campaign": "TESTED"}
STATUS |= {"counterexample": "REFUTED", "combination": "REFUTED", "none": "OPEN"}
ORDER = ["PROVED", "CERTIFIED", "TESTED", "OPEN", "REFUTED"]

i, j, k = samples("i j k")
x, y, e, g, c, z1 = symbols("x y ε γ c ζ")
w, w_star = vector("w"), vector("w*")


class InvalidError(Exception):
    """The oracle found a fault."""


def need(condition):
    if not condition:
        raise InvalidError


# the ledger that is tampered with


def a(index):
    return family("a", index)


def b(index):
    return family("b", index)


def u(index, direction=w):
    return inner(direction, vector("z", index))


def norm(direction=w):
    return sqrt(mean(k, u(k, direction) ** 2))


def base_ledger():
    """Return a ledger with every kind of evidence, as JSON."""
    squares = total(i, j, (a(i) - a(j)) ** 2)
    defined = (mean(k, u(k) ** 2) > 0,)
    flat = mean(i, sigmabar(g * u(i, w + e * w) / norm(w + e * w)))
    spread = mean(i, j, (u(i) - u(j)) ** 2)
    centred = 2 * mean(i, inner(w - mean(j, u(j)) * w_star, vector("z", i)) ** 2)
    chord = total(i, j, maximum(b(i), b(j)) * (a(i) - a(j)) ** 2)
    zeros, rest = total(k, 1 - b(k)), total(j, (1 - b(j)) * a(j))
    cake = (
        zeros * total(i, j, b(i) * b(j) * (a(i) - a(j)) ** 2),
        2 * total(i, b(i) * (zeros * a(i) - rest) ** 2),
    )
    means = claim("means", x**2 + y**2 >= 2 * x * y, certificates=(because((x - y) ** 2),))
    apart = a(i) ** 2 + sigmabar(a(j)) ** 2 - 2 * a(i) * sigmabar(a(j))
    proved = [
        claim("variance", equal(mean(i, j, (a(i) - a(j)) ** 2), 2 * mean(i, a(i) ** 2) - 2 * mean(i, a(i)) ** 2)),
        claim("homogeneity", equal(derivative(flat, e, 0), 0), given=defined),
        claim("lemma-4.3", equal(spread, centred), given=(equal(inner(w_star, vector("z", i)), 1),)),
        means,
        claim(
            "mixed",
            apart + exp(c) > 0,
            certificates=(because(apart, exp(c), uses=(lemma(means, {x: a(i), y: sigmabar(a(j))}),)),),
        ),
        claim("inverse", x + 1 / x >= 2, given=(x > 0,), certificates=(because((x - 1) ** 2, times=x),)),
        claim(
            "lemma-C.1",
            chord >= total(k, b(k)) / n * squares,
            given=(b(i) >= 0,),
            certificates=(because(*cake, times=n, layer_cake="b"),),
        ),
    ]
    functions = [
        claim("exponential", exp(z1) >= 1 + z1),
        claim("logarithm", log(1 + z1) >= z1 / 2, given=(z1 >= 0, z1 <= 1)),
        claim("parabola", z1**2 - z1 + 1 > rational(1, 2), given=(z1 >= 0, z1 <= 1)),
        claim("slope", sigmabar(z1) >= exp(-z1) / 2, given=(z1 >= 0,)),
    ]
    verdicts = [Verdict(made, proof(made, parts_of(made))) for made in proved]
    for made in functions:
        tree = prove_inequality(made.statement, 0)
        verdicts.append(Verdict(made, proof(made, [{"kind": "function", "proof": tree.proof}])))
    chords = claim("C.4", (x * exp(x) - y * exp(y)) / (x - y) >= exp(maximum(x, y)), given=(differs(x, y),))
    lagging = claim("mean-is-largest", a(i) <= mean(j, a(j)))
    scalars = Instance(scalars={"x": Fraction(-1), "y": Fraction(0)})
    members = Instance(n=2, families={"a": {(0,): Fraction(0), (1,): Fraction(1, 3)}})
    for made, instance in ((chords, scalars), (lagging, members)):
        verdicts.append(Verdict(made, counterexample_evidence(Falsified(instance, 0, 1), made.statement)))
    solved = {"rows": [["1", "1/2", "0"], ["2", "0", "0"]], "w_star": ["1/2", "1", "0"]}
    clash = {"rows": [["1", "0"], ["2", "0"]], "combination": [[0, "2"], [1, "-1"]]}
    run, reached = enclosure(), symbols("D_12")[0]
    low, high = (rational(Fraction(run["D"][end])) for end in ("lower", "upper"))
    for name, kind, data, *conclusions in (
        ("rows", "solution", solved, equal(u(i, w_star), 1)),
        ("clash", "combination", clash, equal(u(i, w_star), 1)),
        ("run", "enclosure", run, reached >= low, reached <= high),
    ):
        verdicts.append(Verdict(claim(name, *conclusions, kind="dataset"), evidence(kind, **data)))
    shortest = claim("shortest", inner(w, w) >= rational(1, 2), given=(u(i, w) >= 1,), kind="dataset")
    best = {"rows": [["1", "1", "0"], ["1", "1", "4"], ["3", "0", "1"]], "patches": 1, "alpha": ["1/2", "0", "0"]}
    verdicts.append(Verdict(shortest, evidence("optimum", **best)))
    verdicts.append(Verdict(claim("guess", x >= y, rests_on=(means,)), evidence("campaign", cases=100, seed=1)))
    return json.loads(json.dumps(Ledger(tuple(verdicts)).to_json()))


def parts_of(made):
    return [certificate_to_json(part) for part in made.certificates] or [{"kind": "identity"}]


def proof(made, parts):
    return evidence("proof", parts=parts, example=find_example(made.statement).to_json())


def evidence(kind, **data):
    return Evidence(kind, "tested", data)


def enclosure():
    gram, margins = [[2, 1], [1, 3]], (fmpq(1), fmpq(-1, 2))
    problem = Problem(gram=fmpq_mat(gram), eta_w=fmpq(1, 10), eta_gamma=fmpq(1, 5))
    last = certify(problem, Start(margins, fmpq(1), fmpq(5)), steps=12, digits=20).last
    middle, radius, exponent = (int(part) for part in last.gamma.mid_rad_10exp(24))
    scale = Fraction(10) ** exponent
    low, high = (
        Fraction(str(fmpq(*end.man_exp()[:1])) or 0) * Fraction(2) ** int(end.man_exp()[1])
        for end in (last.D.lower(), last.D.upper())
    )
    return {
        "gram": [[str(part) for part in row] for row in gram],
        "patches": 1,
        "eta_w": "1/10",
        "eta_gamma": "1/5",
        "start": {"margins": ["1", "-1/2"], "gamma": "1"},
        "step": 12,
        "gamma": {"mid": str(middle * scale), "rad": str(radius * scale)},
        "D": {"lower": str(low), "upper": str(high)},
    }


# the oracle: values


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


# the oracle: evidence


def points(statement, seed, *, count=6, zero_one=None):
    source = random.Random(seed)
    found = [point(statement, source, zero_one=zero_one) for _ in range(count)]
    need(None not in found)
    return found


def check_proof(row, data):
    statement = row["statement"]
    need(len(data["parts"]) == len(statement["then"]) > 0)
    if data.get("example") is not None:
        at = where_kept(statement, data["example"], strictly=False)
        need(all(holds(relation, at) for relation in statement["then"]))
    for relation, part in zip(statement["then"], data["parts"], strict=True):
        need(all(holds(relation, at) for at in points(statement, 1)))
        if part["kind"] == "certificate":
            check_certificate(row, relation, part)
        elif part["kind"] == "function":
            replay(Goal.of(statement, relation), part["proof"])
        else:
            need(part["kind"] == "identity" and relation[0] == "=")


def check_certificate(row, relation, part):
    statement, family_name = row["statement"], part.get("layer_cake")
    listed = {(need_["id"], need_["form"]) for need_ in row["depends_on"]}
    need(all((use["claim"], use["form"]) in listed for use in part["uses"]))
    need(relation[0] in ("<", "<=", ">", ">=") and (family_name is None or relation[0] in (">=", "<=")))
    _, left, right = relation
    for at in points(statement, 2, zero_one=family_name):
        for there in everywhere(["=", ["add", left, right, *part["terms"]], ["num", "0"]], at):
            greater, smaller = value(left, there), value(right, there)
            gap = smaller - greater if relation[0] in ("<", "<=") else greater - smaller
            factor = mpf(1) if part.get("multiplier") is None else value(part["multiplier"], there)
            terms = [value(term, there) for term in part["terms"]]
            need(factor > 0 and all(term >= -TINY for term in terms))
            need(abs(factor * gap - mpmath.fsum(terms)) <= TINY)
            need(relation[0] in (">=", "<=") or any(term > 0 for term in terms))


class Goal:
    """A goal of a proof by rules, as a function at points: only ever tried at random points of its box."""

    def __init__(self, name, g, strict, box):
        self.name, self.g, self.strict, self.box = name, g, strict, box

    @classmethod
    def of(cls, statement, relation):
        """Return the root goal; the hypotheses of the ledger's claims are ends of one interval."""
        low, high = mpf("-inf"), mpf("inf")
        for hypothesis in statement["given"]:
            match hypothesis:
                case [">=" | ">", ["sym", _], ["num", text]]:
                    low = max(low, real(text))
                case ["<=" | "<", ["sym", _], ["num", text]]:
                    high = min(high, real(text))
        operator, left, right = relation
        sign = -1 if operator in ("<", "<=") else 1
        name = next(found[1] for found in walk([left, right]) if found[:1] == ["sym"])
        g = lambda t: sign * (at_(left, name, t) - at_(right, name, t))  # noqa: E731
        return cls(name, g, operator in ("<", ">"), (low, high))

    def inside(self):
        """Return points of the box, its ends left out."""
        low, high = self.box
        if low > mpf("-inf") and high < mpf("inf"):
            return [low + (high - low) * share / 17 for share in range(1, 17)]
        sizes = [mpf(size) for size in ("0.01", "0.3", "1", "2.2", "5", "11")]
        right = [low + size for size in sizes] if low > mpf("-inf") else [*sizes, *(-size for size in sizes)]
        return [t for t in right if t < high]


def at_(node, name, t):
    return value(node, {"symbols": {name: t}, "sizes": {}})


def walk(node):
    if isinstance(node, list):
        yield node
        for part in node:
            yield from walk(part)


def replay(goal, node):
    """Follow a proof's rules at random points; InvalidError where a rule's own condition fails there."""
    need(all(goal.g(t) > -TINY for t in goal.inside()))
    match node["rule"]:
        case "sign":
            pass
        case "substitute":
            ((old, back),), (item,) = node["values"], node["variables"]
            need(old == goal.name and len(item["because"]) == 2)
            for t in goal.inside():
                need(abs(at_(back, item["name"], at_(item["is"], old, t)) - t) < TINY)
            low = mpf("-inf") if item.get("low") is None else mpf(0)
            high = mpf("inf") if item.get("high") is None else at_(item["high"][0], "", mpf(0))
            need(item.get("low") is None or item.get("low") in ("closed", "open"))
            need(
                item.get("high") is None
                or (item.get("low") is not None and high > 0 and item["high"][1] in ("closed", "open"))
            )
            need(all(low <= at_(item["is"], old, t) <= high for t in goal.inside()))
            moved = Goal(item["name"], lambda t: goal.g(at_(back, item["name"], t)), goal.strict, (low, high))
            replay(moved, node["then"])
        case "times":
            for t in goal.inside():
                factor = at_(node["factor"], goal.name, t)
                need(factor > 0 and abs(factor * goal.g(t) - at_(node["becomes"], goal.name, t)) < TINY)
            replay(Goal(goal.name, lambda t: at_(node["factor"], goal.name, t), True, goal.box), node["positive"])
            replay(Goal(goal.name, lambda t: at_(node["becomes"], goal.name, t), goal.strict, goal.box), node["then"])
        case "split":
            cut, (low, high) = at_(node["at"], "", mpf(0)), goal.box
            need(node["variable"] == goal.name and low < cut < high)
            replay(Goal(goal.name, lambda t: goal.g(cut + t), goal.strict, (mpf(0), high - cut)), node["above"])
            replay(Goal(goal.name, lambda t: goal.g(cut - t), goal.strict, (mpf(0), cut - low)), node["below"])
        case "reflect":
            need(node["variable"] == goal.name and goal.box[1] < mpf("inf"))
            replay(Goal(goal.name, lambda t: goal.g(goal.box[1] - t), goal.strict, goal.box), node["then"])
        case "ladder":
            need(node["variable"] == goal.name and goal.box[0] == 0)
            need(not goal.strict or node["strict"] in ("base", "step"))
            need(goal.g(mpf(0)) > (TINY if goal.strict and node["strict"] == "base" else -TINY))
            need(node["base"]["rule"] in ("sign", "times"))
            replay(Goal(goal.name, lambda t: slope(goal.g, t), False, goal.box), node["step"])
        case "boxes":
            replay_boxes(goal, node)
        case _:
            raise InvalidError


def replay_boxes(goal, node):
    """Check a subdivision in mpmath's interval arithmetic."""
    (end,) = [real(text) for text in node["until"]]
    need(goal.box[0] == 0 and end >= goal.box[1] and 24 <= int(node["bits"]) <= 4096)
    need(all(abs(at_(node["form"], goal.name, t) - goal.g(t)) < TINY for t in goal.inside()))
    waiting = [(mpf(0), end)]
    for letter in node["tree"]:
        need(waiting)
        low, high = waiting.pop()
        if letter == ".":
            need(interval(node["form"], iv.mpf([low, high])) > 0)
        else:
            need(letter == "0")
            waiting += [((low + high) / 2, high), (low, (low + high) / 2)]
    need(not waiting)


def interval(node, t):
    match node:
        case ["num", text]:
            return iv.mpf(Fraction(text).numerator) / Fraction(text).denominator
        case ["sym", _]:
            return t
        case ["add", *terms]:
            return sum((interval(term, t) for term in terms), iv.mpf(0))
        case ["mul", *factors]:
            result = iv.mpf(1)
            for factor in factors:
                result *= interval(factor, t)
            return result
        case ["pow", base, exponent]:
            return interval(base, t) ** int(exponent)
    raise InvalidError


def where_kept(statement, instance, *, strictly):
    """Return the values of an instance that keeps the hypotheses; InvalidError where it breaks one."""
    table = {name: {key: real(text) for key, text in found.items()} for name, found in instance["families"].items()}
    rows = {
        name: {key: [real(text) for text in row] for key, row in found.items()}
        for name, found in instance["vectors"].items()
    }
    at = {
        "sizes": {"sample": instance["n"], "patch": instance["P"]},
        "symbols": {name: real(text) for name, text in instance["scalars"].items()},
        "families": lambda name, key: table[name][",".join(map(str, key))],
        "vectors": lambda name, key: rows[name][",".join(map(str, key))],
    }
    need(min(at["sizes"].values()) >= 1)
    need(all(holds(h, at, strictly=strictly and h[0] != "=") for h in statement["given"]))
    return at


def check_counterexample(row, data):
    statement = row["statement"]
    at = where_kept(statement, data["instance"], strictly=True)
    relation = statement["then"][data["conclusion"]]
    need(data["conclusion"] >= 0)
    indices = sorted(index for side in relation[1:] for index in free_indices(side))
    need({name for name, _ in indices} == data["at"].keys())
    there = at | {index: data["at"][index[0]] for index in indices}
    left, right = value(relation[1], there), value(relation[2], there)
    gap = left - right
    need(
        {"=": abs(gap) > TINY, "!=": gap == 0, ">": gap <= 0, ">=": gap < -TINY, "<": gap >= 0, "<=": gap > TINY}[
            relation[0]
        ]
    )
    for text, side in ((data["left"], left), (data["right"], right)):
        if text.startswith("["):
            middle, radius = text.strip("[]").split(" +/- ")
            need(abs(mpf(middle) - side) <= mpf(radius) + TINY)
        else:
            need(abs(real(text) - side) <= TINY)


def check_solution(_row, data):
    rows, solution = (
        [[Fraction(part) for part in row] for row in data["rows"]],
        [Fraction(part) for part in data["w_star"]],
    )
    need(rows and all(sum(p * q for p, q in zip(row, solution, strict=True)) == 1 for row in rows))
    need(rank(rows) == rank([*rows, solution]))


def check_optimum(row, data):
    rows = [[Fraction(part) for part in row] for row in data["rows"]]
    alpha = [Fraction(part) for part in data["alpha"]]
    need(data["patches"] == 1 and len(rows) == len(alpha) and len({len(row) for row in rows}) == 1)
    w = [sum(a * entry for a, entry in zip(alpha, column, strict=True)) for column in zip(*rows, strict=True)]
    margins = [sum(p * q for p, q in zip(row, w, strict=True)) for row in rows]
    need(all(a >= 0 and m >= 1 and a * (m - 1) == 0 for a, m in zip(alpha, margins, strict=True)))
    need(row["statement"]["then"][0][2] == ["num", str(sum(alpha))])


def rank(rows):
    rows, found = [list(row) for row in rows], 0
    for column in range(len(rows[0])):
        pivot = next((r for r in range(found, len(rows)) if rows[r][column]), None)
        if pivot is not None:
            rows[found], rows[pivot] = rows[pivot], rows[found]
            for other in range(found + 1, len(rows)):
                share = rows[other][column] / rows[found][column]
                rows[other] = [p - share * q for p, q in zip(rows[other], rows[found], strict=True)]
            found += 1
    return found


def check_combination(_row, data):
    rows = [[Fraction(part) for part in row] for row in data["rows"]]
    need(rows and all(isinstance(row, int) and 0 <= row < len(rows) for row, _ in data["combination"]))
    need(len({len(row) for row in rows}) == 1 and sum(Fraction(text) for _, text in data["combination"]) == 1)
    for column in range(len(rows[0])):
        need(sum(Fraction(text) * rows[row][column] for row, text in data["combination"]) == 0)


def check_enclosure(_row, data):
    gram, margins = (
        [[real(part) for part in row] for row in data["gram"]],
        [real(part) for part in data["start"]["margins"]],
    )
    gamma, size = real(data["start"]["gamma"]), len(margins)
    need(data["patches"] == 1 and len(gram) == size and all(len(row) == size for row in gram))
    need(all(gram[p][q] == gram[q][p] for p in range(size) for q in range(size)) and 0 <= data["step"] < 1000)
    need(real(data["eta_w"]) > 0 and real(data["eta_gamma"]) > 0)
    for _ in range(data["step"]):
        s = mpmath.sqrt(mpmath.fsum(m * m for m in margins) / size)
        slopes = [1 / (1 + mpmath.exp(gamma * m / s)) for m in margins]
        pull = mpmath.fsum(p * m for p, m in zip(slopes, margins, strict=True))
        push = [p - m * pull / (size * s * s) for p, m in zip(slopes, margins, strict=True)]
        rate = real(data["eta_w"]) * gamma / (size * s)
        margins = [m + rate * mpmath.fdot(row, push) for m, row in zip(margins, gram, strict=True)]
        gamma += real(data["eta_gamma"]) * pull / (size * s)
    need(abs(gamma - real(data["gamma"]["mid"])) <= real(data["gamma"]["rad"]))
    pairs = mpmath.fsum((p - q) ** 2 for p in margins for q in margins) / size / mpmath.fsum(m * m for m in margins)
    if "D" in data:
        need(real(data["D"]["lower"]) <= pairs <= real(data["D"]["upper"]))


def check_nothing(_row, _data):
    """A campaign, or no evidence: nothing in it is relied on."""


CHECKS = {
    "proof": check_proof,
    "counterexample": check_counterexample,
    "solution": check_solution,
    "optimum": check_optimum,
    "combination": check_combination,
    "enclosure": check_enclosure,
    "campaign": check_nothing,
    "none": check_nothing,
}


def is_harmless(edited, original):
    """Decide whether the evidence of an edited ledger still shows what its statuses say."""
    try:
        need(edited["schema"] == original["schema"])
        keys = [(row["id"], row["form"]) for row in edited["claims"]]
        need(len(set(keys)) == len(keys) and all(form in ("printed", "repaired", "beyond") for _, form in keys))
        known = {(row["id"], row["form"]): row for row in edited["claims"]}
        before = {(row["id"], row["form"]): row for row in original["claims"]}
        for key, row in known.items():
            need(row["status"] == STATUS[row["evidence"]["kind"]])
            below = [known.get((d["id"], d["form"]), {"effective": "OPEN"})["effective"] for d in row["depends_on"]]
            weakest = max([row["status"], *below], key=ORDER.index)
            need(row["effective"] == (row["status"] if row["status"] == "REFUTED" else weakest))
            if row != before.get(key):
                CHECKS[row["evidence"]["kind"]](row, row["evidence"])
    except (InvalidError, KeyError, ValueError, TypeError, IndexError, AttributeError, ArithmeticError, StopIteration):
        return False
    return True


# the edits


def places(part, path=()):
    """Yield the path of everything in a ledger whose change could matter."""
    if path:
        yield path
    inside = part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()
    for key, inner_part in inside:
        if key not in UNTRUSTED and key not in ("disagreements", "why"):
            yield from places(inner_part, (*path, key))


def edit(ledger, source):
    """Return an edited copy of a ledger and where it was edited."""
    changed = copy.deepcopy(ledger)
    rows = changed["claims"]
    if source.random() < 0.1:  # one claim's statement or evidence in the place of another's
        first, second = source.sample(range(len(rows)), 2)
        what = source.choice(["statement", "evidence"])
        rows[first][what] = copy.deepcopy(rows[second][what])
        return changed, (first, what, "swapped")
    row = source.randrange(len(rows))
    path = source.choice(list(places({key: rows[row][key] for key in rows[row] if key not in UNTRUSTED})))
    holder = rows[row]
    for key in path[:-1]:
        holder = holder[key]
    holder[path[-1]] = altered(holder[path[-1]], source)
    if source.random() < 0.15:
        del holder[path[-1]]
    return changed, (row, *path)


def altered(found, source):
    """Return something else in the place of a part: a digit, a sign, a relation, a dropped or moved item."""
    if isinstance(found, bool) or found is None:
        return source.choice([0, "x", "open"])
    if isinstance(found, int):
        return found + source.choice([-1, 1, 2])
    if isinstance(found, list) and found:
        spot = source.randrange(len(found))
        return source.choice([found[:spot] + found[spot + 1 :], found[::-1], [*found, found[spot]]])
    if isinstance(found, str):
        return altered_text(found, source)
    return source.choice([{}, [], None])


def altered_text(found, source):
    words = ["=", "<", "<=", ">", ">=", "!=", "max", "min", "exp", "log", "ell", "sigmabar", "sum", "mul", "add"]
    words += [
        "x",
        "y",
        "a",
        "b",
        "i",
        "j",
        "w",
        "w*",
        "z",
        "ζ",
        "printed",
        "beyond",
        "PROVED",
        "open",
        "closed",
        "sign",
    ]
    if found in words and source.random() < 0.9:
        return source.choice(words)
    digits = [spot for spot, letter in enumerate(found) if letter.isdigit()]
    if digits and source.random() < 0.7:
        spot = source.choice(digits)
        return found[:spot] + source.choice("0123456789") + found[spot + 1 :]
    return source.choice([f"-{found}", found[1:], found + "0", found[:-1]])


@pytest.fixture(scope="module")
def ledger():
    return base_ledger()


def test_the_ledger_itself_is_accepted_by_the_re_checker_and_by_the_oracle(ledger):
    report = recheck(ledger)
    assert (
        report.last_line
        == f"{len(ledger['claims'])} claims: {len(ledger['claims']) - 1} rechecked, 1 not re-checkable, 0 rejected"
    )
    with mpmath.workdps(50):
        assert is_harmless(ledger, {"schema": ledger["schema"], "claims": []})


@pytest.mark.slow
def test_every_edit_that_makes_the_evidence_invalid_is_rejected_with_a_line_that_says_where(ledger):
    source, invalid, harmless = random.Random(SEED), 0, 0
    while invalid + harmless < EDITS:
        edited, where = edit(ledger, source)
        if edited == ledger:
            continue
        try:
            report = recheck(edited)
            lines = [str(outcome) for outcome in report.rejected]
        except RecheckError as fault:
            lines = [str(fault)]
        assert all(line and "\n" not in line for line in lines)
        if lines:
            assert any(word in " ".join(lines) for word in ("claim", "rejected")), (where, lines)
        with mpmath.workdps(50):
            fine = is_harmless(edited, ledger)
        assert lines or fine, f"accepted, and invalid: {where}"
        invalid, harmless = invalid + (not fine), harmless + fine
    assert invalid >= 500


@pytest.mark.slow
@pytest.mark.parametrize("field", UNTRUSTED)
def test_edits_of_what_is_not_trusted_change_nothing(ledger, field):
    edited = copy.deepcopy(ledger)
    for row in edited["claims"]:
        row[field] = "something else"
    assert recheck(edited) == recheck(ledger)
