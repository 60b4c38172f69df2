"""A second opinion on evidence: whether what a ledger gives still shows what its statuses say.

Values on random instances, exact fractions, interval arithmetic and a replay of a proof's rules at random points
decide; none of it shares code with the re-checker.
"""

from fractions import Fraction

import mpmath
from mpmath import iv, mpf
from oracle_values import TINY, InvalidError, everywhere, free_indices, holds, need, points, real, slope, value

STATUS = {"proof": "PROVED", "solution": "PROVED", "optimum": "PROVED", "enclosure": "CERTIFIED", "campaign": "TESTED"}
STATUS |= {"counterexample": "REFUTED", "combination": "REFUTED", "none": "OPEN"}
ORDER = ["PROVED", "CERTIFIED", "TESTED", "OPEN", "REFUTED"]


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
