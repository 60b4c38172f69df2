"""The commands of ``bnverify``, a file each.

In: options, as typer reads them. Out: what is printed or written, and an exit code. ``claims`` has the commands on
claims and their evidence, ``descent`` those on datasets and gradient descent, ``campaigns`` those that run for hours.
Trusted: ``claims.check``, in that it prints the statuses of the ledger as they are.
"""
