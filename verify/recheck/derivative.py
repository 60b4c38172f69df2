"""The derivative of a node in one real variable."""

from __future__ import annotations

from verify.recheck.function_table import SYMBOLS
from verify.recheck.reading import Node, RejectedError, below, number

ZERO, ONE = ["num", "0"], ["num", "1"]


def holds_symbol(node: Node, name: str) -> bool:
    """Tell whether the value of a node may depend on a real variable: it occurs free, and not in a slope of 0."""
    if node[0] == "diff":
        if not holds_symbol(node[1], node[2]):
            return False
        return holds_symbol(node[3], name) or (node[2] != name and holds_symbol(node[1], name))
    return node == ["sym", name] or any(holds_symbol(part, name) for part in below(node))


def derivative(node: Node, name: str) -> Node:
    """Return the derivative of a node in one real variable; RejectedError for a max or min over an index."""
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
        case ["fn", function, *parts]:
            moved = [k for k, part in enumerate(parts) if holds_symbol(part, name)]
            return ["add", *(["mul", SYMBOLS[function].slope(parts, k), derivative(parts[k], name)] for k in moved)]
    raise RejectedError("a derivative of a maximum or minimum over an index is taken")


def carried_out(node: Node) -> Node:
    """Return a function of real variables with the derivatives in it carried out."""
    match node:
        case ["num" | "sym", _]:
            return node
        case ["named", _, _, _, body]:
            return carried_out(body)
        case ["pow", base, exponent]:
            return ["pow", carried_out(base), exponent]
        case ["fn", function, *parts]:
            return ["fn", function, *map(carried_out, parts)]
        case ["diff", body, name, at]:
            if not holds_symbol(body, name):
                return ZERO  # whatever it is: a sum over an index is one number here
            # no index is bound in the derivative any more, so substitution captures none
            return _placed(carried_out(derivative(body, name)), name, carried_out(at))
        case ["add" | "mul" as head, *parts]:
            return [head, *map(carried_out, parts)]
    raise RejectedError(f"{node[0]} is no function of real variables")


def _placed(node: Node, name: str, value: Node) -> Node:
    """Return a node without derivatives with a value in the place of a variable."""
    if node == ["sym", name]:
        return value
    parts, begin = below(node), 2 if node[0] == "fn" else 1
    moved = [_placed(part, name, value) for part in parts]
    return [*node[:begin], *moved, *node[begin + len(parts) :]]
