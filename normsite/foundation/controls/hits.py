"""What was found in a text that may touch a control list. A hit only ever asks for a look by somebody who knows."""

from dataclasses import dataclass
from enum import StrEnum


class HitKind(StrEnum):
    CODE = "code"  # a code of the list is mentioned
    QUANTITY = "quantity"  # figures meet a threshold of the list
    TERM = "term"  # a word by which the list controls: "specially designed", "development"
    ALGORITHM = "algorithm"  # a cryptographic algorithm with its key length
    SOURCE_CODE = "source_code"  # code that stands in the text
    KNOW_HOW = "know_how"  # how something is made, not what it must do
    TEST_PROCEDURE = "test_procedure"  # a test that reveals limits
    MARKING = "marking"  # somebody's marking: confidential, controlled, proprietary


HIT_NAMES = {
    HitKind.CODE: "Code of the list",
    HitKind.QUANTITY: "Quantity that meets a threshold",
    HitKind.TERM: "Control term",
    HitKind.ALGORITHM: "Algorithm and key length",
    HitKind.SOURCE_CODE: "Source code",
    HitKind.KNOW_HOW: "Know-how",
    HitKind.TEST_PROCEDURE: "Test procedure",
    HitKind.MARKING: "Marking",
}
"""For people."""


@dataclass(frozen=True)
class Hit:
    """`start` and `end` are places in the text that was screened; `words` is what stands there. `code` is the paragraph of the
    list (empty where no paragraph is meant), `criterion` the key of the criterion, None where none is needed. `why` is a
    sentence for people, `compared` the words of the list that it rests on, if any."""

    kind: HitKind
    start: int
    end: int
    words: str
    code: str
    why: str
    criterion: int | None = None
    compared: str = ""
