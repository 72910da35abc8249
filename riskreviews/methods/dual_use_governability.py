"""Dual-use governability: how easily a technology is misused, against how well its misuse can be governed.

The nine parameters are those of J. B. Tucker. He gives no arithmetic and no table: points, bands, the table and the words of
the scales are ours, and `version` is raised when one of them changes.
"""

from collections.abc import Mapping

from riskreviews.methods.levels import Level, Scale, pick, worded
from riskreviews.methods.method import Method, Result, Said
from riskreviews.methods.questions import Field, about
from riskreviews.methods.tables import Table, cells

VERSION = "1"
RATINGS = (Level("L", "Low"), Level("M", "Medium"), Level("H", "High"))
POINTS = {"L": 0, "M": 1, "H": 2}

LEVELS = (
    Level("VL", "Very low", meaning="hard to misuse, and well within reach of rules"),
    Level("L", "Low", meaning="the usual care of the trade is enough"),
    Level("M", "Medium", meaning="rules should be thought of, and can work"),
    Level("H", "High", meaning="rules are needed; some of them will not reach everybody"),
    Level("VH", "Very high", meaning="easily misused, and hardly within reach of rules"),
)

MISUSE = (
    Field(
        "accessibility",
        "how easily does one get hold of the technology?",
        worded(
            RATINGS,
            "only states and a few large laboratories have it",
            "a firm or a university with means can buy or build it",
            "anybody can buy or download it",
        ),
    ),
    Field(
        "ease",
        "how easily is it misused by who has it?",
        worded(
            RATINGS,
            "it takes experience that few have and that no text teaches",
            "it takes a trained team",
            "it takes general skills and published instructions",
        ),
    ),
    Field(
        "magnitude",
        "how grave would the worst misuse be?",
        worded(
            RATINGS,
            "harm to a few people or one firm",
            "harm to many people, or to what a region depends on",
            "mass casualties, or harm across borders that lasts",
        ),
    ),
    Field(
        "imminence",
        "how soon could it be misused?",
        worded(RATINGS, "in ten years or more", "within a few years", "today"),
    ),
)
GOVERNABILITY = (
    Field(
        "embodiment",
        "what is the technology embodied in?",
        worded(
            RATINGS,
            "mostly software, data or know-how, which cross borders unseen",
            "equipment and know-how together",
            "equipment or materials that few make and that can be counted",
        ),
        in_residual=False,
    ),
    Field(
        "maturity",
        "how mature is it?",
        worded(
            RATINGS,
            "sold and used everywhere already",
            "in research: what it will be able to do is still open",
            "proven, but not yet for sale everywhere",
        ),
        in_residual=False,
    ),
    Field(
        "convergence",
        "of how many fields does it consist?",
        worded(RATINGS, "of many, each with a trade of its own", "of two or three", "of one, whose people know each other"),
        in_residual=False,
    ),
    Field(
        "advance",
        "how fast does it advance?",
        worded(
            RATINGS,
            "doubling within two years or faster: rules come late",
            "steadily, so that rules can follow",
            "slowly",
        ),
        in_residual=False,
    ),
    Field(
        "diffusion",
        "how far has it spread?",
        worded(RATINGS, "all over the world", "in many industrial countries", "in a few countries"),
    ),
)


def _bands(low: range, medium: range, high: range) -> Mapping[int, Level]:
    return {points: level for level, band in zip(RATINGS, (low, medium, high), strict=True) for points in band}


# How many points make which rating: of four parameters 0 to 8, of five 0 to 10.
MISUSE_BANDS = _bands(range(3), range(3, 6), range(6, 9))
GOVERNABILITY_BANDS = _bands(range(4), range(4, 7), range(7, 11))

TABLE = Table(
    key="governability",
    title="Misuse and governability",
    source=f"This body's own table, version {VERSION}, after the parameters of Tucker 2012",
    row_meaning="risk of misuse",
    column_meaning="governability",
    result_meaning="level of risk",
    rows=RATINGS,
    columns=RATINGS,
    cells=cells(
        LEVELS,
        #  L  M  H   column: governability
        H="VH H  M",
        M="H  M  L",
        L="L  L  VL",
    ),
)


def assess(**ratings: str) -> Result:
    """The level of risk from nine ratings by the keys of the questions, each `L`, `M` or `H`; ValueError for anything else."""
    misuse, how_misuse = _rated("Risk of misuse", MISUSE, MISUSE_BANDS, ratings)
    governability, how_governable = _rated("Governability", GOVERNABILITY, GOVERNABILITY_BANDS, ratings)
    found = TABLE.read(misuse.code, governability.code)
    return Result(found.result, (how_misuse, how_governable, found), likelihood=found.row, impact=found.column)


def _rated(name: str, fields: tuple[Field, ...], bands: Mapping[int, Level], ratings: Mapping[str, str]) -> tuple[Level, Said]:
    """The rating of several parameters together, and how it comes about."""
    given: Scale = tuple(pick(field.scale, ratings[field.key]) for field in fields)
    points = [POINTS[level.code] for level in given]
    rating = bands[sum(points)]
    each = ", ".join(
        f"{field.key} {level.label.lower()} ({count})" for field, level, count in zip(fields, given, points, strict=True)
    )
    return rating, Said(f"{name}: {each} make {sum(points)} of {2 * len(fields)} points, which is {rating.label.lower()}.")


METHOD = Method(
    key="dual-use-governability",
    title="Dual-use governability",
    source=(
        "J. B. Tucker (ed.), Innovation, Dual Use, and Security (MIT Press, 2012), for the nine parameters; the points, the "
        "bands and the table are this body's own"
    ),
    in_short="Every level is read from one table, misuse against governability",
    when="Take it for a technology as a whole, of which the uses are not known yet.",
    gives="It needs nine ratings. It gives a level from how easily it is misused and how well misuse can be governed.",
    summary=(
        "How easily could the technology be misused, and how well can misuse be governed? Four ratings give the risk of "
        "misuse, five give the governability. Low counts 0, medium 1 and high 2. Of misuse, up to 2 points are low, up to 5 "
        "medium, more high; of governability, up to 3 low, up to 6 medium, more high. The level of risk is read from the table."
    ),
    hint=(
        "Misuse: high is worse. Governability: high is better, as rules can reach the technology then. Four of the five "
        "questions about governability are asked once, since safeguards don't change what the technology is."
    ),
    levels=LEVELS,
    accepted=LEVELS[1],
    fields=(*about("misuse", MISUSE), *about("governability", GOVERNABILITY)),
    assess=assess,
    tables=(TABLE,),
    grid=TABLE,
    version=VERSION,
    axes=("Misuse", "Governability"),
)
