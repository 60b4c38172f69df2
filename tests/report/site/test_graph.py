"""The graph has every claim once, what rests on others to the right of them, and no two claims at one place."""

import os
import subprocess
import sys

from verify.author import claim, symbols
from verify.claims.evidence import Evidence
from verify.claims.ledger import Ledger, Verdict
from verify.report.site.graph import graph_of

(x,) = symbols("x")
a = claim("a", x**2 >= 0)
b = claim("b", x**2 + 1 > 0, rests_on=[a])
c = claim("c", x**2 + 2 > 0, rests_on=[a, b])
mended = claim("a", x**2 >= 0, edition="repaired", given=x > 0)
alone = [claim(f"alone-{k}", x >= x) for k in range(20)]


def graph(*claims):
    return graph_of(Ledger(tuple(Verdict(made, Evidence("none", "none")) for made in claims)))


def test_a_claim_stands_right_of_all_it_rests_on():
    found = graph(c, b, a, *alone)
    assert set(found.edges) == {(2, 1), (2, 0), (1, 0)}
    assert all(found.nodes[low].x < found.nodes[high].x for low, high in found.edges)
    assert found.nodes[0].below == (2, 1)
    assert found.nodes[2].above == (0, 1)


def test_no_two_claims_share_a_place_and_all_are_inside():
    others = [claim(f"part-{k}", x >= x, rests_on=[a] if k % 2 else []) for k in range(30)]
    found = graph(a, b, c, mended, *others, *alone)
    assert len({(node.x, node.y) for node in found.nodes}) == len(found.nodes)
    assert all(0 < node.x < found.width and 0 < node.y < found.height for node in found.nodes)


def test_a_print_is_joined_with_its_repair():
    assert graph(a, mended).repairs == ((0, 1),)
    assert graph(mended, b).repairs == ()


def test_a_claim_that_is_not_there_is_no_node():
    assert graph(c).edges == ()


def test_nothing_makes_an_empty_graph():
    assert graph().nodes == ()


def test_a_chain_of_a_thousand_claims_is_laid_out_without_recursion():
    chain = [claim("c-0", x >= x)]
    for k in range(1, 1000):
        chain.append(claim(f"c-{k}", x >= x, rests_on=chain[-1]))
    found = graph(*reversed(chain))
    assert len({(node.x, node.y) for node in found.nodes}) == 1000
    assert all(found.nodes[low].x < found.nodes[high].x for low, high in found.edges)


DRAWN = """
import random, sys
others = [object() for _ in range(int(sys.argv[1]))]  # so that objects have other addresses than in another run
from verify.author import claim, symbols
from verify.claims.evidence import Evidence
from verify.claims.ledger import Ledger, Verdict
from verify.report.site.graph import graph_of
(x,), draw, made = symbols("x"), random.Random(1), []
for number in range(150):
    made.append(claim(f"c{number}", x >= x, rests_on=draw.sample(made, min(number, draw.choice((0, 1, 2, 3))))))
ledger = Ledger(tuple(Verdict(c, Evidence("none", "none")) for c in made))
print([(node.x, node.y) for node in graph_of(ledger).nodes])
"""


def test_the_picture_is_the_same_in_each_run():
    """Sets of objects have the order of their addresses, which differ from process to process."""
    found = {
        subprocess.run(
            [sys.executable, "-c", DRAWN, str(count)],
            env={**os.environ, "PYTHONHASHSEED": str(count)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for count in (0, 4321)
    }
    assert len(found) == 1
