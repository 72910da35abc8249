"""The arrows of the house that the import linter can't see: in the database, in templates and in marked words."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.template.loader import get_template

HOUSE = Path(settings.BASE_DIR)
TEMPLATES = HOUSE / "templates"
# Lower floors first; a room may point to its own height only at itself.
HEIGHTS = {
    "documents": 0,
    "notifications": 0,
    "ledger": 0,
    "accounts": 1,
    "notices": 2,
    "schedule": 2,
    "controls": 2,
    "webhooks": 3,
    "norms": 3,
    "comments": 4,
    "riskreviews": 4,
    "following": 5,
    "publication": 5,
    "export_control": 6,
    "pages": 7,
    "api": 8,
}
ALL = sorted(str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*") if path.suffix in (".html", ".txt"))
ON_SCREEN = [name for name in ALL if name.endswith(".html") and not name.startswith("emails/")]
# The desk of a norm is the signpost from which people go on to the other rooms; a finding leads to the paragraph that it names,
# a cleared text to its consultation; what programs read leads to the interface.
SIGNPOSTS = [
    "accounts/profile.html",
    "controls/edition.html",
    "controls/lists.html",
    "export_control/edition.html",
    "export_control/positions.html",
    "norms/_desk_revision.html",
    "norms/_stage.html",
    "riskreviews/_passage.html",
    "riskreviews/export_control.html",
]
INLINE = re.compile(r"""<style\b|\sstyle\s*=|\son[a-z]+\s*=\s*["']|<script\b(?![^>]*\bsrc=)|javascript:""", re.IGNORECASE)
MARKED_SAFE = re.compile(r"\bmark_safe\b|\bSafeString\(|\|\s*safe\b|\bautoescape\s+off\b|\|\s*safeseq\b")
# Who may say that words are safe, and why.
MAY_MARK = {
    "normsite/foundation/markup": "cleans what people write",
    "normsite/foundation/documents": "draws figures and the style of a file itself",
    "normsite/templatetags": "hands out what those two have made",
}


def below_only(source, target):
    return source == target or HEIGHTS[target] < HEIGHTS[source]


def links():
    """Every foreign key between two rooms of the house."""
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if field.is_relation and field.concrete and field.related_model:
                pair = (model._meta.app_label, field.related_model._meta.app_label)
                if pair[0] != pair[1] and set(pair) <= HEIGHTS.keys():
                    yield field, *pair


def test_a_foreign_key_points_down_and_leaves_no_name_below():
    found = list(links())
    assert [str(field) for field, source, target in found if not below_only(source, target)] == []
    assert [str(field) for field, _, _ in found if not field.remote_field.hidden] == []
    assert len(found) > 10


def test_a_template_names_pages_of_its_own_room_or_a_lower_one():
    above = []
    for name in ALL:
        room = name.removeprefix("emails/").split("/")[0]
        for namespace in re.findall(r"{%\s*url\s+['\"]([a-z_]+):", (TEMPLATES / name).read_text()):
            if room in HEIGHTS and namespace in HEIGHTS and namespace != "pages" and not below_only(room, namespace):
                above.append(name)
    assert sorted(set(above)) == SIGNPOSTS


def test_a_template_includes_and_loads_nothing_of_a_higher_room():
    above = []
    for name in ALL:
        room = name.removeprefix("emails/").split("/")[0]
        for other in re.findall(r"{%\s*(?:include|extends)\s+['\"]([a-z_]+)/", (TEMPLATES / name).read_text()):
            if room in HEIGHTS and other in HEIGHTS and not below_only(room, other):
                above.append((name, other))
    assert above == []


def test_nobody_else_says_that_words_are_safe():
    rooms = [path for room in ("normsite", "norms", "comments", "riskreviews") for path in (HOUSE / room).rglob("*.py")]
    files = [*rooms, *TEMPLATES.rglob("*.html")]
    found = {str(path.relative_to(HOUSE)) for path in files if MARKED_SAFE.search(path.read_text())}
    assert sorted(name for name in found if not name.startswith(tuple(MAY_MARK))) == []


@pytest.mark.parametrize("name", ON_SCREEN)
def test_no_template_holds_a_script_or_a_style(name):
    assert INLINE.findall((TEMPLATES / name).read_text()) == []


@pytest.mark.parametrize("name", ALL)
def test_every_template_compiles(name):
    found: Any = get_template(name)
    assert found.template.name == name


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.parametrize("words", ["{{ x|safe }}", "{{ x | safe }}", "{% autoescape off %}", "mark_safe(x)"])
def test_what_marks_words_safe_is_recognised(words):
    assert MARKED_SAFE.search(words)


@pytest.mark.parametrize(
    "words", ["<style>", '<p style="x">', '<a onclick="x">', "<script>", '<script type="module">', '<a href="javascript:x">']
)
def test_what_is_inline_is_recognised(words):
    assert INLINE.search(words)


def test_a_script_with_an_address_is_not_inline():
    assert INLINE.findall('<script type="module" src="/static/js/a.js"></script>') == []


@pytest.mark.parametrize("name", ALL)
def test_a_remark_in_a_template_ends_on_its_line_or_people_would_read_it(name):
    lines = (TEMPLATES / name).read_text().split("\n")
    assert [line for line in lines if line.count("{#") != line.count("#}")] == []
