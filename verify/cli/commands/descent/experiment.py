"""``bnverify experiment``: the experiments, listed and made; their options are read off their functions."""

from __future__ import annotations

import inspect
import re
import types
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Union, get_args, get_origin, get_type_hints

import typer
from typer.core import TyperGroup

from verify.cli.shared.data_options import FILE_OPTIONS, read_options
from verify.cli.shared.ranges import RangedCommand
from verify.errors import InputError

if TYPE_CHECKING:
    from verify.data.tables.columns import ReadOptions
    from verify.experiments.experiment import Experiment, Observer, Result

FRAME = ("observe", "return")
LONGEST_NUMBER = 24  # what is longer in a column is a sentence, which reads from the left
DATA_WORDS = (
    "A file, such as .csv, .npz or .json; digits or breast_cancer (:N for a larger cut), gaussian:N,D, flat:N,R."
)


class _Experiments(TyperGroup):
    """The commands, made when one is asked for: the others' modules are not to slow ``--help``."""

    def list_commands(self, ctx: Any) -> list[str]:
        from verify.experiments.catalogue import EXPERIMENTS

        return [experiment.name for experiment in EXPERIMENTS]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        from verify.experiments.catalogue import find

        return command_of(find(cmd_name))


app = typer.Typer(
    name="experiment",
    cls=_Experiments,
    help="Make the paper's experiments, and those of the questions it leaves open.",
    rich_markup_mode=None,
    add_completion=False,
    invoke_without_command=True,
)


@app.callback()
def listing(context: typer.Context) -> None:
    """List the experiments, one line each."""
    if context.invoked_subcommand is not None:
        return
    from verify.cli.screens.terminal import console, say
    from verify.experiments.catalogue import EXPERIMENTS

    out = console()
    width = max(len(experiment.name) for experiment in EXPERIMENTS)
    for experiment in EXPERIMENTS:
        say(out, f"{experiment.name:{width}}  {experiment.purpose}")


def command_of(experiment: Experiment) -> Any:
    """Return the command of an experiment: an option for each argument of its function, --json and --plot."""
    hints = get_type_hints(experiment.run, include_extras=True)
    parameters = inspect.signature(experiment.run).parameters
    kinds: dict[str, Any] = {name: hints[name] for name in parameters if name not in FRAME}
    shown = [_option(name, kind, parameters[name].default) for name, kind in kinds.items()]
    takes_data = "data" in kinds
    if takes_data:
        shown.append(_parameter("patches", "--patches", "Patches a sample.", metavar="P"))
        shown.extend(
            inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, annotation=kind, default=None)
            for name, kind in FILE_OPTIONS.items()
        )
    shown.append(_parameter("json_file", "--json", "Write the result as JSON.", metavar="FILE", kind=Path))
    shown.append(_parameter("plot_file", "--plot", "Draw the result: .png, .svg or .pdf.", metavar="FILE", kind=Path))

    def command(**given: Any) -> None:
        json_file, plot_file = given.pop("json_file"), given.pop("plot_file")
        patches = given.pop("patches", None)
        options = read_options(**{name: given.pop(name, None) for name in FILE_OPTIONS})
        _require_files(json_file, plot_file)
        values = {name: _read(name, kinds[name], text) for name, text in given.items() if text is not None}
        if takes_data:
            values["data"] = _dataset(values["data"], patches, options, values.get("seed", 0))
        _make(experiment, values, json_file, plot_file)

    command.__doc__ = f"{experiment.purpose}\n\n{inspect.getdoc(experiment.run) or ''}"
    # errors and examples are for those who read the code
    command.__doc__ = re.split(r">>>|Raises InputError", command.__doc__)[0].replace("``", "").rstrip()
    command.__signature__ = inspect.Signature(shown)  # type: ignore[attr-defined]
    command.__annotations__ = {parameter.name: parameter.annotation for parameter in shown}
    alone = typer.Typer(rich_markup_mode=None, add_completion=False)
    alone.command(experiment.name, cls=RangedCommand)(command)
    return typer.main.get_command(alone)


def _option(name: str, kind: Any, default: Any) -> inspect.Parameter:
    base, words = _type_of(kind), get_args(kind)[1]
    if name == "data":
        argument: Any = Annotated[str, typer.Argument(metavar="DATA", help=DATA_WORDS)]
        return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, annotation=argument)
    flag = f"--{name.replace('_', '-')}"
    if base is bool:
        switch: Any = Annotated[bool, typer.Option(flag, help=words)]
        return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=switch)
    if default is inspect.Parameter.empty:
        raise TypeError(f"argument {name} of an experiment has no default value")
    usual = "" if default is None else f" (default: {_said(default)})"
    return _parameter(name, flag, f"{words.rstrip('.')}{usual}.", metavar=name.split("_")[0][0].upper())


def _parameter(name: str, flag: str, words: str, *, metavar: str, kind: Any = str) -> inspect.Parameter:
    annotation: Any = Annotated[kind | None, typer.Option(flag, metavar=metavar, help=words)]
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=annotation)


def _said(default: Any) -> str:
    if isinstance(default, tuple):
        return ",".join(map(_said, default))
    text = str(default)
    zeros = len(text) - len(text.rstrip("0"))
    return f"{text[:-zeros]}e{zeros}" if isinstance(default, int) and zeros > 5 else text


def _type_of(kind: Any) -> Any:
    """Return the type of an annotation without its words and without None."""
    base = get_args(kind)[0] if get_origin(kind) is Annotated else kind
    if get_origin(base) in (Union, types.UnionType):
        (base,) = (part for part in get_args(base) if part is not type(None))
    return base


def _read(name: str, kind: Any, text: Any) -> Any:
    """Read one option exactly, as its annotation asks; raise InputError where it cannot be read."""
    from flint import fmpq

    from verify.data import rational

    base, where = _type_of(kind), f"--{name.replace('_', '-')}"
    if base is bool or name == "data":
        return text
    readers: dict[Any, Callable[[str], Any]] = {
        str: str,
        Path: Path,
        int: lambda word: _whole(word, where),
        fmpq: lambda word: rational(word, where=where),
        float: lambda word: float(rational(word, where=where)),
    }
    if get_origin(base) is tuple:
        return tuple(readers[get_args(base)[0]](word.strip()) for word in text.split(","))
    return readers[base](text)


def _whole(text: str, where: str) -> int:
    from verify.data import rational

    value = rational(text, where=where)
    if value.q != 1 or value < 0:
        raise InputError(f"{where} {text}: give a whole number of at least 0, such as 1000 or 1e6")
    return int(value.p)


def _dataset(word: str, patches: str | None, options: ReadOptions, seed: int) -> Any:
    from verify.experiments.datasets import dataset_called

    cut = None if patches is None else _whole(patches, "--patches")
    return dataset_called(word, patches=cut, seed=seed, options=options)


def _require_files(json_file: Path | None, plot_file: Path | None) -> None:
    from verify.cli.screens.plots import require_plot
    from verify.cli.shared.files import require_folder

    if json_file:
        require_folder(json_file)
    if plot_file:
        require_plot(plot_file)


def _make(experiment: Experiment, values: dict[str, Any], json_file: Path | None, plot_file: Path | None) -> None:
    """Make an experiment and show it; an interrupted one is shown as far as it went."""
    from verify.cli.screens.terminal import console, say

    latest: list[Result] = []
    try:
        with _bar(latest) as observe:
            result = experiment.run(**values, observe=observe)
    except KeyboardInterrupt:
        if latest:
            _show(experiment, latest[-1], json_file, plot_file, complete=False)
            say(console(stderr=True), "bnverify: the above is what was done before the interrupt")
        raise
    _show(experiment, result, json_file, plot_file, complete=True)


def _show(
    experiment: Experiment, result: Result, json_file: Path | None, plot_file: Path | None, *, complete: bool
) -> None:
    from rich.box import SIMPLE
    from rich.table import Table

    from verify.claims.ledger import dump
    from verify.cli.screens.plots import write_plot
    from verify.cli.screens.terminal import console, say
    from verify.experiments.experiment import to_json
    from verify.files import write_text
    from verify.report.text import printable

    out = console()
    for table in result.tables():
        drawn = Table(box=SIMPLE, header_style="bold", pad_edge=False, title=printable(table.title) or None)
        for index, heading in enumerate(table.headings):
            words = index == 0 or any(len(row[index]) > LONGEST_NUMBER for row in table.rows)
            drawn.add_column(heading, justify="left" if words else "right")
        for row in table.rows:
            drawn.add_row(*map(printable, row))
        out.print(drawn)
    say(out, result.sentence, style="bold")
    if json_file:
        head = {"schema": "bnverify-experiment-1", "experiment": experiment.name, "complete": complete}
        write_text(json_file, dump(head | {"sentence": result.sentence, "result": to_json(result)}))
    if plot_file:
        write_plot(plot_file, result.draw)


@contextmanager
def _bar(latest: list[Result]) -> Iterator[Observer]:
    """Keep the latest partial result, and show on a terminal how far the experiment is."""
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    from verify.cli.screens.terminal import console
    from verify.report.text import printable

    out = console(stderr=True)
    columns = (BarColumn(bar_width=20), TimeElapsedColumn(), TextColumn("{task.description}", markup=False))
    with Progress(*columns, console=out, transient=True, disable=not out.is_terminal) as bar:
        task = bar.add_task("", total=1.0)

        def observe(done: float, of: float, doing: str, partial: Result | None = None) -> None:
            if partial is not None:
                latest[:] = [partial]
            bar.update(task, completed=done / of, description=printable(doing))

        yield observe
