"""The bench takes turns, and lets the medians count."""

import math

import pytest

from tests.bench.client import Answers, Load
from tests.bench.turns import Contender, Round, Standing, compete, in_turns, row


def contender(name, **further):
    return Contender(name, lambda: Load(port=len(name), requests=()), **further)


def answers(count, seconds=1.0):
    return Answers(times=[0.01] * count, seconds=seconds)


def standing(name, *rates):
    return Standing(name, [Round(rate, 0.1, 0.2, 0.3, 0.004, 0.0, 0) for rate in rates])


def test_each_is_measured_once_in_a_round_before_anybody_comes_again():
    names = [one.name for one in in_turns([contender("plain"), contender("ours")], rounds=3)]
    assert names == ["plain", "ours", "plain", "ours", "plain", "ours"]


def test_all_warm_up_before_the_first_round_and_that_does_not_count():
    asked = []
    rates = {5: iter([1, 100, 110, 120]), 4: iter([2, 50, 50, 80])}

    def drive(load):
        asked.append(load.port)
        return answers(next(rates[load.port]))

    standings = compete([contender("plain"), contender("ours")], 3, drive)
    assert asked == [5, 4] * 4
    assert [one.rate for one in standings["plain"].rounds] == [100, 110, 120]
    assert [one.rate for one in standings["ours"].rounds] == [50, 50, 80]


def test_a_round_is_tidied_up_behind():
    done = []
    compete([contender("ours", after=lambda: done.append("tidied"))], 2, lambda load: answers(1))
    assert done == ["tidied"] * 3


def test_processor_is_what_the_servers_used_more_for_each_answer():
    spent = iter([10.0, 10.5, 20.0, 21.0])
    standings = compete([contender("ours", spent=lambda: next(spent))], 1, lambda load: answers(100))
    assert standings["ours"].median("processor") == 0.01


def test_a_disturbed_round_does_not_count():
    assert standing("ours", 100, 3, 104).median("rate") == 100


def test_a_ratio_is_taken_between_neighbours_in_time():
    plain, ours = standing("plain", 100, 50, 200), standing("ours", 50, 25, 100)
    assert ours.ratio(plain) == 0.5
    assert plain.ratio(plain) == 1.0


def test_what_one_costs_of_another_is_taken_likewise():
    plain, ours = (
        Standing("any", [Round(9, 0.1, 0.2, 0.3, cost, 0.0, 0) for cost in costs]) for costs in ((2, 4, 1), (3, 6, 9))
    )
    assert ours.ratio(plain, "processor") == 1.5


def test_there_is_no_ratio_to_a_baseline_that_never_answered():
    assert math.isnan(standing("ours", 100).ratio(standing("plain", 0)))


def test_percentiles_are_those_of_right_answers_and_wrong_ones_are_counted():
    times = [number / 1000 for number in range(1, 101)]
    found = Round.of(Answers(times=times, wrong=2, seconds=4.0, processor=0.2), spent=1.0)
    assert found == Round(rate=25.0, p50=0.050, p95=0.095, p99=0.099, processor=0.01, client=0.002, wrong=2)


def test_an_answer_that_never_came_counts_with_how_long_it_was_waited_for():
    found = Round.of(Answers(times=[0.1], waits=[20.0], wrong=1, seconds=20.0), spent=1.0)
    assert (found.rate, found.p95, found.wrong) == (0.05, 20.0, 1)


def test_a_figure_that_some_rounds_lack_is_that_of_the_others():
    lacking = Round.of(Answers(seconds=1.0), spent=1.0)
    assert Standing("ours", [lacking, *standing("ours", 100).rounds]).median("p95") == 0.2
    assert math.isnan(Standing("ours", [lacking]).median("p95"))


def test_a_round_without_an_answer_has_a_rate_of_nothing_and_no_percentiles():
    found = Round.of(Answers(wrong=16, seconds=2.0), spent=1.0)
    assert (found.rate, found.wrong) == (0, 16)
    assert all(math.isnan(figure) for figure in (found.p50, found.p95, found.p99, found.processor))


def test_a_row_holds_the_medians_and_all_wrong_answers():
    ours = Standing("ours", [Round(100, 0.1, 0.2, 0.3, 0.004, 0.0, 1), Round(80, 0.3, 0.4, 0.5, 0.006, 0.0, 2)])
    assert row(ours, plain=0.5) == {
        "what": "ours",
        "rate": 90,
        "p50": pytest.approx(0.2),
        "p95": pytest.approx(0.3),
        "p99": pytest.approx(0.4),
        "processor": pytest.approx(0.005),
        "plain": 0.5,
        "wrong": 3,
    }
