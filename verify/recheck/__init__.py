"""The independent re-checker: the evidence of every claim of a ledger, verified again from its JSON alone.

It shares no code with the provers and imports only the standard library, python-flint and gmpy2. What is trusted:
Python, python-flint (balls, exact rationals), gmpy2 (exact rationals with a quick hash; FLINT stands on the same GMP),
these modules, and that the checkable form of a statement (its JSON) says what the reader believes. Not trusted, and
not looked at: a statement's text and LaTeX, titles, remarks, expected statuses, times, methods' names; the command
renders text and LaTeX from the checkable form itself. ``solution``, ``combination`` and ``enclosure`` speak of one
dataset: their rows must be of kind ``dataset`` and say so, and no proof may use them. That the rows and numbers are
those of a certain file is not checked.

Each conclusion of a statement is shown by itself: for all values of its variables that keep the hypotheses and where
its own parts, and theirs, are defined. A counterexample keeps the hypotheses, leaves no part of the statement
undefined, and breaks one conclusion.

A ``campaign`` is a number of random cases that did not fail: it is counted as not re-checkable, as is ``none``, an
enclosure after many steps, and a proof that uses a lemma which is itself not proved.
"""

from verify.recheck.ledger import Outcome, Report, recheck, recheck_file
from verify.recheck.reading import RecheckError
from verify.recheck.row import Own, check_row

__all__ = ["Outcome", "Own", "RecheckError", "Report", "check_row", "recheck", "recheck_file"]
