"""Every class that a stylesheet dresses is borne by something."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from normsite.foundation.controls.models import ParagraphKind
from normsite.portal.pages.views.design import COLOURS

HOUSE = Path(settings.BASE_DIR)
ROOMS = ("normsite", "norms", "comments", "riskreviews")
NAME = r"[A-Za-z_][\w-]*"

# These are put together from a value, so that no file holds the whole word.
BUILT = {
    "align-": ("left", "right", "center"),  # how Markdown aligns a cell
    "chart-": ("without", "with", "less", "more"),  # a side of a scenario, a way from what is expected
    "document-notice-": ("warning",),  # the tone of a notice in a record
    "document-level-": ("VL", "L", "M", "H", "VH"),  # the code of a level of risk in a record
    "document-point-": ("gaps", "withheld"),  # what a point of a card tells
    "document-share-": range(2, 71, 2),  # a column's share of the width of a record's table
    "drafting__item--": range(2, 10),  # the depth of a clause
    "govuk-notification-banner--": ("warning", "error"),  # the level of one of Django's messages
    "heat--": range(6),  # the step of a cell of the heat strip
    "level--": ("VL", "L", "M", "H", "VH"),  # the code of a level of risk
    "matrix-": ("holds", "carved", "otherwise", "absent"),  # what becomes of a clause in a country
    "outline__item--": range(2, 7),  # the depth of a clause
    "paragraph--": ParagraphKind.values,  # what a piece of a control list is
    "swatch--": COLOURS,  # a colour in the design catalogue
    "tag--": ("open", "done", "warn"),  # the tone of a state
}


def dressed(css: str) -> set[str]:
    """The classes in the selectors of a stylesheet."""
    bare = re.sub(r'/\*.*?\*/|"[^"]*"|url\([^)]*\)', "", css, flags=re.DOTALL)
    return {name for selector in re.findall(r"([^{};]*)\{", bare) for name in re.findall(rf"\.({NAME})", selector)}


def of_template(source: str) -> Iterator[str]:
    """What stands in an attribute `class`, and in strings that a tag hands on."""
    yield from re.findall(r'\bclass="((?:\{%.*?%\}|\{\{.*?\}\}|[^"])*)"', source)
    yield from re.findall(r"\{% block body_class %\}(.*?)\{% endblock %\}", source)
    for tag in re.findall(r"\{[%{].*?[%}]\}", source):
        yield from re.findall(r"\"[^\"]*\"|'[^']*'", tag)


def of_python(source: str) -> Iterator[str]:
    """All strings but those that only stand there, which explain."""
    tree = ast.parse(source)
    explaining = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in explaining:
            yield node.value


def of_script(source: str) -> Iterator[str]:
    yield from re.findall(r"\"[^\"\n]*\"|'[^'\n]*'|`[^`]*`", source)


def borne() -> set[str]:
    """Every word that may be a class, in templates, Python and scripts."""
    places = [
        *((path, of_template) for path in (HOUSE / "templates").rglob("*.html")),
        *((path, of_python) for room in ROOMS for path in (HOUSE / room).rglob("*.py")),
        *((path, of_script) for path in (HOUSE / "static" / "js").glob("*.js")),
    ]
    words = {word for path, strings in places for text in strings(path.read_text()) for word in re.findall(NAME, text)}
    return words | {f"{beginning}{value}" for beginning, values in BUILT.items() for value in values}


def test_no_stylesheet_dresses_a_class_that_nothing_bears():
    bears = borne()
    sheets = (HOUSE / "static" / "css").glob("*.css")
    assert {sheet.name: dead for sheet in sheets if (dead := sorted(dressed(sheet.read_text()) - bears))} == {}


def test_each_beginning_of_a_class_that_is_put_together_stands_where_that_is_done():
    files = (path for room in (*ROOMS, "templates") for path in (HOUSE / room).rglob("*.*"))
    sources = [path.read_text() for path in files if path.suffix in (".py", ".html")]
    assert [beginning for beginning in BUILT if not any(f"{beginning}{{" in source for source in sources)] == []


def test_a_dead_class_is_found_wherever_it_stands_in_a_selector():
    css = '/* .said */ .a > .b:is(.c, .d__e--f)::before { content: ".g"; inset: .5rem; } @media print { .h { color: red } }'
    assert dressed(css) == {"a", "b", "c", "d__e--f", "h"}
