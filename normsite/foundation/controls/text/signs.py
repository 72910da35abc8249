"""Words that say something only beside what a list controls, and markings and code, which say something by themselves."""

import re
from collections.abc import Iterator

from normsite.foundation.controls.hits import HitKind


def _any(phrases: str) -> str:
    return "|".join(phrase.strip() for phrase in phrases.split("|"))


# Of these the first that stands in the sentence is told, where it stands beside something of the list.
BESIDE: tuple[tuple[re.Pattern[str], HitKind, str], ...] = tuple(
    (re.compile(rf"\b(?:{_any(phrases)})\b", re.IGNORECASE), kind, says)
    for kind, says, phrases in (
        (
            HitKind.TERM, "is a word by which lists control",
            """specially designed | peculiarly responsible | development of | production of | technology for
            | required for the use""",
        ),
        (
            HitKind.KNOW_HOW, "tells how it is made, not only what it must do",
            """process(?:ing)? (?:parameter|step|recipe|temperature)s? | recipe
            | manufactur(?:ed|ing) (?:by|process|procedure|steps?) | is (?:made|produced|prepared) by | step[- ]by[- ]step
            | sinter(?:ed|ing) at | cured at | annealed at
            | heat[- ]treated at | deposited (?:at|by) | synthesi[sz]ed (?:by|from)""",
        ),
        (
            HitKind.TEST_PROCEDURE, "is a test that may reveal limits",
            """test (?:procedure|method|bench|set-?up)s? | acceptance test | calibration procedure | measurement procedure
            | shall be (?:tested|measured|verified) (?:by|at|with|using|according) | verify that""",
        ),
    )
)  # fmt: skip
MARKING = re.compile(
    r"\b(?:TOP SECRET|SECRET//|CONFIDENTIAL\b(?! (?:CLIENT|COMPUTING))|COMMERCIAL[- ]IN[- ]CONFIDENCE"
    r"|PROPRIETARY(?: INFORMATION)?|NOFORN|FOUO|FOR OFFICIAL USE ONLY|CONTROLLED UNCLASSIFIED INFORMATION|EU RESTRICTED"
    r"|RESTREINT UE|VS-NfD"
    r"|NATO (?:RESTRICTED|CONFIDENTIAL|SECRET)|EXPORT[- ]CONTROLLED|ITAR[- ]CONTROLLED|NOT FOR (?:PUBLIC )?RELEASE"
    r"|DISTRIBUTION STATEMENT [B-F]|[Ee]xport[- ]controlled (?:information|technical data|document)|ITAR-controlled"
    r"|[Tt]his document (?:contains|is) (?:proprietary|confidential)|subject to the (?:ITAR|EAR))\b"
)
_LANGUAGES = "c|cpp|h|python|py|java|rust|go|javascript|js|typescript|matlab|fortran|vhdl|verilog|ada|cuda|asm|gcode"
_FENCE = re.compile(
    rf"^(?:```|~~~)[ \t]*(?:{_LANGUAGES})\b[^\n]*\n(?P<code>(?:(?!```|~~~)[^\n]*\n){{1,2000}})", re.IGNORECASE | re.MULTILINE
)
_LINE_OF_CODE = re.compile(
    r"^[ \t]*(?:#include\s?[<\"][^\n]*|def \w+\([^\n]*"
    r"|(?:public|private|static|void|int|double|float|uint\d+_t)\s[\w*]+\([^\n]*\{|for ?\([^\n]*|return [^\n]*;"
    r"|end (?:function|process|architecture)\b[^\n]*|(?:subroutine|entity) \w+[^\n]*"
    r"|\w+(?:\[\w+\])? ?[-+^|&]?= ?[^\n=]+;)[ \t]*$",
    re.MULTILINE,
)
LINES = 4  # of code, close together, that make a piece of source code
APART = 240  # characters between two of them


def find_markings(text: str) -> Iterator[tuple[int, int]]:
    return (match.span() for match in MARKING.finditer(text))


def find_source_code(text: str) -> Iterator[tuple[int, int]]:
    """Code in a programming language: in a fence that names one, or some lines that can be nothing else. Examples of data
    (JSON, XML) and of grammars are none."""
    fenced = [match.span("code") for match in _FENCE.finditer(text)]
    yield from fenced
    lines: list[tuple[int, int]] = []
    for match in _LINE_OF_CODE.finditer(text):
        if any(start <= match.start() < end for start, end in fenced):
            continue
        if lines and match.start() - lines[-1][1] > APART:
            if len(lines) >= LINES:
                yield lines[0][0], lines[-1][1]
            lines = []
        lines.append(match.span())
    if len(lines) >= LINES:
        yield lines[0][0], lines[-1][1]


def find_beside(sentence: str) -> Iterator[tuple[HitKind, int, int, str]]:
    """What says something in a sentence in which something of a list was found."""
    for pattern, kind, says in BESIDE:
        if match := pattern.search(sentence):
            yield kind, match.start(), match.end(), says
