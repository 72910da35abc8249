"""Estimates by three numbers, against what is known exactly."""

import math

import pytest

from riskreviews.methods.pert import Pert, chance_to_reach


def test_its_mean_and_its_form_follow_from_the_three_numbers():
    frequency = Pert(20, 100, 900)
    assert frequency.mean == 220
    assert (frequency.alpha, frequency.beta) == (1 + 4 * 80 / 880, 1 + 4 * 800 / 880)
    assert math.isclose(frequency.alpha + frequency.beta, 6)
    assert Pert(3e6, 3.5e6, 5e6).mean == pytest.approx(3_666_666.6667)


def test_three_times_the_same_is_a_constant():
    assert (Pert(7, 7, 7).is_constant, Pert(7, 7, 7).mean, Pert(7, 7, 8).is_constant) == (True, 7, False)


@pytest.mark.parametrize("numbers", [(2, 1, 3), (1, 4, 3), (3, 3, 1)])
def test_numbers_out_of_their_order_are_refused(numbers):
    with pytest.raises(ValueError, match="Not in their order"):
        Pert(*numbers)


@pytest.mark.parametrize("place", [0, 0.01, 0.3, 0.5, 0.50001, 0.77, 0.999, 1])
def test_the_share_up_to_a_value_is_that_of_its_beta_distribution(place):
    # Where the most likely is the lowest or the highest the share is a power; in the middle it is a polynomial.
    assert Pert(0, 0, 1).share_up_to(place) == pytest.approx(1 - (1 - place) ** 5, abs=1e-14)
    assert Pert(0, 1, 1).share_up_to(place) == pytest.approx(place**5, abs=1e-14)
    middle = 10 * place**3 - 15 * place**4 + 6 * place**5
    assert Pert(10, 15, 20).share_up_to(10 + 10 * place) == pytest.approx(middle, abs=1e-14)


def test_outside_its_ends_there_is_nothing():
    assert (Pert(1, 2, 4).share_up_to(0.5), Pert(1, 2, 4).share_up_to(9)) == (0, 1)


def test_the_density_adds_up_to_the_share():
    estimate = Pert(0, 0.4, 1)
    pieces = 20_000
    added = sum(estimate.density((number + 0.5) / pieces) for number in range(pieces // 2)) / pieces
    assert added == pytest.approx(estimate.share_up_to(0.5), abs=1e-7)


@pytest.mark.parametrize(
    ("one", "other", "chance"),
    [
        (Pert(3, 3, 3), Pert(3, 3, 3), 1),
        (Pert(2, 2, 2), Pert(3, 3, 3), 0),
        (Pert(3, 3, 3), Pert(0, 3, 6), 0.5),
        (Pert(0, 3, 6), Pert(3, 3, 3), 0.5),
        (Pert(0, 10, 20), Pert(30, 40, 50), 0),
        (Pert(30, 40, 50), Pert(0, 10, 20), 1),
        (Pert(0, 40, 100), Pert(0, 40, 100), 0.5),
        (Pert(10, 20, 95), Pert(10, 20, 95), 0.5),
        # 1 - 5 B(5, 6), integrated by hand
        (Pert(0, 100, 100), Pert(0, 0, 100), 1 - 5 * math.gamma(5) * math.gamma(6) / math.gamma(11)),
        (Pert(0, 0, 100), Pert(0, 100, 100), 5 * math.gamma(5) * math.gamma(6) / math.gamma(11)),
    ],
)
def test_the_chance_to_reach_is_right_to_eight_digits(one, other, chance):
    assert chance_to_reach(one, other) == pytest.approx(chance, abs=1e-8)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Pert(0, 30, 100), Pert(20, 60, 80)),
        (Pert(40, 41, 42), Pert(0, 41, 100)),
        (Pert(0, 99, 100), Pert(50, 50, 100)),
        (Pert(5, 5, 60), Pert(59, 99, 100)),
    ],
)
def test_one_reaches_the_other_or_the_other_one(one, other):
    assert chance_to_reach(one, other) + chance_to_reach(other, one) == pytest.approx(1, abs=2e-8)


def test_the_chance_to_reach_is_that_of_a_sum_over_many_narrow_strips():
    one, other, strips = Pert(0, 30, 100), Pert(20, 60, 80), 40_000
    middles = ((number + 0.5) * 100 / strips for number in range(strips))
    summed = sum(one.density(value) * other.share_up_to(value) for value in middles) * 100 / strips
    assert chance_to_reach(one, other) == pytest.approx(summed, abs=1e-7)
