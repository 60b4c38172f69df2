"""The graph of all claims: what rests on what, laid out by grandalf in layers from left to right.

A claim stands one layer right of the last of those it rests on. Claims that nothing connects stand below in rows.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

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


class _Edge(graphs.Edge):  # type: ignore[misc]
    """An edge whose hash is made of its ends' numbers."""

    def __hash__(self) -> int:
        return hash((hash(self.v[0]), hash(self.v[1])))


class _Box:
    """The size of a node, as grandalf asks for it; it writes the place."""

    w, h = ACROSS, DOWN

    def __init__(self) -> None:
        self.xy = (0.0, 0.0)


def _places(claims: Sequence[Claim], edges: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the place of each claim: connected ones below one another, then rows of those that stand alone."""
    components = _components(edges)
    layers = _layers(len(claims), edges)
    places, row = [(0, 0)] * len(claims), 0
    for own_edges in components:
        columns = _ordered(own_edges, layers)
        for layer, own in columns.items():
            for position, number in enumerate(own):
                places[number] = (MARGIN + layer * ACROSS, MARGIN + (row + position) * DOWN)
        row += max(map(len, columns.values())) + 1
    joined = {number for edge in edges for number in edge}
    for k, number in enumerate(number for number in range(len(claims)) if number not in joined):
        down, across = divmod(k, ALONE_IN_A_ROW)
        places[number] = (MARGIN + across * ACROSS, MARGIN + (row + down) * DOWN)
    return places


def _components(edges: Sequence[tuple[int, int]]) -> list[list[tuple[int, int]]]:
    """Return the edges of each connected part, the largest part first; in each, every edge meets an earlier one."""
    meeting: dict[int, list[tuple[int, int]]] = {}
    for edge in edges:
        for number in edge:
            meeting.setdefault(number, []).append(edge)
    seen: set[int] = set()
    parts: list[list[tuple[int, int]]] = []
    for first in sorted(meeting):
        if first in seen:
            continue
        found: dict[tuple[int, int], None] = {}
        seen.add(first)
        waiting = deque([first])
        while waiting:
            for edge in meeting[waiting.popleft()]:
                found[edge] = None
                waiting.extend(number for number in edge if number not in seen)
                seen.update(edge)
        parts.append(list(found))
    return sorted(parts, key=lambda part: -len({number for edge in part for number in edge}))


def _ordered(edges: Sequence[tuple[int, int]], layers: Sequence[int]) -> dict[int, list[int]]:
    """Return the claims of each layer of a connected part in an order with few crossings: theirs in grandalf's drawing.

    grandalf follows a chain of claims by recursion: what is deeper than ``DEEPEST`` keeps the pages' order.
    """
    numbers = sorted({number for edge in edges for number in edge})
    across = dict.fromkeys(numbers, 0.0)
    if max(layers[number] for number in numbers) <= DEEPEST:
        drawing = layouts.SugiyamaLayout(_grandalf_graph(edges))
        drawing.init_all()
        drawing.draw(ROUNDS)
        across = {vertex.data: vertex.view.xy[0] for vertex in drawing.g.V()}
    columns: dict[int, list[int]] = {}
    for number in sorted(numbers, key=lambda number: (across[number], number)):
        columns.setdefault(layers[number], []).append(number)
    return columns


def _grandalf_graph(edges: Sequence[tuple[int, int]]) -> graphs.graph_core:
    """Return a connected part as grandalf has it.

    Edge by edge: where grandalf is given all at once it compares whole sets of vertices for each edge.
    """
    vertices = {number: _Vertex(number) for edge in edges for number in edge}
    for vertex in vertices.values():
        vertex.view = _Box()
    made = graphs.graph_core()
    made.add_single_vertex(vertices[edges[0][0]])
    for low, high in edges:
        made.add_edge(_Edge(vertices[low], vertices[high]))
    return made


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
