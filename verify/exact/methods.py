"""All proof methods, in the order in which they are tried. The listing of a method's package says how it works."""

from __future__ import annotations

from typing import Any

from verify.exact.certificates.methods import ByForm, FoundCertificate, GivenCertificate
from verify.exact.functions.method import Functions
from verify.exact.protocol import Method
from verify.exact.sums.method import Sums

METHODS: tuple[Method[Any], ...] = (Sums(), GivenCertificate(), Functions(), ByForm(), FoundCertificate())


def reader(kind: str) -> Method[Any]:
    """Return the first method whose parts are of a kind; LookupError where there is none.

    >>> reader("identity").name
    'sums'
    """
    for method in METHODS:
        if method.kind == kind:
            return method
    raise LookupError(f"no method has parts of kind {kind!r}: add it to verify.exact.methods")
