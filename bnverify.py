"""The command's way in, beside the package ``verify``: it can still speak where a file ``verify.py`` hides the package.

``bnverify`` and ``python -m bnverify`` run it.
"""

from __future__ import annotations

import sys


def main() -> int:
    """Run the command; where another ``verify`` stands before the package, say so in one line and return 2."""
    try:
        from verify.cli import run_command
    except ImportError as fault:
        found = sys.modules.get("verify")
        name = (fault.name or "").partition(".")[0]
        if name != "verify" or found is None or hasattr(found, "__path__"):
            raise
        place = getattr(found, "__file__", None) or "a module called verify"
        print(f"bnverify: {place} hides the package verify of the same name: rename that file", file=sys.stderr)
        return 2
    return run_command()


if __name__ == "__main__":
    sys.exit(main())
