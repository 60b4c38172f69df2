"""The mutants of some claims, decided without a store: what ``bnverify mutate`` does, in one call."""

from __future__ import annotations

from collections.abc import Sequence

from verify.campaigns.driving import drive
from verify.campaigns.executors import local_workers
from verify.claims.claim import Claim
from verify.testing.mutation import MutationReport, draw_mutation


def mutate(claims: Sequence[Claim], *, count: int, seed: int = 0, jobs: int = 1) -> MutationReport:
    """Return what became of so many mutants."""
    drawn = draw_mutation(claims, count=count, seed=seed, jobs=jobs)
    return drawn.report(drive(drawn.campaign, local_workers(jobs)), jobs=jobs)
