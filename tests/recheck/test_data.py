"""Solutions, contradictory combinations and enclosures are re-checked exactly, or by balls of our own."""

import pytest
from flint import ctx, fmpq, fmpq_mat

from verify.batchnorm.dynamics.certified.descent import certify
from verify.batchnorm.dynamics.problem import Problem, Start
from verify.recheck.data import check_combination, check_enclosure, check_optimum, check_solution
from verify.recheck.reading import RecheckError, RejectedError


def test_a_solution_solves_and_lies_in_the_span():
    rows = [["1", "1", "0"], ["2", "0", "0"]]
    check_solution({"rows": rows, "w_star": ["1/2", "1/2", "0"]})
    for w, said in ((["1/2", "1/2", "1"], "span"), (["1/2", "1/3", "0"], "row 0"), (["1/2", "1/2"], "length")):
        with pytest.raises(RejectedError, match=said):
            check_solution({"rows": rows, "w_star": w})
    with pytest.raises(RecheckError, match="rows of one length"):
        check_solution({"rows": [["1"], ["1", "2"]], "w_star": ["1"]})


def test_a_combination_of_rows_shows_that_there_is_no_solution():
    rows = [["1", "0"], ["2", "0"], ["0", "1"]]
    check_combination({"rows": rows, "combination": [[0, "2"], [1, "-1"]]})
    for combination in ([], [[0, "1"]], [[0, "4"], [1, "-2"]], [[0, "2"], [1, "-1"], [2, "1/9"]]):
        with pytest.raises(RejectedError, match="combination"):
            check_combination({"rows": rows, "combination": combination})
    with pytest.raises(RecheckError, match="whole number"):
        check_combination({"rows": rows, "combination": [[3, "1"]]})


def test_multipliers_show_a_least_norm_where_they_keep_all_conditions():
    rows = [["1", "0"], ["1", "4"]]
    check_optimum({"rows": rows, "patches": 1, "alpha": ["1", "0"]})
    check_optimum({"rows": [["1/2", "0"], ["1/2", "0"], ["1", "4"], ["0", "0"]], "patches": 2, "alpha": ["1", "0"]})
    tiny = f"1/{10**40}"
    for alpha in (["1", tiny], ["2", "0"], ["0", "1/17"], [f"{10**40 - 1}/{10**40}", "0"], ["1", f"-{tiny}"]):
        with pytest.raises(RejectedError, match="multiplier"):
            check_optimum({"rows": rows, "patches": 1, "alpha": alpha})
    for change in ({"patches": 2}, {"patches": 0}, {"alpha": ["1"]}):
        with pytest.raises(RecheckError):
            check_optimum({"rows": rows, "patches": 1, "alpha": ["1", "0"]} | change)


def ends(value):
    middle, radius, exponent = (int(part) for part in value.mid_rad_10exp(40))
    scale = fmpq(10) ** exponent
    return fmpq(middle) * scale, fmpq(radius) * scale


def enclosure(patches, steps, digits=25):
    gram = [[2, 1, 0, 1], [1, 3, 1, 0], [0, 1, 2, 1], [1, 0, 1, 4]]
    margins = (fmpq(1), fmpq(-1, 2), fmpq(1, 3), fmpq(2))
    problem = Problem(gram=fmpq_mat(gram), eta_w=fmpq(1, 10), eta_gamma=fmpq(1, 5), patches=patches)
    last = certify(problem, Start(margins, fmpq(1), fmpq(5)), steps=steps, digits=digits).last
    with ctx.workprec(400):
        (middle, radius), (d_middle, d_radius) = ends(last.gamma), ends(last.D)
    return {
        "gram": [[str(part) for part in row] for row in gram],
        "patches": patches,
        "eta_w": "1/10",
        "eta_gamma": "1/5",
        "start": {"margins": [str(m) for m in margins], "gamma": "1"},
        "step": steps,
        "gamma": {"mid": str(middle), "rad": str(radius)},
        "D": {"lower": str(d_middle - d_radius), "upper": str(d_middle + d_radius)},
    }


@pytest.mark.parametrize(("patches", "steps"), [(1, 0), (1, 60), (2, 60), (4, 25)])
def test_an_enclosure_of_the_certified_engine_is_confirmed(patches, steps):
    assert check_enclosure(enclosure(patches, steps)) == ""


def test_a_moved_or_narrowed_enclosure_is_rejected():
    data = enclosure(1, 60)
    middle = fmpq(*map(int, data["gamma"]["mid"].split("/")))
    for change in (
        {"gamma": data["gamma"] | {"mid": str(middle + fmpq(1, 10**15))}},
        {"gamma": data["gamma"] | {"rad": "0"}},
        {"D": data["D"] | {"upper": data["D"]["lower"]}},
        {"D": {"lower": "0", "upper": "1/1000000"}},
        {"step": 61},
        {"eta_w": "1/11"},
        {"patches": 2},
    ):
        with pytest.raises(RejectedError):
            check_enclosure(data | change)


def test_a_long_enclosure_is_said_not_to_be_re_checkable():
    assert "at this length" in check_enclosure(enclosure(1, 3) | {"step": 10**6})


@pytest.mark.parametrize(
    "change", [{"patches": 3}, {"patches": 0}, {"start": {"margins": ["1"], "gamma": "1"}}, {"step": -1}]
)
def test_an_enclosure_whose_parts_do_not_fit_is_an_error(change):
    with pytest.raises(RecheckError):
        check_enclosure(enclosure(1, 3) | change)


def test_a_gram_matrix_or_rate_that_cannot_be_is_rejected():
    data = enclosure(1, 3)
    for change in ({"gram": [["1", "2", "0", "0"], *data["gram"][1:]]}, {"eta_gamma": "0"}):
        with pytest.raises(RejectedError, match="symmetric"):
            check_enclosure(data | change)


@pytest.mark.parametrize(
    ("gram", "margins", "said"),
    [
        ([["0", "0"], ["0", "0"]], ["1", "2"], "range"),
        ([["1", "2"], ["2", "1"]], ["1", "2"], "semidefinite"),
        ([["1", "1"], ["1", "1"]], ["1", "2"], "range"),
    ],
)
def test_an_enclosure_of_what_no_data_have_is_rejected(gram, margins, said):
    """Whatever its iterates are, no dataset has this Gram matrix, or no w these margins."""
    data = enclosure(1, 0) | {"gram": gram, "start": {"margins": margins, "gamma": "1"}}
    with pytest.raises(RejectedError, match=said):
        check_enclosure(data)
