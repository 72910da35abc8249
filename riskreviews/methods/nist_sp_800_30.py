"""NIST SP 800-30 revision 1: risk by two printed tables.

Overall likelihood is read from table G-5, the level of risk from table I-2. The tables are looked up, never computed:
neither is a product of its row and column, and public copies of I-2 disagree, so the tests pin every cell.
"""

from riskreviews.methods.levels import Level, worded
from riskreviews.methods.method import Method, Result
from riskreviews.methods.questions import Field
from riskreviews.methods.tables import Table, cells

PUBLICATION = "NIST SP 800-30 r1"

# The labels and semi-quantitative values of tables G-2 to G-4, H-3 and I-3. The ranges are for orientation; no calculation
# takes them. What each table says of a level follows in short.
LEVELS = worded(  # I-3
    (
        Level("VL", "Very Low", "0-4 (0)"),
        Level("L", "Low", "5-20 (2)"),
        Level("M", "Moderate", "21-79 (5)"),
        Level("H", "High", "80-95 (8)"),
        Level("VH", "Very High", "96-100 (10)"),
    ),
    "negligible harm is to be expected",
    "limited harm is to be expected",
    "serious harm is to be expected",
    "severe or catastrophic harm is to be expected",
    "severe or catastrophic harm of several kinds is to be expected",
)
INITIATION = worded(  # G-2 of adversaries, G-3 of errors, accidents and acts of nature
    LEVELS,
    "highly unlikely, or less than once in ten years",
    "unlikely, or less than once a year",
    "somewhat likely, or 1 to 10 times a year",
    "highly likely, or 10 to 100 times a year",
    "almost certain, or more than 100 times a year",
)
ADVERSE = worded(  # G-4
    LEVELS,
    "highly unlikely",
    "unlikely",
    "somewhat likely",
    "highly likely",
    "almost certain",
)
IMPACT = worded(  # H-3
    LEVELS,
    "negligible",
    "limited: minor damage, loss or injury",
    "serious: significant damage, loss or injury, but no loss of life",
    "severe or catastrophic: major damage or loss, danger to life",
    "severe or catastrophic in several ways at once",
)

TABLE_G_5 = Table(
    key="G-5",
    title="Table G-5",
    source=f"{PUBLICATION}, table G-5",
    row_meaning="likelihood of initiation or occurrence",
    column_meaning="likelihood of adverse impact",
    result_meaning="overall likelihood",
    rows=LEVELS,
    columns=LEVELS,
    cells=cells(
        LEVELS,
        #   VL L  M  H  VH   column: likelihood that the event, once there, results in adverse impact
        VH="L  M  H  VH VH",
        H=" L  M  M  H  VH",
        M=" L  L  M  M  H",
        L=" VL L  L  M  M",
        VL="VL VL L  L  L",
    ),
)
TABLE_I_2 = Table(
    key="I-2",
    title="Table I-2",
    source=f"{PUBLICATION}, table I-2",
    row_meaning="overall likelihood",
    column_meaning="level of impact",
    result_meaning="level of risk",
    rows=LEVELS,
    columns=LEVELS,
    cells=cells(
        LEVELS,
        #   VL L  M  H  VH   column: level of impact
        VH="VL L  M  H  VH",
        H=" VL L  M  H  VH",
        M=" VL L  M  M  H",
        L=" VL L  L  L  M",
        VL="VL VL VL L  L",
    ),
)


def assess(initiation: str, adverse: str, impact: str) -> Result:
    """The level of risk of one threat event, each judgement the code of a level; ValueError for anything else.

    `initiation`: how likely the event is begun or occurs. `adverse`: how likely it then does harm. `impact`: how bad.
    """
    likelihood = TABLE_G_5.read(initiation, adverse)
    risk = TABLE_I_2.read(likelihood.result.code, impact)
    return Result(risk.result, (likelihood, risk), likelihood=risk.row, impact=risk.column)


METHOD = Method(
    key="nist-sp-800-30",
    title="NIST SP 800-30 revision 1",
    source="NIST SP 800-30 r1, Guide for Conducting Risk Assessments, appendices G, H and I",
    in_short="Every level is read from two printed tables",
    when="Take it where words are all one has, and others must follow the result at once.",
    gives="It needs three levels for each side. It gives a level from two printed tables.",
    summary=(
        "A risk is read from two printed tables; nothing is multiplied. First the overall likelihood, from how likely it is "
        "that somebody starts it and how likely harm then is. Then the risk, from that likelihood and the gravity of the harm."
    ),
    hint=(
        "After each level stands its range on a scale to 100 and, in brackets, its value on a scale to 10, as NIST SP 800-30 "
        "gives them. They help you to choose; the result is read from two printed tables, never multiplied."
    ),
    levels=LEVELS,
    accepted=LEVELS[1],
    range_title="On a scale to 100 (to 10)",
    fields=(
        Field("initiation", "how likely is it that somebody starts it, or that it occurs?", INITIATION),
        Field("adverse", "if so, how likely is harm?", ADVERSE),
        Field("impact", "how grave is the harm?", IMPACT),
    ),
    tables=(TABLE_G_5, TABLE_I_2),
    grid=TABLE_I_2,
    assess=assess,
)
