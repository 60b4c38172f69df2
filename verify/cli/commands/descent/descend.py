"""``bnverify descend``: gradient descent on a dataset, at any number of digits, kept and continued."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from verify.cli.shared.data_options import (
    DelimiterOption,
    DropOption,
    HeaderOption,
    LabelOption,
    PatchesOption,
    read_data,
    read_options,
)
from verify.errors import InputError

if TYPE_CHECKING:
    from flint import fmpq

    from verify.batchnorm.dynamics.problem import Start
    from verify.batchnorm.dynamics.runs.keep import Mode, Run, RunPlan, Store
    from verify.data import Dataset

STEPS, DIGITS, LEAP_DIGITS, DOUBLE_DIGITS, GUARD = 1000, 50, 30, 15, 8
LEAPS_FROM = 10**6
LONGEST_START = 10**7


def command(
    data: Annotated[
        Path | None, typer.Argument(metavar="[DATA]", help="Dataset: .csv, .npz or .json; none with --resume.")
    ] = None,
    model: Annotated[
        str | None, typer.Option("--model", metavar="linear|conv", help="Default: what the patches say.")
    ] = None,
    patches: PatchesOption = None,
    label: LabelOption = None,
    drop: DropOption = None,
    header: HeaderOption = None,
    delimiter: DelimiterOption = None,
    eta: Annotated[
        str | None, typer.Option("--eta", metavar="E", help="Step size, read exactly: 0.1 or 1/10 (default: 1/10).")
    ] = None,
    eta_gamma: Annotated[
        str | None, typer.Option("--eta-gamma", metavar="E", help="Step size of γ (default: that of w).")
    ] = None,
    gamma: Annotated[str | None, typer.Option("--gamma", metavar="G", help="γ(0), read exactly (default: 1).")] = None,
    seed: Annotated[
        int | None, typer.Option("--seed", metavar="S", help="Seed of the random w(0) (default: 0).")
    ] = None,
    scale: Annotated[
        str | None, typer.Option("--scale", metavar="X", help="Deviation of the random w(0)'s entries (default: 1).")
    ] = None,
    start: Annotated[
        str | None, typer.Option("--start", metavar="FILE|W", help='w(0): "w1,w2,...", or a file that holds them.')
    ] = None,
    steps: Annotated[str | None, typer.Option("--steps", metavar="N", help="Number of steps (default: 1000).")] = None,
    until: Annotated[
        str | None, typer.Option("--until", metavar="T", help="Go to step T, by leaps beyond 10^6: 1e100 is allowed.")
    ] = None,
    digits: Annotated[
        int | None, typer.Option("--digits", metavar="K", help="Digits of the working precision (50; 30 for leaps).")
    ] = None,
    backend: Annotated[
        str | None,
        typer.Option("--backend", metavar="B", help="nfloat, flint, mpmath or float64 (default: the fastest)."),
    ] = None,
    flow: Annotated[bool, typer.Option("--flow", help="Follow gradient flow, the limit of small steps.")] = False,
    certified: Annotated[bool, typer.Option("--certify", help="Enclose every iterate rigorously.")] = False,
    guard: Annotated[
        int | None, typer.Option("--guard", metavar="G", help="Guard digits of a certified run (default: 8).")
    ] = None,
    resume: Annotated[str | None, typer.Option("--resume", metavar="RUN", help="Go on with a kept run.")] = None,
    anyway: Annotated[bool, typer.Option("--anyway", help="Run although no w has margin 1 on every row.")] = False,
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help="Write the run: .json or .csv.")] = None,
    test: Annotated[
        Path | None,
        typer.Option("--test", metavar="FILE", help="Samples to classify along the run, which is made once more."),
    ] = None,
    plot: Annotated[
        Path | None, typer.Option("--plot", metavar="FILE", help="Draw D, γ and the loss: .png, .svg or .pdf.")
    ] = None,
    no_store: Annotated[bool, typer.Option("--no-store", help="Keep nothing of this run.")] = False,
) -> None:
    """Run gradient descent with exact step sizes from an exact start; print t, γ, D, loss, ‖w‖² and what happened.

    Runs are kept (bnverify runs): the same run is not made twice, a longer one goes on from where it stands, and an
    interrupted one with --resume. Exit code 0: done; 1: a certified run lost its radius; 2: bad usage or input;
    130: interrupted.
    """
    from verify.batchnorm.dynamics.runs.keep import Store
    from verify.cli.screens.descend_screen import (
        diagnosis_of,
        draw_run,
        require_writable,
        show_run,
        show_tests,
        write_run,
    )
    from verify.cli.screens.plots import require_plot, write_plot

    require_writable(out)
    if plot is not None:
        require_plot(plot)
    if steps is not None and until is not None:
        raise InputError(f"--steps {steps} with --until {until}: give one of them")
    last = _whole(until, "--until") if until is not None else _whole(steps, "--steps") if steps is not None else None
    new: Dataset | None = None
    if resume is not None:
        given = {
            "DATA": data, "--model": model, "--patches": patches, "--eta": eta, "--eta-gamma": eta_gamma,
            "--gamma": gamma, "--seed": seed, "--scale": scale, "--start": start, "--digits": digits,
            "--backend": backend, "--guard": guard, "--flow": flow or None, "--certify": certified or None,
            "--anyway": anyway or None, "--no-store": no_store or None, "--test": test,
            **read_options(label, drop, header, delimiter).given(),
        }  # fmt: skip
        _refuse_beside_resume(given)
        with Store() as store:
            plan, target = _resumed(store, resume, last)
            run = _followed(plan, target, store)
    else:
        if data is None:
            raise InputError("no DATA to descend on: give a dataset, or a kept run with --resume")
        mode = _mode(last if until is not None else None, flow=flow, certified=certified)
        # every fault of the input is found before the file of runs is touched
        dataset = read_data(data, read_options(label, drop, header, delimiter), patches=patches)
        require_model(dataset, model)
        new = None if test is None else read_data(test, read_options(label, drop, header, delimiter), patches=patches)
        weights, uniform, begun = _start(dataset, start=start, seed=seed, scale=scale, gamma=gamma, anyway=anyway)
        plan = _plan(
            dataset,
            begun,
            eta=("1/10" if eta is None else eta, eta_gamma),
            digits=digits,
            backend=backend,
            mode=mode,
            guard=guard,
        )
        with nullcontext() if no_store else Store() as store_or_none:
            target = STEPS if last is None else last
            follow = _followed if backend else _followed_somehow
            run = follow(plan, target, store_or_none)
    diagnosis = diagnosis_of(run)
    if out:
        write_run(out, run, diagnosis)
    show_run(run, diagnosis, store=not no_store)
    if plot:
        write_plot(plot, lambda figure: draw_run(figure, run))
    if new is not None:
        from verify.batchnorm.dynamics.weights import run_on_new_samples

        show_tests(run_on_new_samples(plan, dataset, weights, uniform, new, target))
    if run.state.startswith("LOST"):
        raise typer.Exit(1)


def require_model(dataset: Dataset, model: str | None) -> None:
    """Raise InputError where the model named does not fit the number of patches."""
    if model not in (None, "linear", "conv"):
        raise InputError(f"--model {model}: use linear or conv")
    if model == "linear" and dataset.P > 1:
        raise InputError(f"--model linear with {dataset.P} patches a sample: use --model conv, or --patches 1")
    if model == "conv" and dataset.P == 1:
        raise InputError("--model conv with 1 patch a sample: say with --patches how many a sample is cut into")


def uniform_margin(dataset: Dataset, *, anyway: bool) -> Sequence[Any] | None:
    """Return w*; None with ``anyway`` where there is none. Raises InputError where there is none otherwise."""
    from verify.data import Infeasible, check_assumption

    found = check_assumption(dataset)
    if not isinstance(found, Infeasible):
        return found.w_star
    if not anyway:
        assumption = "2.1" if dataset.P == 1 else "3.1"
        raise InputError(f"Assumption {assumption} fails: {found.describe()}; run it all the same with --anyway")
    return None


def read_weights(text: str) -> list[fmpq]:
    """Read w(0) exactly: numbers between commas, or the name of a file with numbers between commas and white space.

    Raises InputError where there is neither.

    >>> read_weights("0.1, -2/3,4")
    [1/10, -2/3, 4]
    """
    from verify.data import rational
    from verify.data.tables.messages import shown, shown_path

    path = Path(text)
    if "," not in text and os.path.isfile(path):
        where = shown_path(path)
        try:
            with path.open("rb") as stream:
                content = stream.read(LONGEST_START + 1)
        except OSError as fault:
            raise InputError(f"--start {where} cannot be read ({fault.strerror}): check its rights") from fault
        if len(content) > LONGEST_START:
            raise InputError(f"--start {where} has more than {LONGEST_START} bytes: give one number a feature")
        words = content.decode("utf-8-sig", errors="replace").replace(",", " ").split()
    else:
        where, words = "--start", text.split(",")
        if len(words) == 1 and not any(map(str.isdigit, text)):
            raise InputError(f"--start {shown(text)} is no file and no number: give w1,w2,... or the name of a file")
    return [rational(word, where=f"entry {index} of {where}") for index, word in enumerate(words, 1)]


def _whole(text: str, where: str) -> int:
    from verify.data import rational

    value = rational(text, where=where)
    if value.q != 1 or value < 0:
        raise InputError(f"{where} {text}: give a whole number of at least 0, such as 1000 or 1e6")
    return int(value.p)


def _mode(until: int | None, *, flow: bool, certified: bool) -> Mode:
    if flow and certified:
        raise InputError("--flow with --certify: only descent with its own steps is certified; give one of them")
    if certified and until is not None and until > LEAPS_FROM:
        raise InputError(f"--until beyond {LEAPS_FROM} with --certify: leaps are not certified; leave one of them out")
    if certified:
        return "certify"
    if flow:
        return "flow"
    return "leap" if until is not None and until > LEAPS_FROM else "direct"


def _start(
    dataset: Dataset, *, start: str | None, seed: int | None, scale: str | None, gamma: str | None, anyway: bool
) -> tuple[Sequence[fmpq], Sequence[fmpq] | None, Start]:
    """Return w(0), w* where there is one, and the start they make."""
    from verify.batchnorm.dynamics.starts import random_weights, start_at
    from verify.data import rational

    if start is not None and (seed is not None or scale is not None):
        raise InputError("--start with --seed or --scale: w(0) is given or drawn, leave one out")
    first = rational("1" if gamma is None else gamma, where="--gamma")
    spread = rational("1" if scale is None else scale, where="--scale")
    given = None if start is None else read_weights(start)
    uniform = uniform_margin(dataset, anyway=anyway)
    weights = random_weights(dataset.d, seed=seed or 0, scale=spread) if given is None else given
    return weights, uniform, start_at(dataset.z, weights, gamma=first, uniform=uniform)


def _plan(
    dataset: Dataset,
    start: Start,
    *,
    eta: tuple[str, str | None],
    digits: int | None,
    backend: str | None,
    mode: Mode,
    guard: int | None,
) -> RunPlan:
    from verify.batchnorm.dynamics.problem import Problem
    from verify.batchnorm.dynamics.runs.keep import RunPlan
    from verify.batchnorm.dynamics.steppers import default_backend
    from verify.data import rational
    from verify.data.tables.table import MAX_GRAM_ROWS

    if guard is not None and mode != "certify":
        raise InputError(f"--guard {guard} without --certify: only certified runs have guard digits")
    eta_w = rational(eta[0], where="--eta")
    eta_gamma = eta_w if eta[1] is None else rational(eta[1], where="--eta-gamma")
    if mode == "direct":
        problem = Problem.of_samples(dataset.z, eta_w=eta_w, eta_gamma=eta_gamma, patches=dataset.P)
    elif dataset.rows > MAX_GRAM_ROWS:
        raise InputError(
            f"{dataset.rows} rows with leaps, --flow or --certify: these need the Gram matrix, of at most "
            f"{MAX_GRAM_ROWS} rows; give fewer samples, or only --steps, or --until up to {LEAPS_FROM}"
        )
    else:
        problem = Problem(gram=dataset.gram, eta_w=eta_w, eta_gamma=eta_gamma, patches=dataset.P)
    usual = DOUBLE_DIGITS if backend == "float64" else LEAP_DIGITS if mode in ("leap", "flow") else DIGITS
    digits = usual if digits is None else digits
    if backend is None:
        backend = default_backend(digits) if mode == "direct" else "flint"
    return RunPlan.of(
        dataset,
        problem,
        start,
        digits=digits,
        backend=backend,
        mode=mode,
        guard=(GUARD if guard is None else guard) if mode == "certify" else 0,
    )


def _refuse_beside_resume(given: Mapping[str, object]) -> None:
    named = [name for name, value in given.items() if value is not None]
    if named:
        raise InputError(f"{', '.join(named)} with --resume: the kept run says it; add only --steps, --until or --out")


def _resumed(store: Store, prefix: str, last: int | None) -> tuple[RunPlan, int]:
    key = store.find(prefix)
    plan, checkpoint = store.plan(key), store.checkpoint(key)
    plan.require_version()
    return plan, last if last is not None else checkpoint.target if checkpoint is not None else STEPS


def _followed(plan: RunPlan, target: int, store: Store | None) -> Run:
    """Make the run, or what is left of it; an interrupt says how to go on with it."""
    from verify.batchnorm.dynamics.runs.keep import follow
    from verify.cli.screens.descend_screen import run_bar

    try:
        with run_bar(plan, target) as observe:
            return follow(plan, target=target, store=store, observe=observe)
    except KeyboardInterrupt:
        typer.echo(f"bnverify: {_how_to_go_on(plan, store)}", err=True)
        raise


def _followed_somehow(plan: RunPlan, target: int, store: Store | None) -> Run:
    """Make the run on the backend chosen for the digits, or on flint where an iterate leaves that one's range."""
    from verify.batchnorm.dynamics.steppers.flint_arrays import OutOfRangeError

    try:
        return _followed(plan, target, store)
    except OutOfRangeError as fault:
        typer.echo(f"bnverify: {str(fault).partition(':')[0]}; starting again with backend 'flint'", err=True)
        return _followed(replace(plan, backend="flint"), target, store)


def _how_to_go_on(plan: RunPlan, store: Store | None) -> str:
    from verify.batchnorm.dynamics.runs.keep import SHORT_KEY

    if store is None:
        return "nothing of this run is kept, as --no-store asks"
    if plan.mode == "certify":
        return "nothing of this run is kept: a certified run is kept at its end"
    checkpoint = store.checkpoint(plan.key)
    if checkpoint is None:
        return "nothing of this run is kept: it had no time for a first checkpoint; give the same command again"
    return f"kept up to step {checkpoint.t}; go on with: bnverify descend --resume {plan.key[:SHORT_KEY]}"
