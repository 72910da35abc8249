"""Scenario planning: two critical uncertainties make four futures, in which options are compared by their greatest regret.

Regret is what an option brings less than the best one in the same future (Savage's criterion). The level of a side is read from
the greatest regret of the option that is taken on it; the bands are ours, and `version` is raised when they change.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from normsite.foundation.unseen import isolated
from riskreviews.methods.figures import Figure, six_digits
from riskreviews.methods.levels import Level
from riskreviews.methods.method import Method, Result, Said
from riskreviews.methods.pictures import Future, Futures, Picture
from riskreviews.methods.questions import Blank, Field, Lines, Number, Words

VERSION = "1"
MOST_OPTIONS = 4
FUTURES = ("1", "2", "3", "4")
PAYOFF = Number(least=Decimal(0), most=Decimal(10))

LEVELS = (
    Level("VL", "Very low", meaning="a greatest regret of 1 at most"),
    Level("L", "Low", meaning="of 3 at most"),
    Level("M", "Medium", meaning="of 5 at most"),
    Level("H", "High", meaning="of 7 at most"),
    Level("VH", "Very high", meaning="of more than 7"),
)
# The greatest regret up to which a level goes.
BANDS = (Decimal(1), Decimal(3), Decimal(5), Decimal(7), Decimal(10))

UNCERTAINTIES = Lines(
    "uncertainty",
    "which two uncertainties decide what is to come?",
    (Blank("name", "Uncertainty", Words(60)), Blank("first", "First end", Words(40)), Blank("second", "Second end", Words(40))),
    many=2,
    in_residual=False,
    fewest=2,
    topic="uncertainties and futures",
)
NAMES = Lines(
    "future",
    "what are the four futures called? 1: first ends of both, 2: first and second, 3: second and first, 4: second ends of both",
    (Blank("name", "Future", Words(40)),),
    many=4,
    in_residual=False,
    fewest=4,
    topic="uncertainties and futures",
)
OPTIONS = Lines(
    "option",
    "which options are there, and what does each bring in each future, from 0 to 10?",
    (Blank("name", "Option", Words(40)), *(Blank(f"in_{number}", f"Future {number}", PAYOFF) for number in FUTURES)),
    many=MOST_OPTIONS,
    in_residual=False,
    fewest=2,
    topic="options",
)
TAKEN = Field(
    "taken",
    "which option is taken: without safeguards the one of today, with them the one that is chosen?",
    tuple(Level(str(number), f"Option {number}") for number in range(1, MOST_OPTIONS + 1)),
    topic="the option taken",
)

Payoffs = Sequence[Sequence[Decimal]]


def regrets(payoffs: Payoffs) -> list[list[Decimal]]:
    """By how much each option (row) falls short of the best one in each future (column)."""
    best = [max(column) for column in zip(*payoffs, strict=True)]
    return [[most - payoff for most, payoff in zip(best, row, strict=True)] for row in payoffs]


def least_regretted(payoffs: Payoffs) -> int:
    """The place of the option whose greatest regret is smallest; of several the first."""
    greatest = [max(row) for row in regrets(payoffs)]
    return greatest.index(min(greatest))


def level_of(regret: Decimal) -> Level:
    """The level of a greatest regret, from 0 to 10."""
    return next(level for level, most in zip(LEVELS, BANDS, strict=True) if regret <= most)


def _options(answers: Mapping[str, str]) -> dict[str, tuple[str, list[Decimal]]]:
    """The options that are filled in, by their number: name and payoffs."""
    return {
        level.code: (name, [Decimal(answers[f"option_{level.code}_in_{future}"]) for future in FUTURES])
        for level in TAKEN.scale
        if (name := answers.get(f"option_{level.code}_name", ""))
    }


def assess(**answers: str) -> Result:
    """The level of the option taken, from payoffs of 0 to 10 in four futures; ValueError where one is missing."""
    options = _options(answers)
    payoffs = [row for _, row in options.values()]
    place, best = list(options).index(answers["taken"]), least_regretted(payoffs)
    name, _ = options[answers["taken"]]
    own, least = regrets(payoffs)[place], max(regrets(payoffs)[best])
    each = ", ".join(
        f"{six_digits(float(regret))} in “{isolated(answers[f'future_{future}_name'])}”"
        for regret, future in zip(own, FUTURES, strict=True)
    )
    level = level_of(max(own))
    return Result(
        level,
        (
            Said(f"The regret of “{isolated(name)}” is {each}; the greatest is {six_digits(float(max(own)))}."),
            Said(
                f"The smallest greatest regret has “{isolated(list(options.values())[best][0])}”: {six_digits(float(least))}."
            ),
            Said(f"A greatest regret of {six_digits(float(max(own)))} is {level.label.lower()}."),
        ),
        figures=(
            Figure("greatest_regret", "Greatest regret", six_digits(float(max(own)))),
            Figure("least_greatest_regret", "Smallest greatest regret of all options", six_digits(float(least))),
        ),
    )


def doubt(answers: Mapping[str, str]) -> dict[str, str]:
    """An option can be taken that is filled in."""
    if not answers.get("taken") or answers["taken"] in _options(answers):
        return {}
    return {"taken": f"Option {answers['taken']} is empty. Choose one that is filled in."}


def pictures(judgements: Mapping[str, str]) -> tuple[Picture, ...]:
    """The four futures as quadrants, with what each option brings there and is regretted; the table has the same."""
    options = _options(judgements)
    payoffs = [row for _, row in options.values()]
    regretted = regrets(payoffs)
    names = [name for name, _ in options.values()]
    futures = tuple(
        Future(judgements[f"future_{number}_name"], _bests(names, column), tuple(map(_written, column)))
        for number, column in zip(FUTURES, zip(*regretted, strict=True), strict=True)
    )
    headings = ("Option", *(f"{isolated(one.name)}: payoff (regret)" for one in futures), "Greatest regret")
    rows = tuple(
        (
            name,
            *(f"{_written(payoff)} ({_written(regret)})" for payoff, regret in zip(given, own, strict=True)),
            _written(max(own)),
        )
        for name, given, own in zip(names, payoffs, regretted, strict=True)
    )
    first, second = (_axis(judgements, number) for number in ("1", "2"))
    return (
        Futures(
            "Four futures, the best option in each, and the regret of the others",
            headings,
            rows,
            first,
            second,
            tuple(names),
            futures,
        ),
    )


def _bests(names: Sequence[str], column: Sequence[Decimal]) -> tuple[str, ...]:
    return tuple(name for name, regret in zip(names, column, strict=True) if regret == 0)


def _written(number: Decimal) -> str:
    return six_digits(float(number))


def _axis(judgements: Mapping[str, str], number: str) -> tuple[str, str, str]:
    name, first, second = (judgements[f"uncertainty_{number}_{part}"] for part in ("name", "first", "second"))
    return name, first, second


METHOD = Method(
    key="scenario-planning",
    title="Scenario planning",
    source="Two critical uncertainties and four futures; Savage's minimax regret. The bands are this body's own",
    in_short="Every level is read from the greatest regret of an option in four futures",
    when="Take it where nobody can say how likely anything is.",
    gives=(
        "It needs two uncertainties and what each option brings in four futures. It gives the greatest regret of the "
        "option taken, and a level."
    ),
    summary=(
        "Two uncertainties with two ends each make four futures. Each option gets a payoff from 0 to 10 in each of them. Its "
        "regret in a future is what it brings less than the best option there. The level of risk is that of the greatest "
        "regret of the option that is taken: very low up to 1, low up to 3, medium up to 5, high up to 7, else very high."
    ),
    hint=(
        "Choose uncertainties that nobody here decides and that matter most. Without safeguards the option that stands today "
        "is weighed, with them the one that is chosen. The option whose greatest regret is smallest is the safest choice."
    ),
    levels=LEVELS,
    accepted=LEVELS[1],
    fields=(UNCERTAINTIES, NAMES, OPTIONS, TAKEN),
    assess=assess,
    version=VERSION,
    doubt=doubt,
    pictures=pictures,
)
