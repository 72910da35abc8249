"""A structured qualitative method: likelihood in words against the highest of consequences in five dimensions.

Consequence and likelihood matrices of this kind are described by IEC 31010. That standard prints examples and no table to be
used: the words of the scales and the table are ours, and `version` is raised when one of them changes.
"""

from riskreviews.methods.levels import Level, pick, worded
from riskreviews.methods.method import Method, Result, Said
from riskreviews.methods.questions import Field, about
from riskreviews.methods.tables import Table, cells

VERSION = "1"
LEVELS = (
    Level("VL", "Very low", meaning="accepted without more"),
    Level("L", "Low", meaning="accepted, and looked at again with the norm"),
    Level("M", "Medium", meaning="lowered where that costs little"),
    Level("H", "High", meaning="lowered, or kept by a decision that says why"),
    Level("VH", "Very high", meaning="not accepted"),
)
LIKELIHOOD = (
    Level("A", "Rare", meaning="not known to have happened; thinkable in special circumstances alone"),
    Level("B", "Unlikely", meaning="has happened somewhere; not expected while the norm is in force"),
    Level("C", "Possible", meaning="may happen once while the norm is in force"),
    Level("D", "Likely", meaning="expected to happen while the norm is in force"),
    Level("E", "Certain", meaning="happens now, or every year"),
)
CONSEQUENCE = (
    Level("0", "None"),
    Level("1", "Minor"),
    Level("2", "Moderate"),
    Level("3", "Major"),
    Level("4", "Severe"),
)

DIMENSIONS = (
    Field(
        "proliferation",
        "what follows for proliferation?",
        worded(
            CONSEQUENCE,
            "nothing",
            "somebody saves little time or money on the way to a weapon",
            "one obstacle less for somebody who has most of it already",
            "a capability that export control holds back spreads to a new actor",
            "a decisive step towards a weapon of mass destruction or its carrier",
        ),
    ),
    Field(
        "security",
        "what follows for security and safety?",
        worded(
            CONSEQUENCE,
            "nothing",
            "an incident that one operator mends within a day",
            "several operators are hit; services fail for days",
            "essential services of a region fail, or people are injured",
            "people are killed, or a state can't do what it is there for",
        ),
    ),
    Field(
        "rights",
        "what follows for human rights?",
        worded(
            CONSEQUENCE,
            "nothing",
            "somebody is hindered or watched for a short time, and has a remedy",
            "a group is hindered or watched, with a remedy",
            "a group is watched or repressed without a remedy",
            "repression on a large scale, or bodily harm",
        ),
    ),
    Field(
        "economy",
        "what follows for the economy?",
        worded(
            CONSEQUENCE,
            "nothing",
            "costs that a single firm bears easily",
            "small firms lose a market, or pay more than a year's margin",
            "a branch of industry loses a market",
            "an economy loses an industry",
        ),
    ),
    Field(
        "openness",
        "what follows for the openness of science?",
        worded(
            CONSEQUENCE,
            "nothing",
            "a publication is delayed",
            "parts of results stay unpublished",
            "a field of research closes itself off, or loses its foreign members",
            "basic research in a field stops",
        ),
    ),
)

TABLE = Table(
    key="consequence",
    title="Likelihood and consequence",
    source=f"This body's own table, version {VERSION}, of the kind that IEC 31010 describes",
    row_meaning="likelihood",
    column_meaning="highest consequence",
    result_meaning="level of risk",
    rows=LIKELIHOOD,
    columns=CONSEQUENCE,
    cells=cells(
        LEVELS,
        #  0  1  2  3  4   column: highest consequence
        E="VL L  M  H  VH",
        D="VL L  M  H  VH",
        C="VL L  M  M  H",
        B="VL VL L  M  H",
        A="VL VL L  L  M",
    ),
)


def assess(likelihood: str, **consequences: str) -> Result:
    """The level of risk from a likelihood (A to E) and the consequences by the keys of their dimensions (0 to 4 each);
    ValueError for anything else."""
    given = {field.key: pick(field.scale, consequences[field.key]) for field in DIMENSIONS}
    highest = max(level.code for level in given.values())
    bearing = [key for key, level in given.items() if level.code == highest]
    found = TABLE.read(likelihood, highest)
    said = Said(f"The highest consequence is {found.column.label.lower()}: {', '.join(bearing)}.")
    return Result(found.result, (said, found), likelihood=found.row, impact=found.column)


METHOD = Method(
    key="structured-qualitative",
    title="Structured qualitative",
    source="A matrix of the kind that IEC 31010 describes; its words and its table are this body's own",
    in_short="Every level is read from one table, likelihood against the highest consequence",
    when="Take it where several kinds of harm must be seen side by side.",
    gives="It needs a likelihood and five gravities. It gives a level by the gravest of them.",
    summary=(
        "A likelihood in words meets the highest of the consequences in five dimensions: proliferation, security, human "
        "rights, economy, openness of science. The others are kept beside it; nothing is added up or averaged."
    ),
    hint="Choose what comes nearest. Of the consequences the highest counts, so that none is offset by another.",
    levels=LEVELS,
    accepted=LEVELS[1],
    fields=(
        *about("likelihood and security", (Field("likelihood", "how likely is it?", LIKELIHOOD), *DIMENSIONS[:2])),
        *about("rights, economy, science", DIMENSIONS[2:]),
    ),
    assess=assess,
    tables=(TABLE,),
    grid=TABLE,
    version=VERSION,
    axes=("Likelihood", "Consequence"),
)
