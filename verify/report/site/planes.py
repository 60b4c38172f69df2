"""The vectors of a counterexample in the plane, as SVG: points, arrows, and the line that a classifier decides by.

A report has one such picture for each counterexample in two dimensions. They are written straight away: a plotting
library takes a tenth of a second for each.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from markupsafe import Markup

from verify.report.site.pictures import Picture
from verify.report.text import printable

WIDEST = 10**12  # points farther out would shrink the others to one point of the picture
WIDTH, HEIGHT, LETTER = 360, 280, 7
TICKS = 5  # at most so many on each axis
CLASSIFIERS = ("w", "w*")
POINT, ARROW = "#2f81c4", "#d95f02"


@dataclass(frozen=True)
class Place:
    """A vector with its name; an arrow from the origin where it is no sample's."""

    name: str
    x: float
    y: float
    arrow: bool


def plane(instance: Mapping[str, Any]) -> Picture | None:
    """Return the vectors of an instance in the plane; None where they do not lie in one.

    >>> plane({"vectors": {"w": {"": ["1", "0", "0"]}}}) is None
    True
    >>> plane({"vectors": {"w": {"": ["1", "1/2"]}}}).words
    'The vectors of the counterexample: w = (1, 0.5)'
    """
    places: list[Place] = []
    for name, members in sorted(instance.get("vectors", {}).items()):
        for key, entries in members.items():
            if len(entries) != 2:
                return None
            exact = [Fraction(entry) for entry in entries]
            if max(map(abs, exact)) > WIDEST:
                return None
            label = f"{name}_{','.join(str(int(part) + 1) for part in key.split(','))}" if key else name
            places.append(Place(printable(label), float(exact[0]), float(exact[1]), arrow=not key))
    if not places:
        return None
    places.sort(key=lambda place: place.arrow)
    said = "; ".join(f"{place.name} = ({place.x:g}, {place.y:g})" for place in places)
    words = f"The vectors of the counterexample: {said}"
    head = Markup('<svg role="img" aria-label="{}" viewBox="0 0 {} {}" xmlns="http://www.w3.org/2000/svg">')
    body = Markup("").join(_parts(places))
    return Picture(head.format(words, WIDTH, HEIGHT) + body + Markup("</svg>"), words)


def _parts(places: Sequence[Place]) -> Iterator[Markup]:
    """Yield the elements from the back to the front: lines of the grid, of classifiers, arrows, points."""
    frame = _Frame.around(places)
    yield from _grid(frame)
    text = Markup('<text x="{:.1f}" y="{:.1f}" fill="{}" font-size="12" text-anchor="{}">{}</text>')
    x0, y0 = frame.at(0, 0)
    for place in places:
        colour = ARROW if place.arrow else POINT
        x, y = frame.at(place.x, place.y)
        size = math.hypot(place.x, place.y)
        if place.arrow and size:
            if place.name in CLASSIFIERS:
                yield _across(frame, place)
            yield Markup(
                '<path d="M{:.1f} {:.1f}L{:.1f} {:.1f}{}" stroke="{}" stroke-width="1.6" fill="none"/>'
            ).format(x0, y0, x, y, _head(place.x / size, -place.y / size), ARROW)
        else:
            yield Markup('<circle cx="{:.1f}" cy="{:.1f}" r="4" fill="{}"/>').format(x, y, colour)
        end = x + 8 + LETTER * len(place.name) > WIDTH
        yield text.format(
            x - 7 if end else x + 7,
            y + 15 if place.arrow else y - 7,
            ARROW if place.arrow else "currentColor",
            "end" if end else "start",
            place.name,
        )


def _across(frame: _Frame, place: Place) -> Markup:
    """Return the line through the origin that a classifier decides by: samples on its arrow's side are right."""
    far = 2 * (frame.right - frame.left + frame.top - frame.bottom) / math.hypot(place.x, place.y)
    (x1, y1), (x2, y2) = (frame.at(-sign * place.y * far, sign * place.x * far) for sign in (1, -1))
    line = Markup(
        '<path d="M{:.1f} {:.1f}L{:.1f} {:.1f}" stroke="{}" stroke-dasharray="5 4" fill="none">'
        "<title>what {} decides by</title></path>"
    )
    return line.format(x1, y1, x2, y2, ARROW, place.name)


def _head(x: float, y: float) -> str:
    """Return the two strokes of an arrow's head, relative to its point; (x, y) is its direction on the screen."""
    left, right = ((-8 * x + 4 * sign * y, -8 * y - 4 * sign * x) for sign in (1, -1))
    return f"l{left[0]:.1f} {left[1]:.1f}m{-left[0]:.1f} {-left[1]:.1f}l{right[0]:.1f} {right[1]:.1f}"


@dataclass(frozen=True)
class _Frame:
    """The part of the plane that is shown, of the picture's proportions: one unit is as long across as upwards."""

    left: float
    right: float
    bottom: float
    top: float

    @classmethod
    def around(cls, places: Sequence[Place]) -> _Frame:
        """Return a frame around the origin and all places, with room for their names."""
        xs, ys = [0.0, *(place.x for place in places)], [0.0, *(place.y for place in places)]
        unit = 1.5 * max((max(xs) - min(xs)) / WIDTH, (max(ys) - min(ys)) / HEIGHT) or 1 / WIDTH
        x, y = (max(xs) + min(xs)) / 2, (max(ys) + min(ys)) / 2
        across, upwards = unit * WIDTH / 2, unit * HEIGHT / 2
        return cls(x - across, x + across, y - upwards, y + upwards)

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Return where a point stands on the screen."""
        return (
            (x - self.left) / (self.right - self.left) * WIDTH,
            (self.top - y) / (self.top - self.bottom) * HEIGHT,
        )


def _grid(frame: _Frame) -> Iterator[Markup]:
    """Yield the axes, and lines of the grid with their numbers at the edge."""
    step = _step((frame.right - frame.left) / TICKS)
    line = Markup('<path d="M{:.1f} {:.1f}L{:.1f} {:.1f}" stroke="currentColor" stroke-width="{}" opacity=".35"/>')
    text = Markup('<text x="{:.1f}" y="{:.1f}" fill="currentColor" opacity=".75" font-size="10">{:g}</text>')
    for number in range(math.ceil(frame.left / step), math.floor(frame.right / step) + 1):
        x = frame.at(number * step, 0)[0]
        yield line.format(x, 0, x, HEIGHT, 0.4 if number else 1.4)
        yield text.format(x + 2, HEIGHT - 3, number * step)
    for number in range(math.ceil(frame.bottom / step), math.floor(frame.top / step) + 1):
        y = frame.at(0, number * step)[1]
        yield line.format(0, y, WIDTH, y, 0.4 if number else 1.4)
        yield text.format(2, y - 2, number * step)


def _step(least: float) -> float:
    """Return the first of 1, 2, 5, 10, … times a power of ten that is no smaller.

    >>> _step(0.3), _step(1), _step(12)
    (0.5, 1.0, 20.0)
    """
    power: float = 10.0 ** math.floor(math.log10(least))
    return next(times * power for times in (1, 2, 5, 10) if times * power >= least * (1 - 1e-9))
