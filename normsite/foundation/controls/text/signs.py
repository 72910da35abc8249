"""Words that say something only beside what a list controls, and markings and code, which say something by themselves."""

import re
from collections.abc import Iterator

from normsite.foundation.controls.hits import HitKind

# Of these the first that stands in the sentence is told, where it stands beside something of the list.
BESIDE: tuple[tuple[HitKind, re.Pattern[str], str], ...] = (
    (
        HitKind.TERM,
        re.compile(r"\bspecially designed\b|\bpeculiarly responsible\b|\bdevelopment of\b|\bproduction of\b|\btechnology for\b|\brequired for the use\b", re.IGNORECASE),
        "is a word by which lists control",
    ),
    (
        HitKind.KNOW_HOW,
        re.compile(
            r"\b(?:process(?:ing)? (?:parameter|step|recipe|temperature)s?|recipe|manufactur(?:ed|ing) (?:by|process|procedure|steps?)|is (?:made|produced|prepared) by"
            r"|step[- ]by[- ]step|sinter(?:ed|ing) at|cured at|annealed at|heat[- ]treated at|deposited (?:at|by)|synthesi[sz]ed (?:by|from))\b",
            re.IGNORECASE,
        ),
        "tells how it is made, not only what it must do",
    ),
    (
        HitKind.TEST_PROCEDURE,
        re.compile(
            r"\b(?:test (?:procedure|method|bench|set-?up)s?|acceptance test|calibration procedure|shall be (?:tested|measured|verified) (?:by|at|with|using|according)"
            r"|measurement procedure|verify that)\b",
            re.IGNORECASE,
        ),
        "is a test that may reveal limits",
    ),
)  # fmt: skip
MARKING = re.compile(
    r"\b(?:TOP SECRET|SECRET//|CONFIDENTIAL\b(?! (?:CLIENT|COMPUTING))|COMPANY CONFIDENTIAL|COMMERCIAL[- ]IN[- ]CONFIDENCE|PROPRIETARY(?: INFORMATION)?"
    r"|NOFORN|FOUO|FOR OFFICIAL USE ONLY|CONTROLLED UNCLASSIFIED INFORMATION|EU RESTRICTED|RESTREINT UE|NATO (?:RESTRICTED|CONFIDENTIAL|SECRET)"
    r"|VS-NfD|EXPORT[- ]CONTROLLED|ITAR[- ]CONTROLLED|NOT FOR (?:PUBLIC )?RELEASE|DISTRIBUTION STATEMENT [B-F])\b"
    r"|\b[Ee]xport[- ]controlled (?:information|technical data|document)|\b[Tt]his document (?:contains|is) (?:proprietary|confidential)\b"
    r"|\bITAR-controlled\b|\bsubject to the (?:ITAR|EAR)\b"
)
_FENCE = re.compile(
    r"^(?:```|~~~)[ \t]*(?:c|cpp|c\+\+|h|python|py|java|rust|go|javascript|js|typescript|matlab|fortran|vhdl|verilog|ada|cuda|asm|gcode)\b[^\n]*\n(?P<code>(?:(?!```|~~~)[^\n]*\n){1,2000})",
    re.IGNORECASE | re.MULTILINE,
)
_LINE_OF_CODE = re.compile(
    r"^[ \t]*(?:#include\s*[<\"]|def \w+\(.*\):|(?:public|private|static|void|int|double|float|uint\d+_t)\s[\w*]+\s*\(.*\)\s*\{|for ?\(.*;.*;.*\)|return [\w.()*+ -]+;|end (?:function|process|architecture)\b|(?:subroutine|entity) \w+|\w+(?:\[\w+\])? ?(?:\+|\^|\||&|<<|>>)?= ?[^\n=]+;)[ \t]*$",
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
    for kind, pattern, says in BESIDE:
        if match := pattern.search(sentence):
            yield kind, match.start(), match.end(), says
