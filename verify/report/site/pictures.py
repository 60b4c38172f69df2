"""Pictures as SVG: the points and the classifier of a counterexample in the plane, and those of the front page."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from io import StringIO
from typing import Any, Literal

from markupsafe import Markup
from matplotlib import rc_context
from matplotlib.figure import Figure

# ids are the same in each run, and letters stay letters, so that a reader can search and select them
SETTINGS: dict[Any, Any] = {"svg.hashsalt": "bnverify", "svg.fonttype": "none", "font.size": 9}
WIDEST = 10**12  # points farther out would shrink the others to one point of the picture
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
    layout: Literal["constrained"] | None = "constrained",
) -> Picture:
    """Return what a function draws on a figure; its lines and letters are readable on light and on dark ground."""
    inked: dict[Any, Any] = dict.fromkeys(
        ("text.color", "axes.labelcolor", "xtick.color", "ytick.color", "axes.edgecolor"), INK
    )
    with rc_context({**SETTINGS, **inked}):
        figure = Figure(figsize=size, layout=layout)
        draw(figure)
        buffer = StringIO()
        figure.savefig(buffer, format="svg", transparent=True, metadata={"Date": None})
    found = re.search(r"<svg.*</svg>", buffer.getvalue(), flags=re.DOTALL)
    if found is None:
        raise RuntimeError("matplotlib wrote no svg element")
    body = re.sub(r'(<svg[^>]*?) width="[^"]*" height="[^"]*"', r"\1", found.group(), count=1)
    label = Markup('<svg role="img" aria-label="{}"').format(words)
    return Picture(Markup(body.replace("<svg", str(label), 1)), words)


def plane(instance: Mapping[str, Any]) -> Picture | None:
    """Return the vectors of an instance in the plane; None where they do not lie in one.

    >>> plane({"vectors": {"w": {"": ["1", "0", "0"]}}}) is None
    True
    """
    arrows: list[tuple[str, float, float]] = []
    points: list[tuple[str, float, float]] = []
    for name, members in sorted(instance.get("vectors", {}).items()):
        for key, entries in members.items():
            if len(entries) != 2:
                return None
            exact = [Fraction(entry) for entry in entries]
            if max(map(abs, exact)) > WIDEST:
                return None
            x, y = map(float, exact)
            label = f"{name}_{','.join(str(int(part) + 1) for part in key.split(','))}" if key else name
            (points if key else arrows).append((label, x, y))
    if not points and not arrows:
        return None

    def draw(figure: Figure) -> None:
        # the same place for all: finding one with room for the letters takes as long as drawing
        axes = figure.add_axes((0.16, 0.12, 0.8, 0.84))
        axes.axhline(0, color=INK, linewidth=0.4)
        axes.axvline(0, color=INK, linewidth=0.4)
        for label, x, y in points:
            axes.plot([x], [y], "o", color="#1f77b4", markersize=5)
            axes.annotate(_plain(label), (x, y), textcoords="offset points", xytext=(5, 4))
        # an arrow does not widen the axes by itself
        axes.plot([0, *(x for _, x, _ in arrows)], [0, *(y for _, _, y in arrows)], linestyle="none")
        for label, x, y in arrows:
            axes.annotate("", (x, y), (0, 0), arrowprops={"arrowstyle": "->", "color": "#d95f02"})
            axes.annotate(_plain(label), (x, y), textcoords="offset points", xytext=(5, -9), color="#d95f02")
        axes.margins(0.25)
        axes.set_aspect("equal", adjustable="datalim")

    words = "; ".join(f"{label} = ({x:g}, {y:g})" for label, x, y in (*points, *arrows))
    return svg_of(draw, size=(3.2, 2.6), words=f"The vectors of the counterexample: {words}", layout=None)


def _plain(label: str) -> str:
    """Return a label in which matplotlib sees no formula."""
    return label.replace("$", r"\$")
