"""``bnverify compare``: the experiment *rivals*, which is asked for often, under a name of its own."""

from __future__ import annotations

import typer

SETTINGS = {"allow_extra_args": True, "ignore_unknown_options": True}


def command(context: typer.Context) -> None:
    """Compare what BN and its rivals converge to on a dataset (the experiment rivals)."""
    from verify.cli.commands.descent.experiment import command_of
    from verify.experiments.catalogue import find

    command_of(find("rivals")).main(args=list(context.args), prog_name="bnverify compare", standalone_mode=False)
