"""Lets ``python -m verify.cli`` run the command."""

import sys

from verify.cli import run_command

if __name__ == "__main__":
    sys.exit(run_command())
