"""The graph of all claims: what rests on what, laid out by grandalf in layers from left to right.

A claim stands one layer right of the last of those it rests on. Claims that nothing connects stand below in rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from grandalf import graphs, layouts

from verify.claims.claim import Claim, Edition
from verify.claims.ledger import Ledger

Key = tuple[str, Edition]
ACROSS, DOWN, MARGIN, ALONE_IN_A_ROW = 230, 20, 30, 8
DEEPEST = 200
ROUNDS = 3  # of moving the nodes of each layer to the middle of their neighbours


@dataclass(frozen=True)
class Node:
    """A claim in the picture, with the numbers of the nodes that it rests on and of those that rest on it."""

    key: Key
    x: int
    y: int
    below: tuple[int, ...]
    above: tuple[int, ...]


@dataclass(frozen=True)
class Graph:
    """The nodes in the ledger's order, the edges as numbers of nodes, and the size of the picture.

    An edge (a, b) says that b rests on a; ``repairs`` lead from a print to its repair.
    """

    nodes: tuple[Node, ...]
    edges: tuple[tuple[int, int], ...]
    repairs: tuple[tuple[int, int], ...]
    width: int
    height: int


def graph_of(ledger: Ledger) -> Graph:
    """Return the graph of a ledger's claims.

    >>> from verify.author import claim, symbols
    >>> from verify.deciding.many_claims import check
    >>> x, = symbols("x")
    >>> a = claim("a", x**2 >= 0)
    >>> found = graph_of(check([a, claim("b", x**2 + 1 > 0, rests_on=[a])], cache=False))
    >>> found.edges, found.nodes[0].x < found.nodes[1].x
    (((0, 1),), True)
    """
    claims = [verdict.claim for verdict in ledger.verdicts]
    numbers = {claim.key: number for number, claim in enumerate(claims)}
    edges = tuple(
        dict.fromkeys(
            (numbers[need], number) for number, claim in enumerate(claims) for need in claim.needs if need in numbers
        )
    )
    repairs = tuple(
        (number, numbers[claim.full_id, "repaired"])
        for number, claim in enumerate(claims)
        if claim.edition == "printed" and (claim.full_id, "repaired") in numbers
    )
    places = _places(claims, edges)
    below: list[list[int]] = [[] for _ in claims]
    above: list[list[int]] = [[] for _ in claims]
    for low, high in edges:
        below[high].append(low)
        above[low].append(high)
    nodes = tuple(
        Node(claim.key, *places[number], tuple(below[number]), tuple(above[number]))
        for number, claim in enumerate(claims)
    )
    width = max((node.x for node in nodes), default=0) + ACROSS
    height = max((node.y for node in nodes), default=0) + DOWN + MARGIN
    return Graph(nodes, edges, repairs, width, height)


class _Vertex(graphs.Vertex):  # type: ignore[misc]
    """A node whose hash is its number: grandalf goes through sets, and the picture is to be the same in each run."""

    def __hash__(self) -> int:
        return int(self.data)

    def __eq__(self, other: object) -> bool:
        return self is other


class _Edge(graphs.Edge):  # type: ignore[misc]
    """An edge whose hash is made of its ends' numbers."""

    def __hash__(self) -> int:
        return hash((hash(self.v[0]), hash(self.v[1])))

    def __eq__(self, other: object) -> bool:
        return self is other


class _Box:
    """The size of a node, as grandalf asks for it; it writes the place."""

    w, h = ACROSS, DOWN

    def __init__(self) -> None:
        self.xy = (0.0, 0.0)


def _places(claims: Sequence[Claim], edges: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the place of each claim: connected ones below one another, then rows of those that stand alone."""
    vertices = {number: _Vertex(number) for number in sorted({number for edge in edges for number in edge})}
    for vertex in vertices.values():
        vertex.view = _Box()
    whole = graphs.Graph(list(vertices.values()), [_Edge(vertices[low], vertices[high]) for low, high in edges])
    layers = _layers(len(claims), edges)
    places, row = [(0, 0)] * len(claims), 0
    for component in sorted(whole.C, key=lambda part: (-part.order(), min(vertex.data for vertex in part.V()))):
        columns = _ordered(component, layers)
        for layer, own in columns.items():
            for position, number in enumerate(own):
                places[number] = (MARGIN + layer * ACROSS, MARGIN + (row + position) * DOWN)
        row += max(map(len, columns.values())) + 1
    for k, number in enumerate(number for number in range(len(claims)) if number not in vertices):
        down, across = divmod(k, ALONE_IN_A_ROW)
        places[number] = (MARGIN + across * ACROSS, MARGIN + (row + down) * DOWN)
    return places


def _ordered(component: Any, layers: Sequence[int]) -> dict[int, list[int]]:
    """Return the claims of each layer in an order with few crossings: theirs in grandalf's drawing.

    grandalf follows a chain of claims by recursion: what is deeper than ``DEEPEST`` keeps the pages' order.
    """
    if max(layers[vertex.data] for vertex in component.V()) > DEEPEST:
        plain: dict[int, list[int]] = {}
        for number in sorted(vertex.data for vertex in component.V()):
            plain.setdefault(layers[number], []).append(number)
        return plain
    drawing = layouts.SugiyamaLayout(component)
    drawing.init_all()
    drawing.draw(ROUNDS)
    columns: dict[int, list[int]] = {}
    for vertex in sorted(component.V(), key=lambda vertex: (vertex.view.xy[0], vertex.data)):
        columns.setdefault(layers[vertex.data], []).append(vertex.data)
    return columns


def _layers(count: int, edges: Sequence[tuple[int, int]]) -> list[int]:
    """Return how far each claim is from those that rest on nothing, by the longest way."""
    below: list[list[int]] = [[] for _ in range(count)]
    waiting = [0] * count
    above: list[list[int]] = [[] for _ in range(count)]
    for low, high in edges:
        below[high].append(low)
        above[low].append(high)
        waiting[high] += 1
    layers, ready = [0] * count, [number for number in range(count) if not waiting[number]]
    while ready:
        number = ready.pop()
        for high in above[number]:
            layers[high] = max(layers[high], layers[number] + 1)
            waiting[high] -= 1
            if not waiting[high]:
                ready.append(high)
    return layers
