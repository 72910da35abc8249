"""A risk method is known by its own file and by the table of methods; everything else asks the method of an assessment."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from riskreviews.methods import METHODS

HOUSE = Path(settings.BASE_DIR)
ROOMS = ("normsite", "norms", "comments", "riskreviews", "templates", "static/js")
# The methods themselves; what was and stays written; and the words of the demonstration, which is told with one of them.
MAY_NAME = ("riskreviews/methods/", "riskreviews/migrations/", "normsite/demo/")
SOURCES = [
    path
    for room in ROOMS
    for path in (HOUSE / room).rglob("*")
    if path.suffix in (".py", ".html", ".txt", ".js") and not str(path.relative_to(HOUSE)).startswith(MAY_NAME)
]


@pytest.mark.parametrize("key", METHODS)
def test_nothing_but_the_methods_names_one_however_it_is_spelled(key):
    named = re.compile(re.escape(key).replace(r"\-", "[-_ ]?"), re.IGNORECASE)
    assert sorted(str(path.relative_to(HOUSE)) for path in SOURCES if named.search(path.read_text())) == []


@pytest.mark.parametrize("key", METHODS)
def test_a_method_stands_in_the_file_that_bears_its_name(key):
    assert (HOUSE / f"riskreviews/methods/{key.replace('-', '_')}.py").is_file()


def test_the_search_looks_where_methods_were_named_before():
    searched = {str(path.relative_to(HOUSE)) for path in SOURCES}
    places = {"riskreviews/drawings/arrows.py", "riskreviews/forms/assessments.py", "templates/riskreviews/scenario.html"}
    assert places <= searched
