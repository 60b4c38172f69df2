"""The command ``bnverify``."""

from __future__ import annotations

import sys
from collections.abc import Sequence

INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code: 0 as expected, 1 something differs, 2 bad usage or input.

    A user's error is one line on standard error; so is an interrupt, with the code 130.
    """
    from typer import Abort, TyperException

    from verify.cli.app import app
    from verify.errors import InputError

    try:
        code = app(args=None if arguments is None else list(arguments), prog_name="bnverify", standalone_mode=False)
    except InputError as fault:
        return _complain(str(fault), 2)
    except TyperException as fault:
        return _complain(f"{fault.format_message()} (see bnverify --help)", 2)
    except (Abort, KeyboardInterrupt):
        code = INTERRUPTED
    if code == INTERRUPTED:
        return _complain("interrupted", INTERRUPTED)
    return int(code or 0)


def _complain(text: str, code: int) -> int:
    print("bnverify:", " ".join(text.split("\n")), file=sys.stderr)
    return code
