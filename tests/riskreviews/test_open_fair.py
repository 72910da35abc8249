"""Open FAIR: figures worked out by hand, what contradicts itself, and trials against a second implementation."""

import subprocess
import sys
from random import Random
from statistics import fmean, median, stdev
from time import process_time

import pytest
from django.conf import settings

from riskreviews.drawings import shown
from riskreviews.methods import trials
from riskreviews.methods.open_fair import METHOD, expected_loss, tornado
from riskreviews.methods.pert import Pert
from riskreviews.methods.pictures import LossCurves

BOUNDS = {
    "currency": "EUR",
    "from_l": "10000",
    "from_m": "100000",
    "from_h": "1000000",
    "from_vh": "10000000",
}


def estimated(**estimates: tuple[float, float, float]) -> dict[str, str]:
    """The answers of one side: each estimate by its lowest, most likely and highest number."""
    ends = ("low", "likely", "high")
    found = {
        f"{key}_{end}": f"{number:.12g}"
        for key, numbers in estimates.items()
        for end, number in zip(ends, numbers, strict=True)
    }
    empty = {blank.key: "" for field in METHOD.fields for blank in field.blanks}
    return empty | BOUNDS | found


DIRECTLY = {"lef": (20, 100, 900), "pl": (3e6, 3.5e6, 5e6)}
CONSTANT = {"tef": (10,) * 3, "v": (0.5,) * 3, "pl": (100,) * 3, "slef": (1,) * 3, "sl": (20,) * 3}
BY_ATTEMPTS = {"tef": (1, 4, 20), "v": (0.05, 0.1, 0.6), "pl": (1e4, 2e4, 9e4), "slef": (0.1, 0.3, 0.4), "sl": (0, 5e5, 2e6)}
BY_CONTACTS = {"cf": (10, 50, 400), "poa": (0.01, 0.05, 0.2), "tcap": (20, 50, 95), "rs": (40, 70, 90), "pl": (1e3, 1e4, 1e5)}
ALL = [DIRECTLY, CONSTANT, BY_ATTEMPTS, BY_CONTACTS]


def closed(estimates: dict[str, tuple[float, float, float]]) -> float:
    return expected_loss({key: Pert(*numbers) for key, numbers in estimates.items()})


def test_the_worked_checks_of_the_domain_come_out():
    assert round(closed(DIRECTLY)) == 806_666_667
    assert closed(CONSTANT) == 600


def test_each_step_is_said_with_its_figures():
    result = METHOD.assess(**estimated(**DIRECTLY))
    assert [step.sentence for step in result.explanation] == [
        "Losses a year: (20 + 4 × 100 + 900) / 6 = 220.",
        "Primary loss of one event: (3,000,000 + 4 × 3,500,000 + 5,000,000) / 6 = 3,666,670.",
        "Expected loss in a year: 220 × 3,666,670 EUR = 806,667,000 EUR.",
        "10,000,000 EUR or more is Very High.",
    ]
    assert {figure.key: figure.value for figure in result.figures} == {"lef": "220", "lm": "3.66667e+06", "ale": "8.06667e+08"}


def test_what_was_not_estimated_at_once_is_joined_of_its_parts():
    result = METHOD.assess(**estimated(**CONSTANT))
    assert [step.sentence for step in result.explanation] == [
        "Attempts a year: 10.",
        "Share of attempts that succeed: 0.5.",
        "Primary loss of one event: 100.",
        "Share of events with secondary loss: 1.",
        "Secondary loss of one event: 20.",
        "Losses a year: 10 × 0.5 = 5.",
        "Loss of one event: 100 + 1 × 20 = 120.",
        "Expected loss in a year: 5 × 120 EUR = 600 EUR.",
        "Less than 10,000 EUR is Very Low.",
    ]
    by_contacts = [step.sentence for step in METHOD.assess(**estimated(**BY_CONTACTS)).explanation]
    assert by_contacts[5:7] == [
        "Share of attempts that succeed: the probability that the capability is at least the strength, 0.182978.",
        "Losses a year: 101.667 × 0.0683333 × 0.182978 = 1.27119.",
    ]


@pytest.mark.parametrize(
    ("loss", "level"),
    [
        (0, "VL"),
        (9_999.99, "VL"),
        (10_000, "L"),
        (99_999, "L"),
        (100_000, "M"),
        (1_000_000, "H"),
        (9_999_999, "H"),
        (10_000_000, "VH"),
    ],
)
def test_a_level_begins_at_its_bound(loss, level):
    assert METHOD.assess(**estimated(lef=(1, 1, 1), pl=(loss,) * 3)).level.code == level


def complaint(**estimates: tuple[float, float, float]) -> dict[str, str]:
    return METHOD.doubt(estimated(**estimates))


PL, SURE = (1, 2, 3), (0.5, 0.5, 0.5)


@pytest.mark.parametrize("estimates", ALL)
def test_one_way_to_a_frequency_contradicts_nothing(estimates):
    assert complaint(**estimates) == {}


@pytest.mark.parametrize(
    ("estimates", "at", "sentence"),
    [
        (
            {"lef": (1, 2, 3), "tef": (1, 2, 3)},
            "way",
            "“Losses a year” and “Attempts a year” are both given: choose which of them counts.",
        ),
        (
            {"lef": (1, 2, 3), "v": SURE},
            "way",
            "“Losses a year” and “Share of attempts that succeed” are both given: choose which of them counts.",
        ),
        (
            {"tef": (1, 2, 3), "cf": (1, 2, 3), "poa": SURE, "v": SURE},
            "way",
            "“Attempts a year” and “Contacts a year” are both given: choose which of them counts.",
        ),
        (
            {"tef": (1, 2, 3), "v": SURE, "tcap": (1, 2, 3), "rs": (1, 2, 3)},
            "success",
            "“Share of attempts that succeed” and “Capability of those who try” are both given: choose which of them counts.",
        ),
    ],
)
def test_what_contradicts_itself_is_said_where_it_is_mended(estimates, at, sentence):
    assert complaint(pl=PL, **estimates) == {at: sentence}


@pytest.mark.parametrize(
    "estimates",
    [
        {},
        {"tef": (1, 2, 3)},
        {"cf": (1, 2, 3), "v": SURE},
        {"tef": (1, 2, 3), "tcap": (1, 2, 3)},
        {"lef": (1, 2, 3), "sl": (1, 2, 3)},
    ],
)
def test_half_of_a_way_comes_to_nothing(estimates):
    judgements = estimated(pl=PL, **estimates)
    assert METHOD.weigh(judgements, residual=False) is None
    assert METHOD.unanswered(judgements, residual=False) != []


def test_no_digest_and_no_result_holds_which_way_was_chosen():
    chosen = JUDGED | {"way": "C", "success": "C", "secondary": "N"}
    assert METHOD.record(chosen) == METHOD.record(JUDGED)
    assert METHOD.record(chosen | thrice_in_all("sl")) == METHOD.record(JUDGED)


def thrice_in_all(key: str) -> dict[str, str]:
    """An estimate that is given on both sides."""
    return {f"{prefix}{key}_{end}": "5" for prefix in ("", "residual_") for end in ("low", "likely", "high")}


def test_bounds_rise():
    falling = estimated(**DIRECTLY) | {"from_m": "50", "from_h": "50"}
    assert METHOD.complaints(falling, residual=False) == {
        "from_m": "Give more than the bound before, 10,000.",
        "from_h": "Give more than the bound before, 50.",
    }


def both_sides(before: dict[str, str], after: dict[str, str]) -> dict[str, str]:
    """Judgements of a scenario, as they are stored."""
    own = {blank.key for field in METHOD.fields if field.in_residual for blank in field.blanks}
    return before | {f"residual_{key}": value for key, value in after.items() if key in own}


JUDGED = both_sides(estimated(**BY_CONTACTS), estimated(**BY_CONTACTS | {"rs": (60, 80, 95)}))


def nobody(part: float) -> None:
    """Who isn't told how far it is."""


def figures(estimates: dict[str, tuple[float, float, float]], seed: int = 7) -> dict[str, float]:
    done = METHOD.simulate(estimated(**estimates), seed=seed, tell=nobody)
    return {figure.key: float(figure.value) for figure in done.figures}


@pytest.mark.parametrize("estimates", ALL)
@pytest.mark.parametrize("seed", [1, 7])
def test_the_mean_of_the_trials_is_the_closed_form_within_three_standard_errors(estimates, seed):
    found = figures(estimates, seed)
    assert abs(found["mean"] - closed(estimates)) <= 3 * found["standard_error"] + 1e-5 * found["mean"]
    assert found["standard_error"] < found["mean"] / 50


class Second:
    """O-RT's tree once more, from the standard's text and with nothing of ours: Python's own generator, gamma variates, one
    trial after another."""

    def __init__(self, estimates: dict[str, tuple[float, float, float]], seed: int, trials: int) -> None:
        self.estimates, self.random, self.trials = estimates, Random(seed), trials

    def one(self, key: str) -> float:
        low, likely, high = self.estimates[key]
        if low == high:
            return low
        first = self.random.gammavariate((4 * likely + high - 5 * low) / (high - low), 1)
        second = self.random.gammavariate((5 * high - low - 4 * likely) / (high - low), 1)
        return low + (high - low) * first / (first + second)

    def losses(self) -> list[float]:
        succeed = self._share_of_successes()
        return [self._events(succeed) * self._cost() for _ in range(self.trials)]

    def _share_of_successes(self) -> float | None:
        if "tcap" not in self.estimates:
            return None
        return sum(self.one("tcap") >= self.one("rs") for _ in range(self.trials)) / self.trials

    def _events(self, succeed: float | None) -> float:
        if "lef" in self.estimates:
            return self.one("lef")
        attempts = self.one("tef") if "tef" in self.estimates else self.one("cf") * self.one("poa")
        return attempts * (self.one("v") if succeed is None else succeed)

    def _cost(self) -> float:
        reaction = self.one("slef") * self.one("sl") if "sl" in self.estimates else 0
        return self.one("pl") + reaction


@pytest.mark.parametrize("estimates", [DIRECTLY, BY_ATTEMPTS, BY_CONTACTS])
def test_a_second_implementation_comes_to_the_same(estimates):
    second = Second(estimates, seed=11, trials=40_000).losses()
    found = figures(estimates)
    error = found["standard_error"] * (1 + (100_000 / 40_000) ** 0.5)  # at least that of the difference of both means
    assert abs(fmean(second) - found["mean"]) <= 3 * error
    assert median(second) == pytest.approx(found["median"], rel=0.03)
    assert sorted(second)[36_000] == pytest.approx(found["p90"], rel=0.03)
    if "tcap" not in estimates:
        assert stdev(second) / 100_000**0.5 == pytest.approx(found["standard_error"], rel=0.03)


def test_constants_have_no_error_and_need_no_random_numbers():
    found = figures(CONSTANT)
    assert found == {"mean": 600, "median": 600, "p90": 600, "p95": 600, "standard_error": 0}


def test_the_same_answers_and_seed_give_the_same_figures_and_others_give_others():
    first = METHOD.simulated(JUDGED, seed=3, tell=nobody)
    assert METHOD.simulated(JUDGED, seed=3, tell=nobody) == first
    assert METHOD.simulated(JUDGED, seed=4, tell=nobody) != first


def test_the_figures_of_one_seed_are_those_that_they_always_were():
    # The stream of RandomState is frozen: whoever draws in this order comes to these, by whatever version of numpy.
    found = METHOD.simulate(estimated(**DIRECTLY), seed=2026, tell=nobody)
    assert {figure.key: figure.value for figure in found.figures} == {
        "mean": "8.07286e+08",
        "median": "7.01363e+08",
        "p90": "1.5464e+09",
        "p95": "1.81581e+09",
        "standard_error": "1.64453e+06",
    }
    assert found.curve[::7] == (("9.80077e+07", "0.99"), ("8.47102e+08", "0.4"), ("2.8306e+09", "0.001"))


def test_a_process_of_its_own_comes_to_the_same_figures():
    program = (
        "from riskreviews.methods.open_fair import METHOD\n"
        f"answers = {estimated(**BY_CONTACTS)!r}\n"
        "print(METHOD.simulate(answers, seed=5, tell=lambda part: None))"
    )
    told = subprocess.run([sys.executable, "-c", program], cwd=settings.BASE_DIR, capture_output=True, text=True, check=True)
    assert told.stdout.strip() == str(METHOD.simulate(estimated(**BY_CONTACTS), seed=5, tell=nobody))


def test_the_curve_falls_while_the_loss_rises():
    done = METHOD.simulate(estimated(**BY_ATTEMPTS), seed=7, tell=nobody)
    losses, shares = ([float(one) for one in ends] for ends in zip(*done.curve, strict=True))
    assert (losses, shares) == (sorted(losses), sorted(shares, reverse=True))
    by_key = {figure.key: figure.value for figure in done.figures}
    assert {share: loss for loss, share in done.curve}["0.5"] == by_key["median"]
    assert {share: loss for loss, share in done.curve}["0.1"] == by_key["p90"]


def test_how_far_it_is_is_told_from_piece_to_piece():
    parts: list[float] = []
    METHOD.simulated(JUDGED, seed=1, tell=parts.append)
    assert parts == pytest.approx([number / 20 for number in range(1, 21)])


def test_a_hundred_thousand_trials_take_less_than_two_seconds():
    METHOD.simulated(JUDGED, seed=1, tell=nobody)
    began = process_time()
    METHOD.simulated(JUDGED, seed=2, tell=nobody)
    assert process_time() - began < 2


def test_methods_are_known_without_what_draws():
    program = "import sys, riskreviews.methods, riskreviews.drawings; sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], cwd=settings.BASE_DIR, check=False).returncode == 0


def test_the_estimate_that_moves_the_expectation_most_stands_on_top():
    estimates = {key: Pert(*numbers) for key, numbers in DIRECTLY.items()}
    picture = tornado(estimates, "without", "EUR")
    assert picture.rows == (
        ("Losses a year", "73,333,300", "3,300,000,000"),
        ("Primary loss of one event", "660,000,000", "1,100,000,000"),
    )
    assert tornado({"lef": Pert(1, 1, 1), "pl": Pert(2, 2, 2)}, "with", "EUR").rows == ()


def test_both_sides_have_their_tornado_and_each_is_drawn_with_its_words():
    drawn = shown(METHOD.pictures(JUDGED))
    assert [one.picture.title for one in drawn] == [
        "What moves the expected loss most, without safeguards",
        "What moves the expected loss most, with safeguards",
    ]
    assert "Capability of those who try, from 0 to " in drawn[0].drawing.alt


def test_both_curves_stand_in_one_figure_by_powers_of_ten_where_they_lie_far_apart():
    done = METHOD.simulated(JUDGED, seed=1, tell=nobody)
    picture = LossCurves.of("Losses", {side: one.curve for side, one in done.items()}, "EUR")
    (one,) = shown((picture,))
    assert len(picture.rows) == len(trials.EXCEEDED_BY)
    assert picture.rows[0][0] == "99 %"
    assert one.drawing.svg.count("<polyline") == 4  # two curves, and two lines of the key
    assert ">10 k<" in one.drawing.svg
