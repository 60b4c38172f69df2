"""FLINT's operations on whole arrays, through the library that python-flint carries: what it does not wrap itself.

A call costs 0.12 µs whatever the length of its arrays, which is what makes a step cheap. The entries are nfloat numbers
(a fixed number of 64-bit words, no radius: ``Words``) or arb's balls (``Balls``); the functions are those of FLINT's
generic rings (gr.h), which for balls are arb's own, so that what they compute is as rigorous as python-flint's.
"""

from __future__ import annotations

import ctypes
import weakref
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

import flint.flint_base.flint_context
from flint import arb, ctx, fmpz

from verify.batchnorm.dynamics.state import Dyadic
from verify.errors import InputError

WORD_BITS = 64
LEAST_BITS, MOST_BITS = WORD_BITS, 66 * WORD_BITS  # NFLOAT_MIN_LIMBS and NFLOAT_MAX_LIMBS of FLINT's nfloat.h

Operation = Callable[[], Any]

_FUNCTIONS = (
    *("arb_contains_nonpositive", "arb_dump_str", "arb_load_str", "arb_mat_get_mid"),
    *("arf_clear", "arf_dump_str", "arf_load_str", "flint_free"),
    *("gr_add", "gr_addmul", "gr_ctx_clear", "gr_ctx_init_real_arb", "gr_ctx_sizeof_elem", "gr_div", "gr_exp"),
    *("gr_mul", "gr_rsqrt", "gr_mat_clear", "gr_mat_entry_ptr", "gr_mat_entrywise_unary_op", "gr_mat_init"),
    *("gr_mat_mul", "gr_mat_window_init", "nfloat_ctx_init", "nfloat_exp", "nfloat_get_arf", "nfloat_set_arf"),
    *("_gr_scalar_div_vec", "_gr_vec_add", "_gr_vec_add_scalar", "_gr_vec_addmul_scalar", "_gr_vec_dot"),
    *("_gr_vec_mul_scalar", "_gr_vec_set", "_gr_vec_sub", "_gr_vec_submul_scalar"),
)
# Room for FLINT's structs, whose true sizes (under 200 bytes in FLINT 3) no function tells.
_STRUCT_BYTES = 1024


@dataclass(frozen=True)
class Array:
    """The addresses of ``length`` numbers of one ``Arrays``: as FLINT's matrix and as its vector, row by row."""

    matrix: int
    entries: int
    length: int


class OutOfRangeError(InputError):
    """A number has no place among the nfloat numbers: one line, with backend 'flint' as the remedy."""


class Arrays:
    """Arrays of the numbers of one of FLINT's rings, and operations bound to them. Made by ``Words`` and ``Balls``.

    An array or an operation must not be used after its Arrays is gone: they hold addresses only.
    """

    def __init__(self, library: ctypes.PyDLL, struct: Any) -> None:
        self._library, self._struct = library, struct
        self._context = ctypes.byref(struct)
        self._entry_bytes = int(library.gr_ctx_sizeof_elem(self._context))
        # operations know their operands by address alone: every struct lives as long as its Arrays
        self._matrices: list[Any] = []
        self._windows: list[Any] = []
        weakref.finalize(self, _free, library, self._struct, self._matrices)

    def array(self, rows: int, columns: int = 1) -> Array:
        """Make an array of zeros."""
        struct = ctypes.create_string_buffer(_STRUCT_BYTES)
        shape = (ctypes.c_ssize_t(rows), ctypes.c_ssize_t(columns))
        self._library.gr_mat_init(ctypes.byref(struct), *shape, self._context)
        self._matrices.append(struct)
        return self._array(struct, rows * columns)

    def part(self, column: Array, first: int, length: int) -> Array:
        """Return the entries ``first`` to ``first + length`` of an array of one column; the two share them."""
        struct = ctypes.create_string_buffer(_STRUCT_BYTES)
        corners = [ctypes.c_ssize_t(corner) for corner in (first, 0, first + length, 1)]
        self._library.gr_mat_window_init(ctypes.byref(struct), ctypes.c_void_p(column.matrix), *corners, self._context)
        self._windows.append(struct)
        return self._array(struct, length)

    def _array(self, struct: Any, length: int) -> Array:
        corner = self._library.gr_mat_entry_ptr
        corner.restype = ctypes.c_void_p
        zero = ctypes.c_ssize_t(0)
        entries = corner(ctypes.byref(struct), zero, zero, self._context)
        return Array(ctypes.addressof(struct), int(entries), length)

    def operation(self, name: str, *operands: Array | int | str | None) -> Operation:
        """Bind one of FLINT's functions to its operands, the context last; called, it returns 0 where it succeeds.

        Of nfloat numbers, exp fails beyond ±2^60 and a quotient by zero fails; other operations are not watched for
        overflow. Of balls, operations may succeed with a ball that is not finite.

        An array stands for its entries, or for its matrix where the function is one of matrices; an int is a length
        or a flag, a string another function's name, None the null pointer.
        """
        return partial(self._library[name], *self._bound(name, operands), self._context)

    def plain_operation(self, name: str, *operands: Array) -> Operation:
        """Bind one of arb's own functions, which take no context here; called, it returns what the predicate says.

        ``arb_mat_get_mid`` says nothing and returns None.
        """
        function = self._library[name]
        if name == "arb_mat_get_mid":
            function.restype = None
        return partial(function, *self._bound(name, operands))

    def _bound(self, name: str, operands: tuple[Array | int | str | None, ...]) -> list[Any]:
        of_matrices = "_mat_" in name
        return [self._operand(operand, of_matrices=of_matrices) for operand in operands]

    def _operand(self, operand: Array | int | str | None, *, of_matrices: bool) -> Any:
        """Convert once what ctypes would convert at every call, at a third of the call's cost."""
        match operand:
            case int():
                return ctypes.c_ssize_t.from_param(operand)
            case str():
                return ctypes.c_void_p.from_param(ctypes.cast(self._library[operand], ctypes.c_void_p).value)
            case Array():
                return ctypes.c_void_p.from_param(operand.matrix if of_matrices else operand.entries)
        return None

    def _addresses(self, array: Array) -> list[ctypes.c_void_p]:
        return [ctypes.c_void_p(array.entries + k * self._entry_bytes) for k in range(array.length)]


class Words(Arrays):
    """The nfloat numbers of at least ``bits`` bits: arrays of them, their exact values, and operations on them.

    Exponents reach from -2^60 to 2^60 at least; nothing stands for infinity.

    Raises InputError where this machine's FLINT does not offer them, or not at this precision.

    >>> words = Words(53)
    >>> half, product = words.array(1), words.array(1)
    >>> words.put(half, [Dyadic(1, -1)])
    >>> words.operation("gr_mul", product, half, half)()
    0
    >>> words.bits, words.values(product)
    (64, (Dyadic(mantissa=1, exponent=-2),))
    """

    def __init__(self, bits: int) -> None:
        library = _library()
        if library is None:
            raise InputError(
                "backend 'nfloat': this machine's FLINT does not offer it, start the run with backend 'flint'"
            )
        if not bits <= MOST_BITS:
            raise InputError(f"{bits} bits with backend 'nfloat': it has at most {MOST_BITS}, take backend 'flint'")
        self.bits = rounded_up(bits)
        struct = ctypes.create_string_buffer(_STRUCT_BYTES)
        _require(library.nfloat_ctx_init(ctypes.byref(struct), ctypes.c_ssize_t(self.bits), ctypes.c_int(0)))
        super().__init__(library, struct)

    def put(self, array: Array, values: list[Dyadic]) -> None:
        """Round the values into the entries of the array; raise OutOfRangeError where one is out of range."""
        number = ctypes.create_string_buffer(_STRUCT_BYTES)  # zeros are an arf, the number 0
        for address, value in zip(self._addresses(array), values, strict=True):
            text = f"{fmpz(value.mantissa).str(16)} {fmpz(value.exponent).str(16)}"
            _require(self._library.arf_load_str(ctypes.byref(number), text.encode()))
            _require(self._library.nfloat_set_arf(address, ctypes.byref(number), self._context))
        self._library.arf_clear(ctypes.byref(number))

    def values(self, array: Array) -> tuple[Dyadic, ...]:
        """Return the exact values of the entries, which must come from operations that have succeeded."""
        number = ctypes.create_string_buffer(_STRUCT_BYTES)
        found = []
        for address in self._addresses(array):
            _require(self._library.nfloat_get_arf(ctypes.byref(number), address, self._context))
            mantissa, exponent = _dumped(self._library, "arf_dump_str", ctypes.byref(number)).split()
            found.append(Dyadic(int(mantissa, 16), int(exponent, 16)))
        self._library.arf_clear(ctypes.byref(number))
        return tuple(found)


class Balls(Arrays):
    """Arb's balls at a working precision of ``bits`` bits: arrays of them, and rigorous operations on them.

    Raises InputError where this machine's FLINT does not offer operations on arrays.

    >>> balls = Balls(53)
    >>> third, sum_ = balls.array(1), balls.array(1)
    >>> balls.put(third, [arb(1) / 3])
    >>> balls.operation("gr_add", sum_, third, third)()
    0
    >>> balls.values(sum_)[0].contains(arb(2) / 3)
    True
    """

    def __init__(self, bits: int) -> None:
        library = _library()
        if library is None:
            raise InputError("this machine's FLINT does not offer operations on arrays of balls")
        struct = ctypes.create_string_buffer(_STRUCT_BYTES)
        library.gr_ctx_init_real_arb(ctypes.byref(struct), ctypes.c_ssize_t(bits))
        super().__init__(library, struct)

    def put(self, array: Array, values: list[arb]) -> None:
        """Copy finite balls into the entries of the array, midpoints and radii exactly."""
        for address, value in zip(self._addresses(array), values, strict=True):
            parts = (*value.mid().man_exp(), *value.rad().man_exp())
            _require(self._library.arb_load_str(address, " ".join(part.str(16) for part in parts).encode()))

    def values(self, array: Array) -> list[arb]:
        """Return the midpoints exactly, the radii rounded up; for a ball that is not finite the ball of all numbers."""
        texts = [_dumped(self._library, "arb_dump_str", address) for address in self._addresses(array)]
        return [_ball(text) for text in texts]


def rounded_up(bits: int) -> int:
    """Bits of the whole words that hold ``bits`` bits.

    >>> rounded_up(50), rounded_up(64), rounded_up(167)
    (64, 64, 192)
    """
    return -(-bits // WORD_BITS) * WORD_BITS


@cache
def arrays_offered() -> bool:
    """Whether this machine's FLINT offers such arrays: the functions are found, and come out right.

    >>> isinstance(arrays_offered(), bool)
    True
    """
    try:
        return _library() is not None and _exp_is_right() and _dropped_radius_is_right()
    except (InputError, ValueError):
        return False


def _exp_is_right() -> bool:
    words = Words(128)
    place = words.array(1)
    with ctx.workprec(128):
        third = (arb(1) / 3).mid()
        words.put(place, [Dyadic.of(third)])
        failed = words.operation("gr_mat_entrywise_unary_op", place, "nfloat_exp", place)()
        return not failed and bool(abs(words.values(place)[0].ball - third.exp()) < arb(2) ** -120)


def _dropped_radius_is_right() -> bool:
    """Whether a column's product, its midpoints and what is left of it are those of python-flint's balls."""
    balls = Balls(128)
    square, column, product, middle = balls.array(2, 2), balls.array(2), balls.array(2), balls.array(2)
    with ctx.workprec(128):
        third, seventh = arb(1) / 3, arb(1) / 7
        balls.put(square, [third, seventh, seventh, third])
        balls.put(column, [third, seventh])
        balls.operation("gr_mat_mul", product, square, column)()
        balls.plain_operation("arb_mat_get_mid", middle, product)()
        whole, kept = balls.values(product), balls.values(middle)
        balls.operation("_gr_vec_sub", product, product, middle, 2)()
        rests = balls.values(product)
        right = (third * third + seventh * seventh, third * seventh + seventh * third)
        return all(
            bool(
                ball.overlaps(value)
                and arb(2) ** -130 < ball.rad() < arb(2) ** -110
                and part == ball.mid()
                and rest.mid() == 0
                and rest.rad() >= ball.rad().mid() / 2
            )
            for ball, value, part, rest in zip(whole, right, kept, rests, strict=True)
        )


@cache
def _library() -> ctypes.PyDLL | None:
    """The FLINT that python-flint has loaded, found through one of its modules; None where the search fails.

    A PyDLL keeps the interpreter's lock: no thread may change an array while FLINT works on it.
    """
    try:
        library = ctypes.PyDLL(flint.flint_base.flint_context.__file__)
        found = all(hasattr(library, name) for name in _FUNCTIONS)
    except (AttributeError, OSError, TypeError):
        return None
    return library if found else None


def _dumped(library: ctypes.PyDLL, name: str, number: Any) -> bytes:
    dump = library[name]
    dump.restype = ctypes.c_void_p
    text = ctypes.c_void_p(dump(number))
    content = ctypes.string_at(text)
    library.flint_free(text)
    return content


def _ball(text: bytes) -> arb:
    try:
        mantissa, exponent, radius, power = (fmpz(int(word, 16)) for word in text.split())
    except ValueError:  # inf or nan in the place of two integers
        return arb("0 +/- inf")
    return arb((mantissa, exponent), (radius, power))


def _require(status: int) -> None:
    if status:
        raise OutOfRangeError(
            "a number left the range of backend 'nfloat': take backend 'flint', or give a smaller step size or start"
        )


def _free(library: ctypes.PyDLL, context: Any, matrices: list[Any]) -> None:
    for matrix in matrices:
        library.gr_mat_clear(ctypes.byref(matrix), ctypes.byref(context))
    library.gr_ctx_clear(ctypes.byref(context))
