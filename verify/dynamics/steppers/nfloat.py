"""FLINT's nfloat numbers, through the library that python-flint carries: what python-flint itself does not wrap.

An nfloat has a fixed number of 64-bit words and no radius. Each function here works on whole arrays in one call, which
is what makes a step cheap: a call costs 0.2 µs whatever its length.
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

from verify.dynamics.state import Dyadic
from verify.errors import InputError

WORD_BITS = 64
LEAST_BITS, MOST_BITS = WORD_BITS, 66 * WORD_BITS  # NFLOAT_MIN_LIMBS and NFLOAT_MAX_LIMBS of FLINT's nfloat.h

Operation = Callable[[], int]

_FUNCTIONS = (
    *("arf_clear", "arf_dump_str", "arf_load_str", "flint_free"),
    *("gr_addmul", "gr_ctx_clear", "gr_div", "gr_mul", "gr_rsqrt"),
    *("gr_mat_clear", "gr_mat_entry_ptr", "gr_mat_entrywise_unary_op", "gr_mat_init", "gr_mat_mul"),
    *("gr_mat_window_init", "nfloat_ctx_init", "nfloat_exp", "nfloat_get_arf", "nfloat_set_arf"),
    *("_gr_scalar_div_vec", "_gr_vec_add_scalar", "_gr_vec_addmul_scalar"),
    *("_gr_vec_dot", "_gr_vec_mul_scalar", "_gr_vec_submul_scalar"),
)
# Room for FLINT's structs, whose true sizes (under 200 bytes in FLINT 3) no function tells.
_STRUCT_BYTES = 1024


@dataclass(frozen=True)
class Array:
    """The addresses of ``length`` numbers of one ``Words``: as FLINT's matrix and as its vector, row by row."""

    matrix: int
    entries: int
    length: int


class Words:
    """The nfloat numbers of at least ``bits`` bits: arrays of them, their exact values, and operations on them.

    Raises InputError where this machine's FLINT does not offer them, or not at this precision.

    >>> words = Words(53)
    >>> half, third = words.array(1), words.array(1)
    >>> words.put(half, [Dyadic(1, -1)])
    >>> words.operation("gr_mul", third, half, half)()
    0
    >>> words.bits, words.values(third)
    (64, (Dyadic(mantissa=1, exponent=-2),))
    """

    def __init__(self, bits: int) -> None:
        library = _library()
        if library is None:
            raise InputError("backend 'nfloat': this machine's FLINT does not offer it, take backend 'flint'")
        if not bits <= MOST_BITS:
            raise InputError(f"{bits} bits with backend 'nfloat': it has at most {MOST_BITS}, take backend 'flint'")
        self._library = library
        self.bits = rounded_up(bits)
        self._struct = ctypes.create_string_buffer(_STRUCT_BYTES)
        self._context = ctypes.byref(self._struct)
        _require(library.nfloat_ctx_init(self._context, ctypes.c_ssize_t(self.bits), ctypes.c_int(0)))
        self._entry_bytes = int(library.gr_ctx_sizeof_elem(self._context))
        # operations know their operands by address alone: every struct lives as long as its Words
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

    def put(self, array: Array, values: list[Dyadic]) -> None:
        """Round the values into the entries of the array; raise InputError where one is out of range."""
        number = ctypes.create_string_buffer(_STRUCT_BYTES)  # zeros are an arf, the number 0
        for address, value in zip(self._addresses(array), values, strict=True):
            text = f"{fmpz(value.mantissa).str(16)} {fmpz(value.exponent).str(16)}"
            _require(self._library.arf_load_str(ctypes.byref(number), text.encode()))
            _require(self._library.nfloat_set_arf(address, ctypes.byref(number), self._context))
        self._library.arf_clear(ctypes.byref(number))

    def values(self, array: Array) -> tuple[Dyadic, ...]:
        """Return the exact values of the entries; raise InputError where one is not finite."""
        number = ctypes.create_string_buffer(_STRUCT_BYTES)
        dump = self._library.arf_dump_str
        dump.restype = ctypes.c_void_p
        found = []
        for address in self._addresses(array):
            _require(self._library.nfloat_get_arf(ctypes.byref(number), address, self._context))
            text = ctypes.c_void_p(dump(ctypes.byref(number)))
            mantissa, exponent = ctypes.string_at(text).split()
            self._library.flint_free(text)
            found.append(Dyadic(int(mantissa, 16), int(exponent, 16)))
        self._library.arf_clear(ctypes.byref(number))
        return tuple(found)

    def operation(self, name: str, *operands: Array | int | str | None) -> Operation:
        """Bind one of FLINT's functions to its operands, the context last; called, it returns 0 where it succeeds.

        An array stands for its entries, or for its matrix where the function is one of matrices; an int is a length
        or a flag, a string another function's name, None the null pointer.
        """
        of_matrices = name.startswith("gr_mat_")
        bound = [self._operand(operand, of_matrices=of_matrices) for operand in operands]
        return partial(self._library[name], *bound, self._context)

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


def rounded_up(bits: int) -> int:
    """Bits of the whole words that hold ``bits`` bits.

    >>> rounded_up(50), rounded_up(64), rounded_up(167)
    (64, 64, 192)
    """
    return -(-bits // WORD_BITS) * WORD_BITS


@cache
def nfloat_offered() -> bool:
    """Whether this machine's FLINT offers nfloat numbers: the functions are found, and exp(1/3) comes out right.

    >>> isinstance(nfloat_offered(), bool)
    True
    """
    if _library() is None:
        return False
    words = Words(128)
    place = words.array(1)
    with ctx.workprec(128):
        third = (arb(1) / 3).mid()
        words.put(place, [Dyadic.of(third)])
        failed = words.operation("gr_mat_entrywise_unary_op", place, "nfloat_exp", place)()
        return not failed and bool(abs(words.values(place)[0].ball - third.exp()) < arb(2) ** -120)


@cache
def _library() -> ctypes.PyDLL | None:
    """The FLINT that python-flint has loaded, found through one of its modules; None where the search fails.

    A PyDLL keeps the interpreter's lock: no thread may change an array while FLINT works on it.
    """
    try:
        library = ctypes.PyDLL(flint.flint_base.flint_context.__file__)
        found = all(hasattr(library, name) for name in _FUNCTIONS)
    except (OSError, TypeError):
        return None
    return library if found else None


def _require(status: int) -> None:
    if status:
        raise InputError(
            "a number left the range of backend 'nfloat': take backend 'flint', or give a smaller step size or start"
        )


def _free(library: ctypes.PyDLL, context: Any, matrices: list[Any]) -> None:
    for matrix in matrices:
        library.gr_mat_clear(ctypes.byref(matrix), ctypes.byref(context))
    library.gr_ctx_clear(ctypes.byref(context))
