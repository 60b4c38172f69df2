"""Short ways to write the function symbols of the language, one for each."""

from __future__ import annotations

from fractions import Fraction

from verify.statement.tree import Number, Pow, Relation, Scalar, Scalarlike, call, scalar


def exp(x: Scalarlike) -> Scalar:
    """Return e^x.

    >>> from verify.statement.writing.variables import symbols
    >>> from verify.statement.readings.notation import to_text
    >>> (x,) = symbols("x")
    >>> to_text(exp(2 * x))
    'exp(2·x)'
    """
    return call("exp", x)


def log(x: Scalarlike) -> Scalar:
    """Return the natural logarithm of x > 0.

    >>> from verify.statement.writing.variables import symbols
    >>> from verify.statement.readings.notation import to_text
    >>> (x,) = symbols("x")
    >>> to_text(log(1 + x))
    'log(1 + x)'
    """
    return call("log", x)


def sqrt(x: Scalarlike) -> Scalar:
    """Return the square root of x ≥ 0.

    >>> from verify.statement.writing.variables import symbols
    >>> from verify.statement.readings.notation import to_text
    >>> (x,) = symbols("x")
    >>> to_text(sqrt(1 + x))
    '√(1 + x)'
    """
    return Pow(scalar(x), Fraction(1, 2))


def absolute(x: Scalarlike) -> Scalar:
    """Return |x|.

    >>> from verify.statement.writing.variables import symbols
    >>> from verify.statement.readings.notation import to_text
    >>> (x,) = symbols("x")
    >>> to_text(absolute(x - 1))
    '|x - 1|'
    """
    return call("abs", x)


def sigmabar(x: Scalarlike) -> Scalar:
    """Return σ̄(x) = 1/(1+e^x) = |ℓ'(x)|.

    >>> from verify.statement.writing.variables import symbols
    >>> from verify.statement.readings.notation import to_text
    >>> (x,) = symbols("x")
    >>> to_text(sigmabar(x))
    'σ̄(x)'
    """
    return call("sigmabar", x)


def ell(x: Scalarlike) -> Scalar:
    """Return the logistic loss ℓ(x) = log(1+e^-x).

    >>> from verify.statement.writing.variables import symbols
    >>> from verify.statement.readings.notation import to_text
    >>> (x,) = symbols("x")
    >>> to_text(ell(-x))
    'ℓ(-x)'
    """
    return call("ell", x)


def tanh(x: Scalarlike) -> Scalar:
    """Return the hyperbolic tangent of x.

    >>> from verify.statement.writing.variables import symbols
    >>> from verify.statement.readings.notation import to_text
    >>> (x,) = symbols("x")
    >>> to_text(tanh(x))
    'tanh(x)'
    """
    return call("tanh", x)


def sigmoid(x: Scalarlike) -> Scalar:
    """Return the logistic function σ(x) = 1/(1+e^-x) = 1 - σ̄(x).

    >>> from verify.statement.writing.variables import symbols
    >>> from verify.statement.readings.notation import to_text
    >>> (x,) = symbols("x")
    >>> to_text(sigmoid(x))
    'σ(x)'
    """
    return call("sigmoid", x)


def softplus(x: Scalarlike) -> Scalar:
    """Return softplus(x) = log(1+e^x) = ℓ(-x).

    >>> from verify.statement.writing.variables import symbols
    >>> from verify.statement.readings.notation import to_text
    >>> (x,) = symbols("x")
    >>> to_text(softplus(x))
    'softplus(x)'
    """
    return call("softplus", x)


def relu(x: Scalarlike) -> Scalar:
    """Return relu(x) = max(x, 0); its derivative is 1 for x > 0 and 0 for x < 0, and it has none at 0.

    >>> from verify.statement.writing.variables import symbols
    >>> from verify.statement.readings.notation import to_text
    >>> (x,) = symbols("x")
    >>> to_text(relu(x - 1))
    'relu(x - 1)'
    """
    return call("relu", x)


def phi(x: Scalarlike) -> Scalar:
    """Return the density φ(x) = e^(-x²/2)/√(2π) of the normal distribution.

    >>> from verify.statement.writing.variables import symbols
    >>> from verify.statement.readings.notation import to_text
    >>> (x,) = symbols("x")
    >>> to_text(phi(x))
    'φ(x)'
    """
    return call("phi", x)


def Phi(x: Scalarlike) -> Scalar:
    """Return the distribution function Φ(x) of the normal distribution, the integral of φ up to x.

    >>> from verify.statement.writing.variables import symbols
    >>> from verify.statement.readings.notation import to_text
    >>> (x,) = symbols("x")
    >>> to_text(Phi(x))
    'Φ(x)'
    """
    return call("Phi", x)


def sign(x: Scalarlike) -> Scalar:
    """Return the sign of x: 1, 0 or -1.

    >>> from verify.statement.writing.variables import symbols
    >>> from verify.statement.readings.notation import to_text
    >>> (x,) = symbols("x")
    >>> to_text(sign(x))
    'sign(x)'
    """
    return call("sign", x)


def indicator(what: Relation | Scalarlike) -> Scalar:
    """Return 1 where a relation between real numbers holds, and 0 elsewhere; a number stands for its being > 0.

    >>> from verify.statement.writing.variables import symbols
    >>> x, y = symbols("x y")
    >>> indicator(x > y) == indicator(x - y)
    True
    >>> indicator(x >= y) == 1 - indicator(y - x)
    True
    """
    if not isinstance(what, Relation):
        return call("indicator", what)
    above, below = (call("indicator", _gap(*sides)) for sides in ((what.left, what.right), (what.right, what.left)))
    match what.operator:
        case ">":
            return above
        case "<":
            return below
        case ">=":
            return 1 - below
        case "<=":
            return 1 - above
        case "!=":
            return above + below
    return 1 - above - below


def _gap(greater: Scalar, smaller: Scalar) -> Scalar:
    zero = Number(Fraction(0))
    return greater if smaller == zero else -smaller if greater == zero else greater - smaller


def maximum(*values: Scalarlike) -> Scalar:
    """Return the largest of finitely many values.

    >>> from verify.statement.writing.variables import symbols
    >>> from verify.statement.readings.notation import to_text
    >>> (x,) = symbols("x")
    >>> to_text(maximum(x, 1 - x, 0))
    'max(x, 1 - x, 0)'
    """
    return call("max", *values)


def minimum(*values: Scalarlike) -> Scalar:
    """Return the smallest of finitely many values.

    >>> from verify.statement.writing.variables import symbols
    >>> from verify.statement.readings.notation import to_text
    >>> (x,) = symbols("x")
    >>> to_text(minimum(x, 1))
    'min(x, 1)'
    """
    return call("min", *values)
