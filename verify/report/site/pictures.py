"""Pictures as SVG that stand in a page: what matplotlib draws for the front page."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from io import StringIO
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# ids are the same in each run, and letters stay letters, so that a reader can search and select them
SETTINGS: dict[Any, Any] = {"svg.hashsalt": "bnverify", "svg.fonttype": "none", "font.size": 9}
INK = "#7a7f87"


@dataclass(frozen=True)
class Picture:
    """A picture with the words that say the same to those who do not see it."""

    svg: Markup
    words: str


def svg_of(
    draw: Callable[[Figure], object],
    *,
    size: tuple[float, float],
    words: str,
) -> Picture:
    """Return what a function draws on a figure; its lines and letters are readable on light and on dark ground."""
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    inked: dict[Any, Any] = dict.fromkeys(
        ("text.color", "axes.labelcolor", "xtick.color", "ytick.color", "axes.edgecolor"), INK
    )
    with rc_context({**SETTINGS, **inked}):
        figure = Figure(figsize=size, layout="constrained")
        draw(figure)
        buffer = StringIO()
        figure.savefig(buffer, format="svg", transparent=True, metadata={"Date": None})
    found = re.search(r"<svg.*</svg>", buffer.getvalue(), flags=re.DOTALL)
    if found is None:
        raise RuntimeError("matplotlib wrote no svg element")
    body = re.sub(r'(<svg[^>]*?) width="[^"]*" height="[^"]*"', r"\1", found.group(), count=1)
    label = Markup('<svg role="img" aria-label="{}"').format(words)
    return Picture(Markup(body.replace("<svg", str(label), 1)), words)
