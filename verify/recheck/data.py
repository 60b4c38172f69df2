"""Re-checks evidence that is data: solutions, contradictions and least norms of a dataset's rows; enclosures."""

from __future__ import annotations

from typing import Any

import flint
from flint import arb, fmpq, fmpq_mat

from verify.recheck.reading import JsonObject, RecheckError, RejectedError, entry, natural, number, short
from verify.recheck.values import whole_power

MOST_WORK = 64_000
LONGEST = 2000


def _matrix(data: Any, name: str) -> list[list[fmpq]]:
    rows = [[number(part) for part in row] for row in entry(data, name, list) if isinstance(row, list)]
    if not rows or len(rows) != len(data[name]) or not rows[0] or len({len(row) for row in rows}) != 1:
        raise RecheckError(f"{name} is not a table of numbers with rows of one length: correct it")
    return rows


def check_subject(row: JsonObject) -> None:
    """Reject a row whose statement is not what its evidence about one dataset shows, as ⟨w*, z_i⟩ = 1 or D's bounds.

    Such a statement speaks of one dataset's w* and rows, or of one D, and not of all: no proof may use it.
    """
    statement, data = row["statement"], row["evidence"]
    match statement["given"], statement["then"]:
        case [], [["=", ["inner", ["vec", _, []], ["vec", _, [_, *_]]], ["num", "1"]]]:
            fits = data["kind"] in ("solution", "combination")
        case [[">=", margin, ["num", "1"]]], [[">=", ["inner", w, same], ["num", least]]] if w == same:
            fits = data["kind"] == "optimum" and _is_margin(margin, w, data) and _least_norm(data) == number(least)
        case [], [[">=", ["sym", name], ["num", low]], ["<=", ["sym", same], ["num", high]]] if name == same:
            ends = entry(data, "D", dict) if data["kind"] == "enclosure" else {}
            bounds = [number(ends.get(end)) for end in ("lower", "upper")] if ends else []
            fits = bounds == [number(low), number(high)] and name == f"D_{data.get('step')}"
        case _:
            fits = False
    if not fits or row.get("kind") != "dataset":
        raise RejectedError(f"evidence {data['kind']} speaks of one dataset, and not of this statement")


def _is_margin(margin: Any, w: Any, data: Any) -> bool:
    """Return whether an expression is ⟨w, z_i⟩ for data without patches, or its sum over the patches."""
    match margin:
        case ["inner", ["vec", _, []] as left, ["vec", _, [[_, "sample"]]]]:
            return bool(left == w) and data.get("patches") == 1
        case ["sum", [p, "patch"], ["inner", ["vec", _, []] as left, ["vec", _, [[i, "sample"], [q, "patch"]]]]]:
            return bool(left == w) and p == q and p != i
    return False


def _least_norm(data: Any) -> fmpq:
    return sum((number(part) for part in entry(data, "alpha", list)), fmpq(0))


def check_optimum(data: Any) -> None:
    """Reject multipliers α unless they keep the KKT conditions with w = Σ α_i z_i and z_i = Σ_p z_i^(p).

    Then ‖w‖² = Σ α_i, and no v with ⟨v, z_i⟩ ≥ 1 for all i is shorter: ‖v‖² ≥ 2⟨v, w⟩ − ‖w‖² ≥ 2 Σ α_i − ‖w‖².
    """
    rows, alpha = _matrix(data, "rows"), [number(part) for part in entry(data, "alpha", list)]
    patches = natural(data.get("patches"), most=len(rows))
    if not patches or len(alpha) * patches != len(rows):
        raise RecheckError("rows, patches and alpha do not fit one another: correct them")
    samples = [
        [sum(column, fmpq(0)) for column in zip(*rows[k : k + patches], strict=True)]
        for k in range(0, len(rows), patches)
    ]
    w = [sum((a * z[k] for a, z in zip(alpha, samples, strict=True)), fmpq(0)) for k in range(len(samples[0]))]
    for k, (a, z) in enumerate(zip(alpha, samples, strict=True)):
        margin = sum((left * right for left, right in zip(w, z, strict=True)), fmpq(0))
        if a < 0 or margin < 1 or (a != 0 and margin != 1):
            raise RejectedError(f"sample {k} has the multiplier {short(str(a))} and the margin {short(str(margin))}")


def check_solution(data: Any) -> None:
    """Reject w* unless every row has the product 1 with it and it lies in the rows' span."""
    rows, w = _matrix(data, "rows"), [number(part) for part in entry(data, "w_star", list)]
    if len(w) != len(rows[0]):
        raise RejectedError("w* has another length than the rows")
    for k, row in enumerate(rows):
        if sum((a * b for a, b in zip(row, w, strict=True)), fmpq(0)) != 1:
            raise RejectedError(f"row {k} times w* is not 1")
    if fmpq_mat(rows).rank() != fmpq_mat([*rows, w]).rank():
        raise RejectedError("w* does not lie in the span of the rows")


def check_combination(data: Any) -> None:
    """Reject a combination of rows unless its coefficients add up to 1 and the rows so combined to 0."""
    rows, total = _matrix(data, "rows"), fmpq(0)
    result = [fmpq(0)] * len(rows[0])
    for pair in entry(data, "combination", list):
        if not isinstance(pair, list) or len(pair) != 2:
            raise RecheckError("an entry of combination is not a pair [row, coefficient]: correct it")
        row, factor = rows[natural(pair[0], most=len(rows) - 1)], number(pair[1])
        result = [a + factor * b for a, b in zip(result, row, strict=True)]
        total += factor
    if total != 1 or any(result):
        raise RejectedError("the combination of rows is not 0, or its coefficients do not add up to 1")


def check_enclosure(data: Any) -> str:
    """Reject an enclosure that iterating balls does not confirm; return why it was not tried, or the empty string."""
    gram, start = _matrix(data, "gram"), entry(data, "start", dict)
    margins, gamma = [number(part) for part in entry(start, "margins", list)], number(start.get("gamma"))
    rates = [number(data.get(name)) for name in ("eta_w", "eta_gamma")]
    patches, steps = natural(data.get("patches"), most=len(gram)), natural(data.get("step"), most=10**9)
    if not patches or len(gram) % patches or any(len(part) != len(gram) for part in (gram[0], margins)):
        raise RecheckError("gram, patches and the start's margins do not fit one another: correct them")
    if fmpq_mat(gram) != fmpq_mat(gram).transpose() or min(rates) <= 0 or not any(margins):
        raise RejectedError("the Gram matrix is not symmetric, a step size is not positive, or every margin is 0")
    _reject_impossible(gram, margins)
    ends = entry(data, "D", dict)
    claimed = {"gamma": _ball(entry(data, "gamma", dict)), "D": (number(ends.get("lower")), number(ends.get("upper")))}
    if steps > LONGEST or steps * len(gram) ** 2 > MOST_WORK:
        return f"not re-checkable at this length: {steps} steps"
    precision, failing = 256, "gamma"
    while precision <= 8 * (256 + steps):
        with flint.ctx.workprec(precision):
            reached = _descend(gram, patches, rates, margins, gamma, steps)
            # D is never negative, so that a lower end of 0 needs no ball
            low_holds = {n: arb(low) <= reached[n] or (n == "D" and low <= 0) for n, (low, _) in claimed.items()}
            inside = {n: low_holds[n] and reached[n] <= arb(high) for n, (_, high) in claimed.items()}
            outside = [n for n, (low, high) in claimed.items() if reached[n] < arb(low) or reached[n] > arb(high)]
        if all(inside.values()):
            return ""
        failing = next(name for name, is_inside in inside.items() if not is_inside)
        if outside:
            break
        precision *= 2
    raise RejectedError(f"{failing} after {steps} steps is not inside its enclosure")


def _reject_impossible(gram: list[list[fmpq]], margins: list[fmpq]) -> None:
    """Reject margins and a Gram matrix that no data have: G = ZZ^⊤ is semidefinite, and m = Zw lies in its range.

    A real symmetric matrix is positive semidefinite exactly where no coefficient of det(xI + G) is negative.
    """
    matrix = fmpq_mat(gram)
    if any(part < 0 for part in (-1 * matrix).charpoly().coeffs()):
        raise RejectedError("the Gram matrix is not positive semidefinite: no data have it")
    if matrix.rank() != fmpq_mat([[*row, margin] for row, margin in zip(gram, margins, strict=True)]).rank():
        raise RejectedError("the start's margins are not in the range of the Gram matrix: no w has them")


def _ball(data: Any) -> tuple[fmpq, fmpq]:
    middle, radius = number(data.get("mid")), number(data.get("rad"))
    return middle - radius, middle + radius


def _descend(
    gram: list[list[fmpq]], patches: int, rates: list[fmpq], start: list[fmpq], first: fmpq, steps: int
) -> JsonObject:
    """Return balls around γ and the margins' discrepancy after some steps of gradient descent, in margin space."""
    rows = len(gram)
    n = rows // patches
    table, eta_w, eta_gamma = [[arb(part) for part in row] for row in gram], arb(rates[0]), arb(rates[1])
    margins, gamma = [arb(part) for part in start], arb(first)
    for _ in range(steps):
        scale = (sum((m * m for m in margins), arb(0)) / rows).sqrt()
        sums = [sum(margins[k : k + patches], arb(0)) for k in range(0, rows, patches)]
        weights = [1 / (1 + (gamma * total / scale).exp()) for total in sums]
        pull = sum((p * total for p, total in zip(weights, sums, strict=True)), arb(0))
        moves = [
            eta_w * gamma / (n * scale) * (weights[k // patches] - m * pull / (rows * scale * scale))
            for k, m in enumerate(margins)
        ]
        margins = [
            m + sum((a * b for a, b in zip(row, moves, strict=True)), arb(0))
            for m, row in zip(margins, table, strict=True)
        ]
        gamma = gamma + eta_gamma * pull / (n * scale)
    middle = sum(margins, arb(0)) / rows
    spread = sum((whole_power(m - middle, 2) for m in margins), arb(0)) / (sum((m * m for m in margins), arb(0)) / rows)
    return {"gamma": gamma, "D": 2 * spread / rows}
