"""What stands in the wrong place of a derivation, or of a statement about runs, is told in one line with a remedy."""

from fractions import Fraction

import pytest

from verify.author import (
    ConvBN,
    LinearBN,
    apply,
    at_step,
    because,
    by_induction,
    by_steps,
    by_telescoping,
    claim,
    exists,
    failing,
    family,
    first_exit,
    fixed_steps,
    for_all,
    greatest,
    have,
    induct,
    lemma,
    product_over,
    samples,
    specialise,
    steps,
    symbols,
    there_are_constants,
    total,
    vector,
    whatever_constants,
    witness,
)
from verify.claims.claim import Status
from verify.deciding.many_claims import check
from verify.errors import InputError

(t, k), (T, t0), (i,) = steps("t k"), fixed_steps("T t0"), samples("i")
c, x, eta = symbols("c x η")
other = claim("other", x**2 >= 0)


def a(step):
    return family("a", step)


def L(step):
    return family("L", step)


def w(step):
    return vector("w", step)


MISUSES = {
    "induct as certificates": lambda: claim("m", a(t) >= 0, certificates=induct(t, a(t) >= 0)),
    "induct in tuple": lambda: claim("m", a(t) >= 0, certificates=(induct(t, a(t) >= 0),)),
    "apply(3)": lambda: apply(3),
    "apply claim id": lambda: apply("other"),
    "apply as certificate": lambda: claim("m", a(t) >= 0, certificates=apply(other)),
    "by_induction int": lambda: by_induction(3, a(t) >= 0),
    "by_induction index": lambda: by_induction(i, a(t) >= 0),
    "by_induction fixed": lambda: by_induction(T, a(t) >= 0),
    "by_induction t+1": lambda: by_induction(t + 1, a(t) >= 0),
    "by_induction no inv": lambda: by_induction(t),
    "by_induction inv not formula": lambda: by_induction(t, a(t)),
    "by_induction inv bool": lambda: by_induction(t, True),
    "by_induction base not list": lambda: by_induction(t, a(t) >= 0, base=because(x)),
    "by_induction base bad": lambda: by_induction(t, a(t) >= 0, base=[3]),
    "by_induction step move": lambda: by_induction(t, a(t) >= 0, step=[have(a(t) >= 0)]),
    "by_induction start str": lambda: by_induction(t, a(t) >= 0, start="0"),
    "by_induction start frac": lambda: by_induction(t, a(t) >= 0, start=Fraction(1, 2)),
    "by_induction start symbol": lambda: by_induction(t, a(t) >= 0, start=x),
    "by_induction start neg": lambda: by_induction(t, a(t) >= 0, start=-1),
    "by_induction then move": lambda: by_induction(t, a(t) >= 0, then=have(a(t) >= 0)),
    "by_induction many base": lambda: by_induction(t, a(t) >= 0, base=[None, None, None]),
    "by_induction exists inv": lambda: claim("m", a(t) >= 0, certificates=by_induction(t, exists(T, a(T) >= 0))),
    "by_steps derivation": lambda: by_steps(by_induction(t, a(t) >= 0)),
    "by_steps formula": lambda: by_steps(a(t) >= 0),
    "by_steps cert": lambda: by_steps(because(x)),
    "by_steps None": lambda: by_steps(None),
    "by_steps list": lambda: by_steps([have(a(t) >= 0)]),
    "by_steps then int": lambda: by_steps(then=3),
    "by_steps at str": lambda: by_steps(at="T"),
    "by_steps at int": lambda: by_steps(at=3),
    "by_steps at symbol": lambda: by_steps(at=(x,)),
    "first_exit formula": lambda: first_exit(t, for_all(t, a(t) >= 0), bound=3),
    "first_exit scalar": lambda: first_exit(t, a(t), bound=3),
    "first_exit bound none": lambda: first_exit(t, a(t) >= 0, bound=None),
    "first_exit bound str": lambda: first_exit(t, a(t) >= 0, bound="B"),
    "first_exit last step": lambda: first_exit(t, a(t) >= 0, bound=3, last=T),
    "first_exit last bad name": lambda: first_exit(t, a(t) >= 0, bound=3, last="2 x"),
    "first_exit parts": lambda: first_exit(t, a(t) >= 0, bound=3, parts=because(x)),
    "first_exit t": lambda: first_exit(T, a(T) >= 0, bound=3),
    "witness list": lambda: witness([T]),
    "witness none": lambda: witness(None),
    "witness empty": lambda: witness({}),
    "witness value str": lambda: witness({T: "3"}),
    "witness value None": lambda: witness({T: None}),
    "witness neg": lambda: witness({T: -1}),
    "witness frac for step": lambda: witness({T: Fraction(1, 2)}),
    "witness symbol float": lambda: claim("m", exists(x, x >= 3), certificates=witness({x: 3.5})),
    "witness key str": lambda: witness({"T": 3}),
    "witness parts move": lambda: witness({T: 3}, have(a(t) >= 0)),
    "exists nothing": lambda: exists(),
    "exists no formula": lambda: exists(T),
    "exists formula only": lambda: exists(a(t) >= 0),
    "exists str": lambda: exists("T", a(T) >= 0),
    "exists bool": lambda: exists(T, True),
    "exists T+1": lambda: exists(T + 1, a(T) >= 0),
    "exists bound t": lambda: exists(t, a(t) >= 0),
    "exists int": lambda: exists(3, a(T) >= 0),
    "exists unused": lambda: claim("m", exists(T, x >= 0)),
    "for_all int": lambda: for_all(3, a(t) >= 0),
    "for_all str": lambda: for_all("t", a(t) >= 0),
    "for_all body scalar": lambda: for_all(t, a(t)),
    "for_all body bool": lambda: for_all(t, True),
    "for_all body none": lambda: for_all(t, None),
    "for_all fixed": lambda: for_all(T, a(T) >= 0),
    "for_all start str": lambda: for_all(t, a(t) >= 0, start="0"),
    "for_all stop frac": lambda: for_all(t, a(t) >= 0, stop=Fraction(3, 2)),
    "for_all stop float": lambda: for_all(t, a(t) >= 0, stop=3.0),
    "for_all own stop": lambda: for_all(t, a(t) >= 0, stop=t),
    "for_all index": lambda: for_all(i, a(t) >= 0),
    "for_all unused": lambda: claim("m", for_all(t, x >= 0)),
    "for_all vec start": lambda: for_all(x, x >= 0, start=3),
    "for_all t+1": lambda: for_all(t + 1, a(t) >= 0),
    "steps int": lambda: steps(3),
    "steps empty": lambda: steps(""),
    "steps digits": lambda: steps("1t"),
    "steps list": lambda: steps(["t", "k"]),
    "steps None": lambda: steps(None),
    "fixed_steps int": lambda: fixed_steps(3),
    "fixed_steps empty": lambda: fixed_steps(""),
    "at_step str": lambda: at_step("t", x),
    "at_step claim": lambda: at_step(t, other),
    "at_step float": lambda: at_step(1.5, x),
    "at_step neg": lambda: at_step(-1, x),
    "at_step str name": lambda: at_step(t, "w"),
    "at_step step name": lambda: at_step(t, T),
    "at_step member": lambda: at_step(t, a(t)),
    "total step str": lambda: total("t", a(t), stop=T),
    "total no stop": lambda: total(t, a(t)),
    "total formula": lambda: total(t, a(t) >= 0, stop=T),
    "total none": lambda: total(t, None, stop=T),
    "total stop float": lambda: total(t, a(t), stop=2.5),
    "total fixed": lambda: total(T, a(T), stop=3),
    "total own stop": lambda: total(t, a(t), stop=t),
    "total int step": lambda: total(3, a(t), stop=T),
    "product none": lambda: product_over(t, None, stop=T),
    "greatest no stop": lambda: greatest(t, a(t)),
    "have scalar": lambda: have(a(t)),
    "have bool": lambda: have(True),
    "have cert int": lambda: have(a(t) >= 0, 3),
    "have claim": lambda: have(other),
    "induct list": lambda: induct(t, [a(t) >= 0]),
    "telescoping scalar": lambda: by_telescoping(x, L(t)),
    "telescoping samples": lambda: by_telescoping(total(i, family("u", i)), L(t)),
    "telescoping pot formula": lambda: by_telescoping(total(t, a(t), stop=T), L(t) >= 0),
    "telescoping None": lambda: by_telescoping(None, None),
    "telescoping step bad": lambda: by_telescoping(total(t, a(t), stop=T), L(t), step=3),
    "apply mapping list": lambda: apply(other, [x]),
    "apply mapping str key": lambda: apply(other, {"x": a(t)}),
    "apply mapping str val": lambda: apply(other, {x: "a"}),
    "apply over short": lambda: apply(other, {x: a(t)}, over=(t,)),
    "apply over t": lambda: apply(other, {x: a(t)}, over=t),
    "apply over str": lambda: apply(other, {x: a(t)}, over=("t", 0, None)),
    "apply shown cert": lambda: apply(other, {x: a(t)}, shown=because(x)),
    "apply names list": lambda: apply(other, {x: a(t)}, names=["a"]),
    "apply names none": lambda: apply(other, {x: a(t)}, names=None),
    "specialise scalar": lambda: specialise(x, 3),
    "specialise str": lambda: specialise(for_all(x, x >= 0), "y"),
    "specialise not forall": lambda: claim(
        "m", x >= 0, given=(for_all(x, x**2 >= 0),), certificates=by_steps(specialise(a(t) >= 0, c))
    ),
    "certs str": lambda: claim("m", a(t) >= 0, certificates="induction"),
    "certs claim": lambda: claim("m", a(t) >= 0, certificates=other),
    "certs list of move": lambda: claim("m", a(t) >= 0, certificates=[have(a(t) >= 0)]),
    "certs too many": lambda: claim("m", a(t) >= 0, certificates=(None, None, None)),
    "because lemma mapping list": lambda: because(uses=[lemma(other, [x])]),
    "because lemma val": lambda: because(uses=[lemma(other, {x: w(t)})]),
    "there_are none": lambda: there_are_constants(given=(), then=()),
    "there_are str": lambda: there_are_constants("c", given=(), then=(x <= c,)),
    "there_are then scalar": lambda: there_are_constants(c, given=(), then=(x,)),
    "broken_by str": lambda: claim("m", there_are_constants(c, given=(), then=(x <= c,)), broken_by="x"),
    "broken_by induct": lambda: claim(
        "m", there_are_constants(c, given=(), then=(x <= c,)), broken_by=induct(t, a(t) >= 0)
    ),
    "broken_by not constants": lambda: claim(
        "m", x <= c, broken_by=whatever_constants(t, symbols={x: 1}, vectors={}, runs={})
    ),
    "whatever symbols str": lambda: whatever_constants(t, symbols={"x": 1}, vectors={}, runs={}),
    "whatever value str": lambda: whatever_constants(t, symbols={x: "1"}, vectors={}, runs={}),
    "whatever vec key": lambda: whatever_constants(t, symbols={}, vectors={vector("v"): 1}, runs={}),
    "whatever vec str": lambda: whatever_constants(t, symbols={}, vectors={"v": "1"}, runs={}),
    "whatever runs single": lambda: whatever_constants(t, symbols={}, vectors={}, runs={"a": 1}),
    "whatever runs key": lambda: whatever_constants(t, symbols={}, vectors={}, runs={a(t): (1, 1)}),
    "whatever T": lambda: whatever_constants(T, symbols={}, vectors={}, runs={}),
    "whatever part str": lambda: whatever_constants(t, symbols={}, vectors={}, runs={}, part="1"),
    "whatever known": lambda: whatever_constants(t, symbols={}, vectors={}, runs={}, known=[because(x)]),
    "whatever known single": lambda: whatever_constants(t, symbols={}, vectors={}, runs={}, known=have(x >= 0)),
    "whatever at_first": lambda: whatever_constants(t, symbols={}, vectors={}, runs={}, at_first=[3]),
    "whatever shown": lambda: whatever_constants(t, symbols={}, vectors={}, runs={}, shown=because(x)),
    "failing part": lambda: failing(part="x"),
    "failing neg": lambda: failing(later=-1),
    "family step float": lambda: a(1.5),
    "vector step str": lambda: w("t"),
    "step minus": lambda: claim("m", a(t - 1) >= 0),
    "step times": lambda: a(2 * t),
    "descends str": lambda: LinearBN().descends(eta, "t"),
    "descends size str": lambda: LinearBN().descends("η", t),
    "descends size float": lambda: ConvBN().descends(0.1, t),
    "descends fixed": lambda: LinearBN().descends(eta, T),
    "at str": lambda: LinearBN().at("t"),
}


@pytest.mark.parametrize("misuse", MISUSES.values(), ids=MISUSES)
def test_a_misuse_is_told_in_one_line_with_a_remedy(misuse):
    with pytest.raises(InputError) as told:
        misuse()
    said = str(told.value)
    assert "\n" not in said
    assert len(said) < 250
    assert any(sign in said for sign in (":", ";", " needs "))  # what is wrong, and then what to do


@pytest.mark.parametrize("value", [3, Fraction(7, 2), 3 + 0 * c])
def test_a_witness_may_be_a_number(value):
    found = check([claim("m", exists(x, x >= 3), certificates=witness({x: value}))], cache=False).verdicts[0]
    assert found.status is Status.PROVED


def test_a_lemma_may_be_used_for_a_number():
    """x² ≥ 0 for x = 3 is said of a number that is no expression yet."""
    one = claim("m", a(t) >= 0, given=a(t) >= 9, certificates=by_steps(apply(other, {x: 3})))
    assert check([one, other], cache=False).verdicts[0].status is Status.PROVED


def test_a_single_hypothesis_of_constants_stands_for_itself():
    alone = there_are_constants(c, given=x >= 0, then=x <= c)
    assert alone == there_are_constants(c, given=[x >= 0], then=[x <= c])
