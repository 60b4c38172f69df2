"""Variables in the place of members are made once for a part, but a range is opened anew under each order of steps."""

from verify.exact.runs.freezing.members import without_steps
from verify.exact.runs.freezing.order import Order
from verify.statement.tree import Symbol
from verify.statement.writing.operations import total
from verify.statement.writing.variables import family, fixed_steps, steps

(k,) = steps("k")
s, t = fixed_steps("s t")


def test_a_range_is_opened_where_the_order_of_its_ends_is_known_and_nowhere_else():
    whole = total(k, family("a", k), start=s, stop=t + 1) + family("a", t)
    unknown, known = Order.of([]), Order.of([s <= t])
    for order in (unknown, known, unknown, known):
        made = without_steps(whole, order)
        assert made.terms[-1] == Symbol("a(t)")
        opened = [part for part in made.terms[:-1] if not isinstance(part, Symbol)]
        assert bool(opened) == (order is known)


def test_a_member_is_the_same_variable_under_each_order():
    square = family("a", t) ** 2 + family("b", s + 1)
    made = [without_steps(square, order) for order in (Order.of([]), Order.of([s <= t]))]
    assert made[0] is made[1]
    assert made[0] == Symbol("a(t)") ** 2 + Symbol("b(s+1)")
    assert without_steps(family("a", s) ** 2 + family("b", t + 1), Order.of([])) != made[0]
