"""Open FAIR: risk as the loss to be expected in a year, from how often a loss comes about and what it costs.

After the Open Group's standards Risk Taxonomy (O-RT) 3.0.1 and Risk Analysis (O-RA) 2.0.1. The level follows from the mean of
the loss in closed form; a simulation shows how far a year may lie from it. All estimates are taken as independent.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, TypeVar

from riskreviews.methods import trials
from riskreviews.methods.figures import Figure, readable, six_digits
from riskreviews.methods.levels import Level
from riskreviews.methods.method import SIDES, Method, Result, Said, Simulated
from riskreviews.methods.pert import Pert, chance_to_reach
from riskreviews.methods.pictures import Picture, Swing, Tornado
from riskreviews.methods.questions import HIGH, LIKELY, LOW, Blank, Choice, Estimate, Number, Together, Words

if TYPE_CHECKING:
    from riskreviews.methods.trials import Numbers

LEVELS = (
    Level("VL", "Very Low"),
    Level("L", "Low"),
    Level("M", "Moderate"),
    Level("H", "High"),
    Level("VH", "Very High"),
)
A_YEAR = Number("a year", least=Decimal(0))
SHARE = Number("0 to 1", least=Decimal(0), most=Decimal(1))
PERCENTILE = Number("0 to 100", least=Decimal(0), most=Decimal(100))
MONEY = Number(least=Decimal(0))

# What is asked for, by the short names of the standard in small letters, and what each is called in a sentence.
NAMES = {
    "lef": "Losses a year",
    "tef": "Attempts a year",
    "cf": "Contacts a year",
    "poa": "Share of contacts that become attempts",
    "v": "Share of attempts that succeed",
    "tcap": "Capability of those who try",
    "rs": "Strength of what resists",
    "pl": "Primary loss of one event",
    "slef": "Share of events with secondary loss",
    "sl": "Secondary loss of one event",
}
# What is estimated in one way or another, by the key of the choice between them: two of these together say it twice.
TWO_WAYS = (
    ("way", (("lef",), ("tef", "cf", "poa", "v", "tcap", "rs"))),
    ("way", (("tef",), ("cf", "poa"))),
    ("success", (("v",), ("tcap", "rs"))),
)
WAYS = (
    Level(
        "L",
        "I know how many losses there are in a year",
        meaning="Take it where they are counted, or somebody can say from experience.",
    ),
    Level(
        "A",
        "I know how often somebody tries, and what succeeds",
        meaning="Take it where attempts are noticed, such as alarms or orders.",
    ),
    Level(
        "C",
        "I know how often somebody comes near, what share of them tries, and what succeeds",
        meaning="Take it where only occasions can be counted, such as visits or downloads.",
    ),
)
SUCCESSES = (
    Level("S", "By the share of attempts", meaning="Take it where successes and failures are counted, or were tested."),
    Level(
        "C",
        "By capability against strength",
        meaning="Take it where nobody has counted: who tries is compared with what resists.",
    ),
)
SECONDARY = (
    Level("N", "No", meaning="Only whoever bears the risk loses by it."),
    Level("Y", "Yes", meaning="Others react at a cost: fines, claims, customers who leave."),
)
BY_ATTEMPTS, BY_CAPABILITY = (("way", "AC"), ("success", "S")), (("way", "AC"), ("success", "C"))
ESTIMATING, MONEY_AND_LEVELS, OFTEN = "How you estimate it", "Money and levels", "How often"
SUCCEEDS, COSTS, REACTION = "What succeeds", "What it costs", "Secondary losses"
CURRENCY = Blank("currency", "Currency", Words(8, is_told=True), initial="EUR")
BOUNDS = tuple(
    Blank(f"from_{level.code.lower()}", f"{level.label} from", Number("a year", least=Decimal(0)), initial=initial)
    for level, initial in zip(LEVELS[1:], ("10000", "100000", "1000000", "10000000"), strict=True)
)

Value = TypeVar("Value", float, "Numbers")


def assess(**answers: str) -> Result:
    """The level of the loss to be expected in a year, by the bounds between the levels. `answers` are the values of the blanks
    of `METHOD.fields` by their keys, in the units that stand there."""
    estimates, money = _estimates(answers), answers["currency"]
    means = _means(estimates)
    often, cost = frequency(means), magnitude(means)
    loss = often * cost
    bounds = [Decimal(answers[blank.key]) for blank in BOUNDS]
    level = LEVELS[sum(Decimal(loss) >= bound for bound in bounds)]
    steps = (
        *(Said(_mean_of(key, estimate)) for key, estimate in estimates.items()),
        *_joined(estimates, means),
        Said(f"Expected loss in a year: {readable(often)} × {readable(cost)} {money} = {readable(loss)} {money}."),
        Said(_placed(level, bounds, money)),
    )
    figures = (
        Figure("lef", NAMES["lef"], six_digits(often)),
        Figure("lm", "Loss of one event", six_digits(cost), money),
        Figure("ale", "Expected loss in a year", six_digits(loss), money),
    )
    return Result(level, steps, figures=figures)


def expected_loss(estimates: Mapping[str, Pert]) -> float:
    """The mean of the loss in a year, in closed form: the mean of a product of independent numbers is that of their means."""
    means = _means(estimates)
    return frequency(means) * magnitude(means)


def frequency(values: Mapping[str, Value]) -> Value:
    """LEF = TEF × V, with TEF = CF × PoA where contacts are given; or as it was estimated at once."""
    if "lef" in values:
        return values["lef"]
    attempts = values["tef"] if "tef" in values else values["cf"] * values["poa"]
    return attempts * values["v"]


def magnitude(values: Mapping[str, Value]) -> Value:
    """LM = PL + SLEF × SLM: what one event costs, with its part of secondary losses."""
    return values["pl"] + values["slef"] * values["sl"] if "sl" in values else values["pl"]


def doubt(answers: Mapping[str, str]) -> dict[str, str]:
    """What can't go together: a frequency, or what succeeds, given in two ways, as only answers without a choice can be."""
    given = _estimates(answers).keys()
    for choice, ways in TWO_WAYS:
        found = [next((NAMES[key] for key in way if key in given), None) for way in ways]
        if all(found):
            return {choice: f"“{found[0]}” and “{found[1]}” are both given: choose which of them counts."}
    return {}


def simulate(answers: Mapping[str, str], *, seed: int, tell: trials.Tell) -> Simulated:
    """The loss in a year, drawn `trials.TRIALS` times. The same answers and seed give the same figures.

    In the order in which they are asked for, each estimate is drawn for a piece of the trials, then the next piece. The share
    of attempts that succeed is that of the trials in which a capability was at least as high as a strength.
    """
    estimates, random = _estimates(answers), trials.random_numbers(seed)
    losses, succeeded = [], 0
    for size in trials.chunks(tell):
        drawn = {key: trials.draw(random, estimate, size) for key, estimate in estimates.items()}
        if "tcap" in drawn:
            succeeded += int((drawn["tcap"] >= drawn["rs"]).sum())
            drawn["v"] = trials.draw(random, Pert(1, 1, 1), size)  # as if all succeeded; the share scales them
        losses.append(frequency(drawn) * magnitude(drawn))
    share = succeeded / trials.TRIALS if "tcap" in estimates else None
    return trials.told(losses, unit=answers["currency"], share=share)


def pictures(judgements: Mapping[str, str]) -> tuple[Picture, ...]:
    """Which estimate moves the expected loss most, on each side."""
    found = {side: METHOD.answers(judgements, residual=residual) for side, residual in SIDES.items()}
    return tuple(tornado(_estimates(answers), side, answers["currency"]) for side, answers in found.items())


def tornado(estimates: Mapping[str, Pert], side: str, money: str) -> Tornado:
    """How far the expected loss moves while one estimate goes from its lowest to its highest value and the others stay."""
    swings = [
        Swing(
            NAMES[key],
            *(expected_loss({**estimates, key: Pert(end, end, end)}) for end in (estimate.low, estimate.high)),
        )
        for key, estimate in estimates.items()
        if not estimate.is_constant
    ]
    return Tornado.of(f"What moves the expected loss most, {side} safeguards", expected_loss(estimates), swings, money)


def _estimates(answers: Mapping[str, str]) -> dict[str, Pert]:
    """What is given, in the order in which it is asked for."""
    return {
        key: Pert(*(float(answers[f"{key}_{end}"]) for end in (LOW, LIKELY, HIGH)))
        for key in NAMES
        if answers.get(f"{key}_{LOW}")
    }


def _means(estimates: Mapping[str, Pert]) -> dict[str, float]:
    means = {key: estimate.mean for key, estimate in estimates.items()}
    if "tcap" in estimates:
        means["v"] = chance_to_reach(estimates["tcap"], estimates["rs"])
    return means


def _mean_of(key: str, estimate: Pert) -> str:
    low, likely, high = (readable(value) for value in (estimate.low, estimate.likely, estimate.high))
    if estimate.is_constant:
        return f"{NAMES[key]}: {low}."
    return f"{NAMES[key]}: ({low} + 4 × {likely} + {high}) / 6 = {readable(estimate.mean)}."


def _joined(estimates: Mapping[str, Pert], means: Mapping[str, float]) -> Iterator[Said]:
    """How the losses a year and the loss of one event come of what was estimated."""
    if "tcap" in estimates:
        yield Said(f"{NAMES['v']}: the probability that the capability is at least the strength, {readable(means['v'])}.")
    if "lef" not in estimates:
        parts = [key for key in ("tef", "cf", "poa", "v") if key in means]
        yield Said(f"{NAMES['lef']}: {' × '.join(readable(means[key]) for key in parts)} = {readable(frequency(means))}.")
    if "sl" in estimates:
        primary, share, secondary = (readable(means[key]) for key in ("pl", "slef", "sl"))
        yield Said(f"Loss of one event: {primary} + {share} × {secondary} = {readable(magnitude(means))}.")


def _placed(level: Level, bounds: list[Decimal], money: str) -> str:
    place = LEVELS.index(level)
    from_, to = (readable(float(bound)) for bound in (bounds[max(place - 1, 0)], bounds[min(place, len(bounds) - 1)]))
    if place == 0:
        return f"Less than {to} {money} is {level}."
    if place == len(bounds):
        return f"{from_} {money} or more is {level}."
    return f"From {from_} {money} to less than {to} {money} is {level}."


METHOD = Method(
    key="open-fair",
    title="Open FAIR",
    source="The Open Group, Risk Taxonomy (O-RT) 3.0.1 and Risk Analysis (O-RA) 2.0.1",
    in_short="Every level is read from the loss that is to be expected in a year",
    when="Take it where the loss can be said in money.",
    gives=(
        "It needs estimates of how often and how much, each as a range. It gives the expected loss in a year, its level, "
        "and how far a year may lie from it."
    ),
    summary=(
        "A risk is an amount of money: how often a loss comes about in a year, times what one costs. Each estimate has a "
        "lowest, a most likely and a highest value. Their means give the expected loss, and bounds in money its level; "
        "100,000 simulated years tell how far one may lie from it."
    ),
    hint=(
        "Give each estimate as a lowest, a most likely and a highest value, three times the same where you know it. How often "
        "there is a loss is estimated at once, or by what leads to it: you choose the way first, and are asked for that alone."
    ),
    levels=LEVELS,
    accepted=LEVELS[1],
    fields=(
        Choice("way", "what do you know about how often there is a loss?", WAYS, topic=ESTIMATING),
        Choice(
            "success",
            "where you count attempts: how do you say which of them succeed?",
            SUCCESSES,
            topic=ESTIMATING,
            only_if=(("way", "AC"),),
        ),
        Choice("secondary", "does a loss make others react, at a cost?", SECONDARY, initial="N", topic=ESTIMATING),
        Together(
            "bounds",
            "from which expected loss in a year on is a risk",
            (CURRENCY, *BOUNDS),
            in_residual=False,
            rising=BOUNDS,
            topic=MONEY_AND_LEVELS,
        ),
        Estimate("lef", "how many losses are there in a year?", A_YEAR, topic=OFTEN, only_if=(("way", "L"),)),
        Estimate("tef", "how often does somebody try in a year?", A_YEAR, topic=OFTEN, only_if=(("way", "A"),)),
        Estimate("cf", "how often does somebody come near in a year?", A_YEAR, topic=OFTEN, only_if=(("way", "C"),)),
        Estimate("poa", "which share of them tries?", SHARE, topic=OFTEN, only_if=(("way", "C"),)),
        Estimate("v", "which share of attempts succeeds?", SHARE, topic=SUCCEEDS, only_if=BY_ATTEMPTS),
        Estimate(
            "tcap", "how capable are those who try, among all who might?", PERCENTILE, topic=SUCCEEDS, only_if=BY_CAPABILITY
        ),
        Estimate("rs", "how capable must one be to get through?", PERCENTILE, topic=SUCCEEDS, only_if=BY_CAPABILITY),
        Estimate("pl", "what does one event cost whoever bears the risk?", MONEY, topic=COSTS),
        Estimate(
            "slef",
            "which share of events makes others react, at a cost?",
            SHARE,
            topic=REACTION,
            only_if=(("secondary", "Y"),),
        ),
        Estimate("sl", "what does that reaction cost?", MONEY, topic=REACTION, only_if=(("secondary", "Y"),)),
    ),
    together=True,
    assess=assess,
    doubt=doubt,
    pictures=pictures,
    simulate=simulate,
)
