"""Two or three examples for the help of each command; a test reads them all."""

from __future__ import annotations

EXAMPLES: dict[str, tuple[str, ...]] = {
    "check": (
        "bnverify check                                the paper, by section",
        "bnverify check --status refuted --section 4   refuted rows of Section 4",
        "bnverify check my_lemma.py --watch            again at each save",
    ),
    "show": (
        "bnverify show lemma-4.2          one claim with its evidence",
        "bnverify show theorem-2.2        a page: what of a theorem is decided",
    ),
    "errata": (
        "bnverify errata                  every printed statement that fails",
        "bnverify errata lemma-4.2        one of them",
        "bnverify errata --latex e.tex    a document for LaTeX",
    ),
    "recheck": (
        "bnverify check --json ledger.json && bnverify recheck ledger.json",
        "bnverify recheck ledger.json --all",
    ),
    "report": (
        "bnverify report --out site     the paper as a site; open site/index.html",
        "bnverify report my_lemma.py    the same of claims of one's own",
    ),
    "evidence": (
        "bnverify evidence                    is the shipped evidence stale?",
        "bnverify evidence --write proofs     write it anew",
    ),
    "fuzz": (
        "bnverify fuzz lemma-4.2 --examples 100000   a hundred thousand times",
        "bnverify fuzz my_lemma.py --seed 1",
        "bnverify fuzz all --hours 8 --resume        a night, and the next",
    ),
    "mutate": (
        "bnverify mutate --count 100          a hundred false neighbours of claims",
        "bnverify mutate my_lemma.py --seed 1",
        "bnverify mutate --count 100000 --hours 8 --resume",
    ),
    "data": (
        "bnverify data three.csv",
        "bnverify data digits.csv --patches 2",
    ),
    "descend": (
        "bnverify descend three.csv --steps 10000 --digits 60",
        "bnverify descend three.csv --eta 0.1 --until 1e30",
        "bnverify descend --resume RUN",
    ),
    "runs": (
        "bnverify runs                        what is kept",
        "bnverify runs export RUN --csv run.csv",
    ),
    "compare": (
        "bnverify compare digits",
        "bnverify compare gaussian:12,20 --held-out 4 --plot rivals.png",
    ),
    "experiment": (
        "bnverify experiment                  what there is",
        "bnverify experiment linear-rate --help",
    ),
}


def epilog(command: str) -> str | None:
    """Return the end of a command's help: its examples, each on a line of its own.

    >>> epilog("recheck").splitlines()[1]
    'Examples:'
    """
    lines = EXAMPLES.get(command, ())
    # \b stops the help from re-wrapping the paragraph
    return "\n".join(("\b", "Examples:", *(f"  {line}" for line in lines))) if lines else None


def exit_codes() -> str:
    """Return the end of the help of ``bnverify`` itself: what an exit code means."""
    from verify.cli import EXIT_CODES

    lines = (f"  {code:<3}  {meaning}" for code, meaning in EXIT_CODES.items())
    return "\n".join(("\b", "Exit codes:", *lines))
