"""Random edits of a ledger: whatever makes the evidence invalid is rejected, with a line that says where.

Which edits are harmless is decided by ``oracle_evidence``, which shares no code with the re-checker.
"""

import copy
import json
import random
from fractions import Fraction

import mpmath
import pytest
from flint import fmpq, fmpq_mat
from oracle_evidence import is_harmless

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
UNTRUSTED = ("source", "title", "text", "latex", "expected", "method", "remark", "fault", "seconds")

i, j, k = samples("i j k")
x, y, e, g, c, z1 = symbols("x y ε γ c ζ")
w, w_star = vector("w"), vector("w*")


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
