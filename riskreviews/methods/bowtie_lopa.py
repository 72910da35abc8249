"""Bowtie with layers of protection: how often each consequence comes about, through all barriers before and behind an event.

The frequency of the top event is the sum over the threats, each with the product of the probabilities that its barriers fail
when they are needed (PFD); that of a consequence is the top event's with those of its own barriers. Products are exact: the
numbers are decimal. The level is read from a table of ours.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from math import prod

from riskreviews.methods.figures import Figure, readable, six_digits
from riskreviews.methods.levels import Level, pick
from riskreviews.methods.method import SIDES, Method, Result, Said
from riskreviews.methods.pictures import Bowtie, Chain, Picture
from riskreviews.methods.questions import Blank, Field, Lines, Number, Words
from riskreviews.methods.tables import Lookup, Table, cells

LEVELS = (
    Level("VL", "Very Low"),
    Level("L", "Low"),
    Level("M", "Moderate"),
    Level("H", "High"),
    Level("VH", "Very High"),
)
FREQUENCIES = (
    Level("F1", "Improbable", "less than once in 10,000 years"),
    Level("F2", "Remote", "once in 1,000 to 10,000 years"),
    Level("F3", "Unusual", "once in 100 to 1,000 years"),
    Level("F4", "Occasional", "once in 10 to 100 years"),
    Level("F5", "Frequent", "once in 10 years or more often"),
)
# From how many times a year on each band but the lowest begins.
BANDS = (Decimal("0.0001"), Decimal("0.001"), Decimal("0.01"), Decimal("0.1"))
GRAVITIES = (
    Level("1", "Slight", meaning="Mended within a day, by whoever is struck."),
    Level("2", "Minor", meaning="Some people or one organisation are struck for days."),
    Level("3", "Serious", meaning="Many people or organisations are struck, or somebody is hurt."),
    Level("4", "Grave", meaning="Lives are lost, or what a country relies on stands still."),
    Level("5", "Ruinous", meaning="Many lives are lost, or what can't be taken back is let loose."),
)
TABLE = Table(
    key="bowtie-1",
    title="Table 1",
    source="Normsite, table 1",
    row_meaning="frequency",
    column_meaning="gravity",
    result_meaning="level of risk",
    rows=FREQUENCIES,
    columns=GRAVITIES,
    cells=cells(
        LEVELS,
        #   1  2  3  4  5   column: gravity
        F5="L  M  H  VH VH",
        F4="L  M  M  H  VH",
        F3="VL L  M  M  H",
        F2="VL L  L  M  H",
        F1="VL VL L  L  M",
    ),
)
MOST_THREATS, MOST_CONSEQUENCES, MOST_BARRIERS = 6, 4, 8
ALL = Level("A", "All of them")
OF_THREAT = (*(Level(str(place), f"Threat {place}") for place in range(1, MOST_THREATS + 1)), ALL)
OF_CONSEQUENCE = (*(Level(str(place), f"Consequence {place}") for place in range(1, MOST_CONSEQUENCES + 1)), ALL)
INDEPENDENT, SHARING = "I", "S"
INDEPENDENCE = (
    Level(
        SHARING,
        "Some fail together",
        meaning="They share a part, a person or a supply: of each chain the strongest one counts.",
    ),
    Level(INDEPENDENT, "Each by itself", meaning="None fails because another does: their probabilities are multiplied."),
)
NAME = Words(40)
PFD = Number("0 to 1", least=Decimal(0), most=Decimal(1))

THREATS = Lines(
    "threat",
    "what could bring the event about, and how often a year would it, with nothing in its way?",
    (Blank("name", "Threat", NAME), Blank("rate", "Times a year", Number(least=Decimal(0)))),
    many=MOST_THREATS,
    in_residual=False,
    topic="threats and what follows",
)
CONSEQUENCES = Lines(
    "consequence",
    "what follows from the event, and how grave is that?",
    (Blank("name", "Consequence", NAME), Blank("gravity", "Gravity", GRAVITIES)),
    many=MOST_CONSEQUENCES,
    in_residual=False,
    topic="threats and what follows",
)
BARRIERS = Lines(
    "barrier",
    "what stands between a threat and the event, and how likely does it fail when it is needed?",
    (Blank("name", "Barrier", NAME), Blank("of", "Against", OF_THREAT), Blank("pfd", "Fails with probability", PFD)),
    many=MOST_BARRIERS,
    fewest=0,
    topic="barriers before the event",
)
MITIGATIONS = Lines(
    "mitigation",
    "what stands between the event and a consequence, and how likely does it fail when it is needed?",
    (Blank("name", "Barrier", NAME), Blank("of", "Against", OF_CONSEQUENCE), Blank("pfd", "Fails with probability", PFD)),
    many=MOST_BARRIERS,
    fewest=0,
    topic="barriers behind the event",
)


@dataclass(frozen=True, slots=True)
class Path:
    """A threat or a consequence with its barriers: `start` is how often a year it comes up to them."""

    name: str
    start: Decimal
    barriers: tuple[tuple[str, Decimal], ...]
    independent: bool
    gravity: Level | None = None

    @property
    def factors(self) -> tuple[Decimal, ...]:
        """The probabilities that count: of barriers that may fail together the strongest one's."""
        found = tuple(pfd for _, pfd in self.barriers)
        return found if self.independent or len(found) < 2 else (min(found),)

    @property
    def frequency(self) -> Decimal:
        """How often a year it passes them all."""
        return prod(self.factors, start=self.start)

    @property
    def sentence(self) -> str:
        factors = "".join(f" × {readable(float(one))}" for one in self.factors)
        passed = (
            f"{readable(float(self.start))}{factors} = {readable(float(self.frequency))}"
            if factors
            else readable(float(self.start))
        )
        return f"{self.name}: {passed} a year."


def assess(**answers: str) -> Result:
    """The level of the worst consequence. `answers` are the values of the blanks of `METHOD.fields` by their keys."""
    threats = list(_threats(answers))
    top = top_frequency(threats)
    consequences = list(_consequences(answers, top))
    readings = [TABLE.read(_band(one.frequency).code, one.gravity.code) for one in consequences if one.gravity]
    worst = max(readings, key=lambda reading: (reading.result.step, BY_FREQUENCY[reading.row.code]))
    steps: tuple[Lookup | Said, ...] = (
        Said(_said_of_independence(answers["independence"])),
        *(Said(one.sentence) for one in threats),
        Said(f"The event: {' + '.join(readable(float(one.frequency)) for one in threats)} = {readable(float(top))} a year."),
        *(Said(one.sentence) for one in consequences),
        worst,
    )
    figures = (
        Figure("top", "The event", six_digits(float(top)), "a year"),
        *(
            Figure(f"consequence_{place}", one.name, six_digits(float(one.frequency)), "a year")
            for place, one in enumerate(consequences, 1)
        ),
    )
    return Result(worst.result, steps, likelihood=worst.row, impact=worst.column, figures=figures)


BY_FREQUENCY = {level.code: place for place, level in enumerate(FREQUENCIES)}


def top_frequency(threats: Iterable[Path]) -> Decimal:
    """How often a year the event comes about: f_top = Σ f_i Π PFD_ij."""
    return sum((one.frequency for one in threats), Decimal(0))


def doubt(answers: Mapping[str, str]) -> dict[str, str]:
    """A barrier must stand against something that is filled in."""
    for barriers, lines in ((BARRIERS, THREATS), (MITIGATIONS, CONSEQUENCES)):
        there = {place for place in range(1, lines.many + 1) if answers[f"{lines.key}_{place}_name"]}
        for place in range(1, barriers.many + 1):
            against = answers[f"{barriers.key}_{place}_of"]
            if against not in ("", ALL.code) and int(against) not in there:
                return {f"{barriers.key}_{place}_of": f"{lines.columns[0].label} {against} is not filled in."}
    return {}


def pictures(judgements: Mapping[str, str]) -> tuple[Picture, ...]:
    """The bowtie of each side."""
    return tuple(
        bowtie(METHOD.answers(judgements, residual=residual), f"The bowtie {side} safeguards")
        for side, residual in SIDES.items()
    )


def bowtie(answers: Mapping[str, str], title: str) -> Bowtie:
    """What leads to the event, and what follows from it, through which barriers."""
    threats = list(_threats(answers))
    top = top_frequency(threats)
    return Bowtie.of(
        title,
        readable(float(top)),
        [_chain(one, one.name) for one in threats],
        [_chain(one, f"{one.name} ({one.gravity})") for one in _consequences(answers, top)],
    )


def _chain(path: Path, name: str) -> Chain:
    barriers = tuple((barrier, readable(float(pfd))) for barrier, pfd in path.barriers)
    return Chain(name, readable(float(path.start)), barriers, readable(float(path.frequency)))


def _threats(answers: Mapping[str, str]) -> Iterator[Path]:
    for place in range(1, MOST_THREATS + 1):
        if name := answers[f"threat_{place}_name"]:
            yield Path(
                name, Decimal(answers[f"threat_{place}_rate"]), _against(BARRIERS, place, answers), _independent(answers)
            )


def _consequences(answers: Mapping[str, str], top: Decimal) -> Iterator[Path]:
    for place in range(1, MOST_CONSEQUENCES + 1):
        if name := answers[f"consequence_{place}_name"]:
            gravity = pick(GRAVITIES, answers[f"consequence_{place}_gravity"])
            yield Path(name, top, _against(MITIGATIONS, place, answers), _independent(answers), gravity)


def _against(barriers: Lines, place: int, answers: Mapping[str, str]) -> tuple[tuple[str, Decimal], ...]:
    """The barriers that stand against the threat or the consequence at this place, in their order."""
    lines = barriers.lines(answers)
    return tuple((line["name"], Decimal(line["pfd"])) for line in lines if line["of"] in (str(place), ALL.code))


def _independent(answers: Mapping[str, str]) -> bool:
    return answers["independence"] == INDEPENDENT


def _said_of_independence(answer: str) -> str:
    if answer == INDEPENDENT:
        return "No barrier fails because another does, so their probabilities are multiplied."
    return "Some barriers may fail together, so of each chain only the strongest one counts."


def _band(frequency: Decimal) -> Level:
    return FREQUENCIES[sum(frequency >= begin for begin in BANDS)]


METHOD = Method(
    key="bowtie-lopa",
    title="Bowtie with layers of protection",
    source="After CCPS, Layer of Protection Analysis, 2001, and IEC 31010:2019; bands and table are ours: Normsite, table 1",
    in_short="Every level is read from how often a consequence comes about and how grave it is",
    when="Take it where barriers stand between threats and an event.",
    gives=(
        "It needs how often each threat comes up and how likely each barrier fails. It gives how often each consequence "
        "comes about, and a level."
    ),
    summary=(
        "Threats lead to an event, and that to consequences; barriers stand before and behind it. How often a threat comes "
        "up is multiplied by how likely each barrier fails when it is needed; the level is read from how often the worst "
        "consequence then is, and how grave."
    ),
    hint=(
        "Frequencies are times a year, as if nothing stood in the way. A barrier that fails once in ten times has the "
        "probability 0.1; one that is only planned belongs to the side with safeguards alone."
    ),
    levels=LEVELS,
    accepted=LEVELS[1],
    fields=(
        THREATS,
        CONSEQUENCES,
        BARRIERS,
        MITIGATIONS,
        Field(
            "independence",
            "does each barrier hold by itself, though the others fail?",
            INDEPENDENCE,
            topic="whether barriers fail together",
        ),
    ),
    tables=(TABLE,),
    grid=TABLE,
    assess=assess,
    doubt=doubt,
    pictures=pictures,
    axes=("Frequency", "Gravity"),
)
