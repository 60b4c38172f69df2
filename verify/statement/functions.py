"""The function symbols of the language, one record each: all that any reading or method knows of a function.

To add a function, add a record to ``FUNCTIONS`` here and, written independently, one to
``verify.recheck.function_table``; a short way to write it goes into ``verify.statement.writing.calls``. Nothing else
names a function but the methods with rules of their own for exp and log, and for the choices |·|, max and min.

Formulas are written once, for trees and for SymPy alike: they get ``call``, which applies a function symbol, and the
arguments, and use +, -, *, / and ** only.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal, TypeAlias

import numpy as np
from flint import arb
from numpy.typing import NDArray

from verify.errors import InputError

Array: TypeAlias = NDArray[np.float64]
Call: TypeAlias = Callable[..., Any]
Formula: TypeAlias = Callable[..., Any]
When: TypeAlias = Literal["always", "all", "any", "never"]
Role: TypeAlias = Literal["", "positive", "W₀"]


class UndefinedError(ArithmeticError):
    """A term has no real value here: a division by zero, or a function outside its domain."""


class NotRationalError(ArithmeticError):
    """A term's value is not (known to be) a rational number."""


@dataclass(frozen=True)
class Range:
    """Bounds of all values of a function; a bound that is not ``reached`` is strict, None is no bound."""

    low: Fraction | None = None
    low_reached: bool = False
    high: Fraction | None = None
    high_reached: bool = False


@dataclass(frozen=True)
class Function:
    """All that is known of one function symbol.

    ``text`` and ``latex`` have {} in the place of the arguments. ``slopes`` gives the derivative in argument k, which
    must be undefined where the function has no slope. ``exact`` gives the value at rationals, or None where it is not
    known to be rational; ``balls`` encloses the value and raises UndefinedError where the arguments may leave the
    domain; ``floats`` takes NumPy arrays and gives nan outside of it.

    ``reduces_to`` is an equal expression in other symbols, which every normal form uses in its place; ``formula`` one
    in exp and log, or None for an argument that has none, which only the method *functions* uses. ``sympy`` names
    SymPy's own function, where it has one that is to be trusted.

    ``role`` says what the argument must be. ``nonnegative`` and ``positive`` say when the value is so: always, or when
    all or any of the arguments are. ``monotone`` speaks of the whole domain ("from 0": where the arguments are not
    negative), and is strict unless ``levels``. ``degree`` is k where f(cx) = c^k f(x) for all c > 0, and ``parity``
    whether f(-x) is f(x) or -f(x); f(x) + f(-x) is twice the ``centre``, where there is one. The mutants
    exchange the function with those in ``mistaken_for`` and, where it ``may_be_lost``, put its argument in its place.
    """

    name: str
    text: str
    latex: str
    floats: Callable[..., Any]
    balls: Callable[..., arb]
    exact: Callable[..., Fraction | None]
    slopes: Callable[[Call, tuple[Any, ...], int], Any]
    several: bool = False
    sympy: str = ""
    reduces_to: Formula | None = None
    formula: Formula | None = None
    role: Role = ""
    nonnegative: When = "never"
    positive: When = "never"
    range: Range = Range()
    monotone: Literal["increasing", "decreasing", "increasing from 0", ""] = ""
    levels: bool = False
    convex: Literal["convex", "concave", ""] = ""
    continuous: bool = True
    degree: int | None = None
    parity: Literal["even", "odd", ""] = ""
    centre: Fraction | None = None
    mistaken_for: tuple[str, ...] = ()
    may_be_lost: bool = False


def function(name: str) -> Function:
    """Return the record of a function symbol; InputError names those there are.

    >>> function("tanh").monotone
    'increasing'
    >>> function("erf")
    Traceback (most recent call last):
        ...
    verify.errors.InputError: unknown function 'erf': use one of exp, log, abs, sigmabar, ell, lambertw, max, min, \
tanh, sigmoid, softplus, relu, phi, Phi, sign, indicator
    """
    if name not in FUNCTIONS:
        raise InputError(f"unknown function {name!r}: use one of {', '.join(FUNCTIONS)}")
    return FUNCTIONS[name]


def is_so(when: When, arguments: list[bool]) -> bool:
    """Tell whether a sign is shown, by the signs of the arguments.

    >>> is_so("any", [False, True]), is_so("all", [False, True]), is_so("always", [False])
    (True, False, True)
    """
    return when == "always" or (when == "all" and all(arguments)) or (when == "any" and any(arguments))


def _slope(formula: Formula) -> Callable[[Call, tuple[Any, ...], int], Any]:
    """Return the slopes of a function of one variable from the formula of its derivative."""
    return lambda call, arguments, position: formula(call, arguments[0])


def _at(place: int, value: Fraction | int) -> Callable[[Fraction], Fraction | None]:
    """Return the rational values of a function that is rational at one known place only."""
    return lambda x: Fraction(value) if x == place else None


def _no_rational(*_: Fraction) -> None:
    return None


def _choice_slope(which: Literal["max", "min"]) -> Callable[[Call, tuple[Any, ...], int], Any]:
    def slope(call: Call, arguments: tuple[Any, ...], position: int) -> Any:
        if len(arguments) == 1:
            return 1
        others = arguments[:position] + arguments[position + 1 :]
        # 1 where this argument is chosen, 0 where another is, and a division by 0 where two tie for it
        gap = arguments[position] - (others[0] if len(others) == 1 else call(which, *others))
        gap = gap if which == "max" else -gap
        return call("relu", gap) / gap

    return slope


def _exact_log(x: Fraction) -> Fraction | None:
    if x <= 0:
        raise UndefinedError("logarithm of a number that is not positive")
    return Fraction(0) if x == 1 else None


def _ball_log(x: arb) -> arb:
    if not x > 0:
        raise UndefinedError("log of a ball that may leave its domain")
    return x.log()


def _ball_lambertw(x: arb) -> arb:
    if not x > -arb(-1).exp():
        raise UndefinedError("lambertw of a ball that may leave its domain")
    return x.lambertw()


def _ball_sigmabar(x: arb) -> arb:
    return 1 / (1 + x.exp()) if x <= 0 else (-x).exp() / (1 + (-x).exp())


def _ball_ell(x: arb) -> arb:
    return (-x).exp().log1p() if x >= 0 else x.exp().log1p() - x


def _ball_sign(x: arb) -> arb:
    if x > 0 or x < 0:
        return arb(1 if x > 0 else -1)
    return arb(0) if x == 0 else arb(-1).union(arb(1))


def _ball_indicator(x: arb) -> arb:
    if x > 0 or x <= 0:
        return arb(int(bool(x > 0)))
    return arb(0).union(arb(1))


def _folded(name: Literal["max", "min"]) -> Callable[..., Any]:
    def fold(first: arb, *others: arb) -> arb:
        for other in others:
            first = getattr(first, name)(other)
        return first

    return fold


def _each(value: Callable[[float], float]) -> Callable[[Any], Any]:
    return np.vectorize(value, otypes=[float])


def _float_lambertw(x: float) -> float:
    return float(arb(x).lambertw().mid()) if x > -1 / math.e else math.nan


def _ends(*arrays: Array, operation: Callable[[Array, Array], Array]) -> Array:
    result = arrays[0]
    for array in arrays[1:]:
        result = operation(result, array)
    return result


def _bell(call: Call, x: Any) -> Any:
    """Return φ(0)·e^(−x²/2); φ(0) itself is the number that π is read off."""
    peak = call("phi", 0)
    return None if call("phi", x) == peak else peak * call("exp", -(x**2) / 2)


_POSITIVE = Range(low=Fraction(0))
_SHARE = Range(low=Fraction(0), high=Fraction(1))

_RECORDS = (
    Function(
        "exp", "exp({})", "e^{{{}}}",
        floats=np.exp, balls=lambda x: x.exp(), exact=_at(0, 1),
        slopes=_slope(lambda call, x: call("exp", x)), sympy="exp",
        nonnegative="always", positive="always", range=_POSITIVE, monotone="increasing", convex="convex",
    ),
    Function(
        "log", "log({})", r"\log\left({}\right)",
        floats=lambda x: np.where(x > 0, np.log(x), np.nan), balls=_ball_log, exact=_exact_log,
        slopes=_slope(lambda call, x: x**-1), sympy="log",
        role="positive", monotone="increasing", convex="concave",
    ),
    Function(
        "abs", "|{}|", r"\left|{}\right|",
        floats=np.abs, balls=abs, exact=abs,
        slopes=_slope(lambda call, x: call("abs", x) / x),
        nonnegative="always", positive="all", range=Range(low=Fraction(0), low_reached=True),
        monotone="increasing from 0", convex="convex", degree=1, parity="even", may_be_lost=True,
    ),
    Function(
        "sigmabar", "σ̄({})", r"\bar\sigma\left({}\right)",
        floats=lambda x: np.asarray(1 / (1 + np.exp(x))), balls=_ball_sigmabar, exact=_at(0, Fraction(1, 2)),
        slopes=_slope(lambda call, x: -call("sigmabar", x) * (1 - call("sigmabar", x))),
        formula=lambda call, x: 1 / (1 + call("exp", x)),
        nonnegative="always", positive="always", range=_SHARE, monotone="decreasing",
    ),
    Function(
        "ell", "ℓ({})", r"\ell\left({}\right)",
        floats=lambda x: np.logaddexp(0, -x), balls=_ball_ell, exact=_no_rational,
        slopes=_slope(lambda call, x: -call("sigmabar", x)),
        formula=lambda call, x: call("log", 1 + call("exp", -x)),
        nonnegative="always", positive="always", range=_POSITIVE, monotone="decreasing", convex="convex",
    ),
    Function(
        "lambertw", "W₀({})", r"W_0\left({}\right)",
        floats=_each(_float_lambertw), balls=_ball_lambertw, exact=_at(0, 0),
        # not W₀(x)/(x(1 + W₀(x))), which has no value at 0, where the slope is 1; SymPy would write that
        slopes=_slope(lambda call, x: call("exp", -call("lambertw", x)) / (1 + call("lambertw", x))),
        role="W₀", nonnegative="all", positive="all", range=Range(low=Fraction(-1), low_reached=True),
        monotone="increasing", convex="concave",
    ),
    Function(
        "max", "max({})", r"\max\left({}\right)",
        floats=lambda *xs: _ends(*xs, operation=np.maximum), balls=_folded("max"), exact=lambda *xs: max(xs),
        slopes=_choice_slope("max"), several=True,
        nonnegative="any", positive="any", degree=1, mistaken_for=("min",),
    ),
    Function(
        "min", "min({})", r"\min\left({}\right)",
        floats=lambda *xs: _ends(*xs, operation=np.minimum), balls=_folded("min"), exact=lambda *xs: min(xs),
        slopes=_choice_slope("min"), several=True,
        nonnegative="all", positive="all", degree=1, mistaken_for=("max",),
    ),
    Function(
        "tanh", "tanh({})", r"\tanh\left({}\right)",
        floats=np.tanh, balls=lambda x: x.tanh(), exact=_at(0, 0),
        slopes=_slope(lambda call, x: 1 - call("tanh", x) ** 2),
        reduces_to=lambda call, x: 1 - 2 * call("sigmabar", 2 * x),
        nonnegative="all", positive="all", range=Range(low=Fraction(-1), high=Fraction(1)),
        monotone="increasing", parity="odd", mistaken_for=("sigmoid",),
    ),
    Function(
        "sigmoid", "σ({})", r"\sigma\left({}\right)",
        floats=lambda x: np.asarray(1 / (1 + np.exp(-x))), balls=lambda x: _ball_sigmabar(-x),
        exact=_at(0, Fraction(1, 2)),
        slopes=_slope(lambda call, x: call("sigmoid", x) * (1 - call("sigmoid", x))),
        reduces_to=lambda call, x: 1 - call("sigmabar", x),
        nonnegative="always", positive="always", range=_SHARE, monotone="increasing", mistaken_for=("sigmabar",),
    ),
    Function(
        "softplus", "softplus({})", r"\mathrm{{softplus}}\left({}\right)",
        floats=lambda x: np.logaddexp(0, x), balls=lambda x: _ball_ell(-x), exact=_no_rational,
        slopes=_slope(lambda call, x: call("sigmoid", x)),
        reduces_to=lambda call, x: call("ell", -x),
        nonnegative="always", positive="always", range=_POSITIVE, monotone="increasing", convex="convex",
        mistaken_for=("relu",),
    ),
    Function(
        "relu", "relu({})", r"\mathrm{{relu}}\left({}\right)",
        floats=lambda x: np.maximum(x, 0.0), balls=lambda x: x.max(arb(0)), exact=lambda x: max(x, Fraction(0)),
        slopes=_slope(lambda call, x: call("relu", x) / x),
        reduces_to=lambda call, x: (x + call("abs", x)) / 2,
        nonnegative="always", positive="all", range=Range(low=Fraction(0), low_reached=True),
        monotone="increasing", levels=True, convex="convex", degree=1, mistaken_for=("abs",), may_be_lost=True,
    ),
    Function(
        "phi", "φ({})", r"\varphi\left({}\right)",
        floats=lambda x: np.exp(-(x**2) / 2) / math.sqrt(2 * math.pi),
        balls=lambda x: (-(abs(x) * abs(x)) / 2).exp() / (2 * arb.pi()).sqrt(), exact=_no_rational,
        slopes=_slope(lambda call, x: -x * call("phi", x)),
        formula=_bell,
        # 1/√(2π) = 0.3989…
        nonnegative="always", positive="always", range=Range(low=Fraction(0), high=Fraction(2, 5)), parity="even",
        mistaken_for=("Phi",),
    ),
    Function(
        "Phi", "Φ({})", r"\Phi\left({}\right)",
        floats=_each(lambda x: math.erfc(-x / math.sqrt(2)) / 2),
        balls=lambda x: (-x / arb(2).sqrt()).erfc() / 2, exact=_at(0, Fraction(1, 2)),
        slopes=_slope(lambda call, x: call("phi", x)),
        nonnegative="always", positive="always", range=_SHARE, monotone="increasing", centre=Fraction(1, 2),
        mistaken_for=("phi",),
    ),
    Function(
        "sign", "sign({})", r"\mathrm{{sign}}\left({}\right)",
        floats=np.sign, balls=_ball_sign, exact=lambda x: Fraction((x > 0) - (x < 0)),
        slopes=_slope(lambda call, x: 0 / x),
        reduces_to=lambda call, x: call("indicator", x) - call("indicator", -x),
        nonnegative="all", positive="all",
        range=Range(low=Fraction(-1), low_reached=True, high=Fraction(1), high_reached=True),
        monotone="increasing", levels=True, continuous=False, degree=0, parity="odd",
    ),
    Function(
        "indicator", "1[{} > 0]", r"\mathbf{{1}}\left[{} > 0\right]",
        floats=lambda x: np.where(np.isnan(x), np.nan, x > 0), balls=_ball_indicator,
        exact=lambda x: Fraction(int(x > 0)),
        slopes=_slope(lambda call, x: 0 / x),
        nonnegative="always", positive="all",
        range=Range(low=Fraction(0), low_reached=True, high=Fraction(1), high_reached=True),
        monotone="increasing", levels=True, continuous=False, degree=0,
    ),
)  # fmt: skip

FUNCTIONS: dict[str, Function] = {record.name: record for record in _RECORDS}
