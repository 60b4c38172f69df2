"""Short ways to write what holds for all values, and that there are some."""

from __future__ import annotations

from collections.abc import Iterable
from typing import (
    Any,
)

from verify.errors import InputError
from verify.statement.formulas import (
    Constant,
    Exists,
    ForAll,
    Formula,
    ThereAreConstants,
)
from verify.statement.indices import Index
from verify.statement.readings.said import said
from verify.statement.tree import Indexed, Scalar, Size, Step, Symbol, Vector
from verify.statement.walk import FORMULAS
from verify.statement.writing.variables import bound_index, check_ends, step


def for_all(
    variable: Step | Symbol | Vector, body: Formula, *, start: Step | int = 0, stop: Step | int | None = None
) -> ForAll:
    """Return a formula for all steps start ≤ t < stop (no end where none is given), or for every number or vector.

    A formula with a free step is for all steps from 0 on; a vector that no ``for_all`` binds is one fixed vector.

    >>> from verify.statement.writing.variables import family, fixed_steps, steps
    >>> t, = steps("t"); T, = fixed_steps("T")
    >>> from verify.statement.readings.notation import to_text
    >>> to_text(for_all(t, family("a", t + 1) <= family("a", t), stop=T))
    'a(t+1) ≤ a(t) for all t < T'
    """
    _formulas("for_all", (body,))
    if isinstance(variable, Step):
        index, ends = bound_index(variable), (step(start), None if stop is None else step(stop))
        check_ends(index, *ends)
        return ForAll(index, body, *ends)
    if isinstance(variable, Vector) and variable.indices:
        raise InputError(f"for_all {variable.name}: a whole family is not bound; name a vector without indices")
    if isinstance(variable, Index):
        raise InputError(f"for_all {variable.name}: a formula speaks of all its {variable.kind}s already; leave it out")
    if not isinstance(variable, Symbol | Vector):
        raise InputError(f"for_all {said(variable)}: name one of steps(…), a symbol or a vector")
    if stop is not None or start != 0:
        raise InputError(
            f"for_all {variable.name}: only steps have a start and a stop; write a hypothesis into the body"
        )
    return ForAll(variable, body)


def exists(*parts: Step | Symbol | Vector | Scalar | Formula) -> Exists:
    """Return that there are values of some variables for which all formulas hold; the variables come first.

    A variable is a symbol, one of ``fixed_steps``, a vector, a family at any indices, or a size n or P.

    >>> from verify.statement.writing.variables import family, fixed_steps
    >>> T, = fixed_steps("T"); from verify.statement.readings.notation import to_text
    >>> to_text(exists(T, family("a", T) <= 0))
    'there is T with a(T) ≤ 0'
    """
    variables: list[Symbol | Vector | Indexed | Size] = []
    formulas: list[Formula] = []
    for part in parts:
        if isinstance(part, Step) and isinstance(part.base, Symbol) and not part.shift:
            variables.append(part.base)
        elif isinstance(part, Symbol | Vector | Indexed | Size):
            variables.append(part)
        elif isinstance(part, Index):
            raise InputError(
                f"exists: {part.name} is an index of {part.kind}s; name a family or a vector at it, or fixed_steps"
            )
        elif isinstance(part, Scalar):
            raise InputError(f"exists: {said(part)} is no variable; name a symbol, a fixed step, a vector or a family")
        else:
            formulas.append(part)
    if not variables or not formulas:
        raise InputError("exists needs variables and then at least one formula")
    return Exists(tuple(variables), _formulas("exists", formulas))


def there_are_constants(
    *constants: Symbol | tuple[Any, ...], given: Iterable[Formula] | Formula, then: Iterable[Formula] | Formula
) -> ThereAreConstants:
    """Return that there are positive constants such that what is given implies the rest, for all data and runs.

    Each is a symbol, or a symbol with the quantities that it may depend on.

    >>> from verify.statement.readings.notation import to_text
    >>> from verify.statement.writing.variables import symbols
    >>> x, c, M, high = symbols("x c M λ_max")
    >>> to_text(there_are_constants(c, (M, high), given=[x >= 0], then=[x <= c * M]))
    'there are c, M(λ_max) > 0 such that for all data: x ≥ 0  ⟹  x ≤ c·M'
    """
    made = []
    for constant in constants:
        symbol, *of = constant if isinstance(constant, tuple) else (constant,)
        if not isinstance(symbol, Symbol) or not all(isinstance(part, Scalar) for part in of):
            raise InputError(f"there_are_constants: {said(constant)} is no symbol, nor a symbol and what it depends on")
        made.append(Constant(symbol, tuple(of)))
    given, then = (
        _formulas(f"there_are_constants, {name}", (parts,) if isinstance(parts, FORMULAS) else parts)
        for name, parts in (("given", given), ("then", then))
    )
    if not made or not then:
        raise InputError("there_are_constants needs a constant and something that follows")
    return ThereAreConstants(tuple(made), given, then)


def _formulas(where: str, parts: object) -> tuple[Formula, ...]:
    """Return several formulas; InputError where one of them is none."""
    found = tuple(parts) if isinstance(parts, Iterable) else (parts,)
    for part in found:
        if not isinstance(part, FORMULAS):
            raise InputError(f"{where}: {said(part)} is no formula; write a relation such as a(t) >= 0")
    return found
