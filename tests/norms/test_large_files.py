"""A file of two million characters is read or refused, whatever stands in it. The process gets a time that only what grows with
the square of the length can use up."""

import signal
from collections.abc import Iterator

import pytest

from norms.text.edition import read_edition
from norms.text.matching import Known
from norms.text.parsing import MAX_UPLOAD, parse_markdown
from normsite.errors import Refused

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
    "rules of blanks": filled("---" + " " * 19_000 + "x\n\n"),
}


@pytest.mark.parametrize("text", FILES.values(), ids=FILES)
def test_a_file_made_to_be_slow_is_read_or_refused(text: str):
    try:
        assert parse_markdown(text, scheme="iso").clauses
    except Refused as refused:
        assert refused.reason.endswith(".")  # noqa: PT017 - either outcome is right


def test_clauses_that_are_all_alike_are_matched_or_are_new():
    bodies = [" ".join(f"w{(number * 7 + word) % 900}" for word in range(60)) for number in range(1_500)]
    text = "\n\n".join(f"# A{number}\n\n{body}" for number, body in enumerate(bodies))
    known = [Known(f"k{number}", None, "", f"B{number}", body) for number, body in enumerate(bodies)]
    edition = read_edition(text, "iso", known, set())
    assert len(edition.matching.pairs) + len(edition.matching.new) == 1_500


def test_clauses_of_one_title_get_anchors_of_their_own():
    edition = read_edition("# A\n\nb\n\n" * 700, "iso", [], set())
    assert len({clause.anchor for clause in edition.clauses}) == 700
