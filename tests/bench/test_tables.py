"""The tables of the bench, the drawing of them, and what is planted."""

import json
import math
from xml.etree import ElementTree

from tests.bench.beside import further, with_growth
from tests.bench.chart import BAR, length, svg
from tests.bench.planting import copying
from tests.bench.tables import RATE, Column, Findings, Table, kilobytes, milliseconds, rate, ratio
from tests.bench.views import modules

TABLE = Table(
    "Pages",
    (Column("what", "page"), RATE, Column("p50", "p50", milliseconds), Column("plain", "x plain", ratio)),
    [
        {"what": "plain page", "rate": 123.4, "p50": 0.0081, "plain": 1.0},
        {"what": "norm", "rate": 41.0, "p50": 0.39, "plain": 0.3322},
        {"what": "search", "rate": 0.0, "p50": math.nan},
    ],
    "Ratios: requests a second.",
)
FINDINGS = Findings({"command": 'make bench ARGS="pages"', "cores": "2 (a < b)"}, [TABLE])


def test_a_table_aligns_its_figures_and_says_nothing_where_there_is_none():
    assert TABLE.text().splitlines() == [
        "Pages",
        "  page        a second     p50  x plain",
        "  ----------  --------  ------  -------",
        "  plain page       123  8.1 ms     1.00",
        "  norm            41.0  390 ms     0.33",
        "  search           0.0       –        –",
        "  Ratios: requests a second.",
    ]


def test_figures_have_as_many_digits_as_they_deserve():
    assert [rate(6612.4), rate(99.94), rate(8.04)] == ["6,612", "99.9", "8.0"]
    assert [ratio(1.234), ratio(0.0123)] == ["1.23", "0.012"]
    assert [milliseconds(0.00042), milliseconds(0.0042), milliseconds(2.5)] == ["0.42 ms", "4.2 ms", "2,500 ms"]
    assert kilobytes(16_349) == "16.3 kB"


def test_the_file_for_programs_holds_plain_numbers_and_nothing_that_json_does_not_know(tmp_path):
    FINDINGS.keep(tmp_path / "found.json")
    found = json.loads((tmp_path / "found.json").read_text())
    assert found["machine"]["command"] == 'make bench ARGS="pages"'
    assert found["tables"][0]["rows"][1] == {"what": "norm", "rate": 41.0, "p50": 0.39, "plain": 0.3322}
    assert found["tables"][0]["rows"][2] == {"what": "search", "rate": 0.0, "p50": None}


def test_the_drawing_has_a_bar_for_each_row_and_every_figure_of_it():
    root = ElementTree.fromstring(svg(FINDINGS))  # noqa: S314  (our own drawing)
    words = ["".join(one.itertext()) for one in root.iter("{http://www.w3.org/2000/svg}text")]
    bars = [one for one in root.iter("{http://www.w3.org/2000/svg}rect") if one.get("x")]
    assert len(bars) == 3
    assert {"cores: 2 (a < b)", "plain page", "123", "8.1 ms", "1.00", "norm", "41.0", "390 ms", "0.33"} <= set(words)


def test_a_table_without_rates_is_not_drawn():
    weights = Table("First view", (Column("what", "page"), Column("html", "html", kilobytes)), [{"what": "home", "html": 2100}])
    assert "First view" not in svg(Findings({}, [weights]))


def test_a_bar_is_longer_by_the_same_for_each_ten_times():
    assert [length(each, 1000) for each in (0.0, 1, 10, 100, 1000)] == [0, 0, BAR / 3, BAR * 2 / 3, BAR]


def test_what_grows_is_told_against_its_own_smallest_number_of_comments():
    rows = [
        {"what": "docket", "comments": 1000, "p95": 0.02},
        {"what": "search", "comments": 1000, "p95": 0.05},
        {"what": "docket", "comments": 10_000, "p95": 0.03},
        {"what": "search", "comments": 10_000, "p95": 0.5},
    ]
    grown = [(each["what"], each["comments"], each["grown"]) for each in with_growth(rows, "p95")]
    assert grown == [("docket", 1000, 1.0), ("docket", 10_000, 1.5), ("search", 1000, 1.0), ("search", 10_000, 10.0)]


def test_only_what_was_measured_has_a_table():
    assert list(further({"intake": [], "growth": [], "lists": []})) == []


def test_a_planted_row_is_a_copy_but_for_what_must_differ():
    columns, differing = ["id", "code", "held", "share"], {"id": "DEFAULT", "code": "'C-P-' || n", "share": "n % 100"}
    assert copying("comments_comment", columns, differing, "id = %(template)s") == (
        """INSERT INTO comments_comment ("code", "held", "share") SELECT 'C-P-' || n, one."held", n %% 100 """
        "FROM planted, of_text, (SELECT * FROM comments_comment WHERE id = %(template)s) one ORDER BY n"
    )


def test_the_scripts_of_a_page_are_those_that_it_names_and_those_that_they_import():
    files = {
        "/static/js/countdown.1.js": b'import { clock } from "./clock.2.js";',
        "/static/js/clock.2.js": b'import { zone } from "./zone.3.js"; import { clock } from "./clock.2.js";',
        "/static/js/zone.3.js": b"",
        "/static/js/other.4.js": b"",
    }
    page = '<script type="module" src="/static/js/countdown.1.js"></script>'
    assert modules(page, files.__getitem__) == set(files) - {"/static/js/other.4.js"}
