"""The derivative of a node in one real variable."""

from __future__ import annotations

from typing import Any

from verify.recheck.reading import RejectedError, below, number

ZERO, ONE = ["num", "0"], ["num", "1"]


def holds_symbol(node: list[Any], name: str) -> bool:
    """Tell whether a real variable occurs free in a node."""
    if node[0] == "diff":
        return holds_symbol(node[3], name) or (node[2] != name and holds_symbol(node[1], name))
    return node == ["sym", name] or any(holds_symbol(part, name) for part in below(node))


def derivative(node: list[Any], name: str) -> list[Any]:
    """Return the derivative of a node in one real variable; RejectedError for max, min and |·|."""
    if not holds_symbol(node, name):
        return ["scale", ZERO, node] if node[0] in ("vec", "vadd", "scale", "vsum") else ZERO
    match node:
        case ["sym", _]:
            return ONE
        case ["named", _, _, _, body]:
            return derivative(body, name)
        case ["add" | "vadd" as head, *terms]:
            return [head, *(derivative(term, name) for term in terms)]
        case ["mul", *factors]:
            moved = [k for k, factor in enumerate(factors) if holds_symbol(factor, name)]
            return ["add", *(["mul", *factors[:k], derivative(factors[k], name), *factors[k + 1 :]] for k in moved)]
        case ["pow", base, exponent]:
            slope = ["pow", base, str(number(exponent) - 1)]
            return ["mul", ["num", exponent], slope, derivative(base, name)] if number(exponent) else ZERO
        case ["sum" | "vsum" as head, index, body]:
            return [head, index, derivative(body, name)]
        case ["inner", left, right]:
            return ["add", ["inner", derivative(left, name), right], ["inner", left, derivative(right, name)]]
        case ["scale", factor, vector]:
            return ["vadd", ["scale", derivative(factor, name), vector], ["scale", factor, derivative(vector, name)]]
        case ["diff", body, inner, at]:
            slope = ["mul", ["diff", derivative(body, inner), inner, at], derivative(at, name)]
            return slope if inner == name else ["add", ["diff", derivative(body, name), inner, at], slope]
        case ["fn", function, argument]:
            minus, value = ["num", "-1"], ["fn", function, argument]
            slopes: dict[str, list[Any]] = {
                "exp": value,
                "log": ["pow", argument, "-1"],
                "ell": ["mul", minus, ["fn", "sigmabar", argument]],
                "sigmabar": ["mul", minus, value, ["add", ONE, ["mul", minus, value]]],
                "lambertw": ["mul", value, ["pow", ["mul", argument, ["add", ONE, value]], "-1"]],
            }
            if function in slopes:
                return ["mul", slopes[function], derivative(argument, name)]
    raise RejectedError("a derivative of max, min or an absolute value is taken")
