"""A second method, as small as one can be: a matrix of three by three with scales, words and colours of its own."""

from riskreviews.methods.levels import Level
from riskreviews.methods.method import Method, Result
from riskreviews.methods.questions import Field
from riskreviews.methods.tables import Table, cells

LIKELIHOOD = (Level("A", "Rare", "less than once in ten years"), Level("B", "Possible"), Level("C", "Frequent"))
IMPACT = (Level("1", "Minor"), Level("2", "Serious"), Level("3", "Grave"))
LEVELS = (Level("L", "Acceptable"), Level("M", "Tolerable"), Level("VH", "Intolerable"))

TABLE = Table(
    key="matrix",
    title="The matrix",
    source="Body of the Test, decision 3",
    row_meaning="frequency",
    column_meaning="consequence",
    result_meaning="verdict",
    rows=LIKELIHOOD,
    columns=IMPACT,
    cells=cells(LEVELS, C="M VH VH", B="L M VH", A="L L M"),
)


def assess(frequency: str, consequence: str) -> Result:
    found = TABLE.read(frequency, consequence)
    return Result(found.result, (found,), likelihood=found.row, impact=found.column)


MATRIX = Method(
    key="matrix-3",
    title="Matrix of the Test",
    source="Body of the Test, decision 3",
    in_short="Every verdict is read from one matrix",
    summary="Frequency and consequence meet in one matrix.",
    hint="Choose what comes nearest.",
    levels=LEVELS,
    accepted=LEVELS[0],
    fields=(
        Field("frequency", "how often does it happen?", LIKELIHOOD),
        Field("consequence", "what follows from it?", IMPACT, in_residual=False),
    ),
    tables=(TABLE,),
    grid=TABLE,
    assess=assess,
    axes=("Frequency", "Consequence"),
)
