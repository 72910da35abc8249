"""A file of two million characters is read or refused, whatever stands in it. The process gets a time that only what grows with
the square of the length can use up."""

import signal
from collections.abc import Iterator

import pytest

from norms.text.edition import read_edition
from norms.text.parsing import MAX_UPLOAD, parse_markdown
from norms.text.sides import Known
from normsite.foundation.errors import Refused

SECONDS = 30  # of the processor; what is linear needs less than two


@pytest.fixture(autouse=True)
def limited() -> Iterator[None]:
    def stop(*_: object) -> None:
        pytest.fail(f"not done after {SECONDS} seconds of the processor")

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)
    yield
    signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    signal.signal(signal.SIGVTALRM, before)


def filled(unit: str, before: str = "", after: str = "") -> str:
    room = MAX_UPLOAD - len(before) - len(after)
    return before + unit * (room // len(unit)) + after


FILES = {
    "footnotes that never close": filled("[^", before="# Introduction\n\n"),
    "fences of a thousand lengths": filled("\n", before="".join("`" * (3 + n) + "\n" for n in range(1_000))),
    "anchors above one heading": filled('<a name="x"></a>\n', before="# a\n", after="# b\n"),
    "different anchors above one heading": "# a\n" + "".join(f'<a name="x{n}"></a>\n' for n in range(90_000)) + "# b\n",
    "braces in headings": filled("# " + "{#" * 990 + "\n"),
    "anchors in headings": filled("# a" + "{#a}" * 140 + "\n"),
    "nested front matter": filled("---\na: " + "[" * 7_000 + "\n---\n\n"),
    "front matter": filled("---\na: b\n---\n\n"),
    "headings that may be numbered": filled("## 5 a\n"),
    "a blank that never ends": filled("\u00a0"),
    "footnotes that are never closed": "[^a]: b\n\n" + filled("[^"),
    "rules of blanks": filled("---" + " " * 19_000 + "x\n\n"),
}


@pytest.mark.parametrize("text", FILES.values(), ids=FILES)
def test_a_file_made_to_be_slow_is_read_or_refused(text: str):
    try:
        assert parse_markdown(text).clauses
    except Refused as refused:
        assert refused.reason.endswith(".")  # noqa: PT017 - either outcome is right


FENCES = "Too many lines begin with ``` or ~~~ and are followed by no such line that ends the code, one too many"
BRACKETS = "More than 30 brackets [ or ]( are never closed in the paragraph in line 3."
SIGNS = "Too many signs < begin no whole HTML tag, one too many in line "
SLOW_IN_EXTRA = {
    "brackets": ("[" * 20_000, BRACKETS),
    "brackets with words": ("[a " * 30_000, BRACKETS),
    "images": ("![a](" * 20_000, BRACKETS),
    "tags": ("<a " * 33_000, SIGNS),
    "tags in paragraphs": ("x <a y\n\n" * 45_000, SIGNS),
    "two kinds of fences": ("~~~a\n```b\n" * 9_900, FENCES),
    "fences with words": ("``` x{\n" * 14_000, FENCES),
    "fences with marked lines": ('``` hl_lines="\n' * 7_000, FENCES),
    "fences with attributes": ("``` {(}\n" * 14_000 + "```\n", FENCES),
    "abbreviations": (
        "".join(f"*[A{n:05}]: some words\n" for n in range(4_000)),
        "More than 300 abbreviations are defined, one too many in line 303.",
    ),
}


@pytest.mark.parametrize(("text", "reason"), SLOW_IN_EXTRA.values(), ids=SLOW_IN_EXTRA)
def test_what_is_slow_is_refused_before_the_outline_is_made(monkeypatch: pytest.MonkeyPatch, text: str, reason: str):
    monkeypatch.setattr("markdown.Markdown.convert", lambda *_: pytest.fail("read"))
    with pytest.raises(Refused) as refused:
        parse_markdown("# A\n\n" + text, dialect="extra")
    assert refused.value.reason.startswith(reason)
    assert refused.value.mend.endswith(".")


def test_an_honest_file_of_two_megabytes_is_read_in_markdown_extra():
    words = "The *module* shall `log` [it](#x), a < 3 and `List<T>`.\n\n```py\nx = [1]\n```\n\n" + "Of a paragraph. " * 60
    text = "".join(f"# Clause\n\n{words}\n\n" for _ in range(1_800)) + "".join(f"*[A{n}]: words\n" for n in range(50))
    assert len(parse_markdown(text, dialect="extra").clauses) == 1_800


def test_clauses_that_are_all_alike_are_matched_or_are_new():
    bodies = [" ".join(f"w{(number * 7 + word) % 900}" for word in range(60)) for number in range(1_500)]
    text = "\n\n".join(f"# A{number}\n\n{body}" for number, body in enumerate(bodies))
    known = [Known(f"k{number}", None, "", f"B{number}", body) for number, body in enumerate(bodies)]
    edition = read_edition(text, "iso", known, set())
    assert len(edition.matching.pairs) + len(edition.matching.new) == 1_500


def test_clauses_of_one_title_get_anchors_of_their_own():
    edition = read_edition("# A\n\nb\n\n" * 700, "iso", [], set())
    assert len({clause.anchor for clause in edition.clauses}) == 700
