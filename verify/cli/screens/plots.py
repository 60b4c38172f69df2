"""Pictures in files, with matplotlib, an extra."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from verify.cli.shared.files import require_folder
from verify.errors import InputError
from verify.files import write_bytes

if TYPE_CHECKING:
    from matplotlib.figure import Figure

SUFFIXES = (".png", ".svg", ".pdf")
SIZE = (8.0, 4.8)  # inches


def require_plot(path: Path) -> None:
    """Raise InputError where a picture could not be written there: before the work, not after it."""
    require_folder(path)
    if path.suffix not in SUFFIXES:
        raise InputError(f"plot {path} ends in {path.suffix!r}: give a name that ends in {', '.join(SUFFIXES)}")
    try:
        import matplotlib  # noqa: F401
    except ImportError as fault:
        raise InputError(f"plot {path} needs matplotlib: pip install 'bnverify[plots]'") from fault


def write_plot(path: Path, draw: Callable[[Figure], object]) -> None:
    """Draw on an empty figure and write it, whole or not at all."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=SIZE, layout="constrained")
    FigureCanvasAgg(figure)
    draw(figure)
    buffer = BytesIO()
    figure.savefig(buffer, format=path.suffix[1:], dpi=150)
    write_bytes(path, buffer.getvalue())
