"""What a formula is made of: sizes, indices, steps, variables, members of families, vectors, fractions."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import NoReturn, TypeAlias

from verify.errors import InputError
from verify.frozen import shared
from verify.statement.indices import SIZE_NAMES, Index
from verify.statement.readings.said import said
from verify.statement.tree import Apply, Indexed, Named, Number, Scalar, Size, Step, Symbol, Vector

n = Size("sample")
# the density of the normal distribution at 0 is 1/√(2π), so that π has the exact enclosures of φ
pi = Named("π", r"\pi", Number(Fraction(1, 2)) * Apply("phi", (Number(Fraction(0)),)) ** -2)
P = Size("patch")
Place: TypeAlias = Index | Step | int


def _named(names: object, maker: str, example: str) -> list[str]:
    """Return the names in a text; InputError for what is no text, and for one without names."""
    if not isinstance(names, str) or not names.split():
        raise InputError(f"{maker} of {said(names)}: give the names in one text, as in {maker}({example!r})")
    return names.split()


def samples(names: str) -> tuple[Index, ...]:
    """Return sample indices, one for each name.

    >>> samples("i j")
    (Index(name='i', kind='sample'), Index(name='j', kind='sample'))
    """
    return tuple(Index(name, "sample") for name in _named(names, "samples", "i j"))


def patches(names: str) -> tuple[Index, ...]:
    """Return patch indices, one for each name.

    >>> patches("p q")[1]
    Index(name='q', kind='patch')
    """
    return tuple(Index(name, "patch") for name in _named(names, "patches", "p q"))


def steps(names: str) -> tuple[Step, ...]:
    """Return steps that a formula speaks of for all their values, one for each name; t + 1 is the next one.

    >>> t, = steps("t")
    >>> family("γ", t + 1).indices[0].name
    't+1'
    """
    return tuple(Step(Index(name, "step")) for name in _named(names, "steps", "t k"))


def fixed_steps(names: str) -> tuple[Step, ...]:
    """Return steps that are variables of the whole statement, such as t₀ and T: whole numbers, 0 or more.

    >>> [step.name for step in fixed_steps("t₀ T")]
    ['t₀', 'T']
    """
    return tuple(Step(Symbol(name)) for name in _named(names, "fixed_steps", "T t₀"))


def symbols(names: str) -> tuple[Symbol, ...]:
    """Return real variables, one for each name.

    >>> symbols("a b")
    (Symbol(name='a'), Symbol(name='b'))

    Raises InputError for n and P, which would look like the numbers of samples and patches and not be them.
    """
    for name in _named(names, "symbols", "x y"):
        if name in SIZE_NAMES:
            raise InputError(
                f"symbol {name} would look like {SIZE_NAMES[name]}: use the {name} of verify.author, or a letter"
            )
    return Unpacked(Symbol(name) for name in names.split())


class Unpacked(tuple[Symbol, ...]):
    """Variables that are still to be unpacked: ``t, = symbols("t")``. Where one is used as a number, that is told."""

    __slots__ = ()

    def _refuse(self, *_: object) -> NoReturn:
        names = ", ".join(symbol.name for symbol in self)
        raise InputError(f"symbols returns a tuple, here of {names}: unpack it, as in {names}, = symbols({names!r})")

    # a tuple's own + and < would concatenate and compare without an error
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = _refuse
    __pow__ = __neg__ = __lt__ = __le__ = __gt__ = __ge__ = _refuse


def rational(value: int | str | Fraction, denominator: int = 1) -> Scalar:
    """Return an exact fraction; a string holds a fraction or a decimal, and a float is refused.

    >>> rational(13, 10) == rational("1.3") == rational("13/10")
    True
    """
    return Number(Fraction(Fraction(value) if isinstance(value, str) else value, denominator))


def family(name: str, *indices: Place | Iterable[Place]) -> Scalar:
    """Return the member of an arbitrary real family at the given indices and step; a whole number is a step.

    >>> i, j = samples("i j")
    >>> family("a", i, j) == family("a", samples("i j"))
    True

    Raises InputError where no index is given, or what is given is none.
    """
    if not indices:
        raise InputError(f"family {said(name)} has no index: name one, or use symbols for a single number")
    return shared(Indexed(name, _indices(name, indices)))


def vector(name: str, *indices: Place | Iterable[Place]) -> Vector:
    """Return a vector variable, or a member of a family of vectors. Raises InputError for what is no index.

    >>> from verify.statement.readings.notation import to_text
    >>> to_text(vector("z", *samples("i")))
    'z_i'
    """
    return shared(Vector(name, _indices(name, indices)))


def _indices(name: str, given: tuple[Place | Iterable[Place], ...]) -> tuple[Index | Step, ...]:
    """Return the indices; ``samples("i")`` is a tuple of one, and its meaning is plain."""
    found: list[Place] = []
    for part in given:
        found.extend([part] if isinstance(part, Index | Step) or not isinstance(part, Iterable) else part)
    for index in found:
        if isinstance(index, bool) or not isinstance(index, Index | Step | int):
            raise InputError(f"{name} has the index {said(index)}: use samples(...), patches(...) or steps(...)")
    return tuple(map(_place, found))


def _place(index: Place) -> Index | Step:
    if isinstance(index, int):
        if index < 0:
            raise InputError(f"step {index}: steps are counted from 0; use a whole number that is not negative")
        return Step(None, index)
    if isinstance(index, Index) and index.kind == "step":
        return Step(index)
    return index


def step(value: Step | Index | int) -> Step:
    """Return a step: itself, the step that an index of steps stands for, or the one of that number."""
    if isinstance(value, bool) or not isinstance(value, Index | Step | int):
        raise InputError(f"{said(value)} is no step: use one of steps(…) or fixed_steps(…), or a whole number")
    found = _place(value)
    if not isinstance(found, Step):
        raise InputError(f"{found.name} is an index of {found.kind}s: give a step")
    return found


def check_ends(index: Index, *ends: Step | None) -> None:
    """Refuse a range of steps that begins or ends at the step that runs over it."""
    for end in ends:
        if end is not None and end.base == index:
            raise InputError(f"{index.name} runs over a range with the end {end.name}: name another step as its end")


def bound_index(index: Index | Step) -> Index:
    """Return the index of steps that a formula may bind; InputError for t+1, for a number and for t₀."""
    if not isinstance(index, Index | Step):
        raise InputError(f"{said(index)} is not a step that runs over a range: use one of steps(…)")
    base = index.base if isinstance(index, Step) and not index.shift else index
    if not isinstance(base, Index) or base.kind != "step":
        raise InputError(f"{index.name} is not a step that runs over a range: use one of steps(…) itself")
    return base


def sample_or_patch(index: Index | Step) -> Index:
    """Return the index of samples or patches; InputError for a step, whose values have no end."""
    if isinstance(index, Step):
        raise InputError(f"{index.name} is a step: its sum needs an end")
    return index
