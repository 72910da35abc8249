"""The pages that say how something is added name the files to touch. A page that names one which isn't there helps nobody."""

import re
from pathlib import Path

import pytest
from django.conf import settings

HOWTO = settings.BASE_DIR / "docs" / "howto"
CHANGES = {
    "beat-job",
    "comment-field",
    "event",
    "export-format",
    "keyword-scheme",
    "mail",
    "migration",
    "page",
    "permission",
    "risk-method",
    "setting",
}
PAGES = [*sorted(HOWTO.glob("*.md")), settings.BASE_DIR / "CONTRIBUTING.md", settings.BASE_DIR / "docs" / "architecture.md"]
# A folder or a file of the project by its whole path; <…> stands for what the reader chooses.
PLACE = re.compile(
    r"`((?:docs|norms|normsite|comments|riskreviews|static|templates|tests)/[^`\s]*|[A-Z]\w+\.md|pyproject\.toml)`"
)


def places_in(page: Path) -> list[str]:
    return [place for place in PLACE.findall(page.read_text()) if "<" not in place and "*" not in place]


def test_each_change_that_is_made_often_has_its_page():
    assert {page.stem for page in HOWTO.glob("*.md")} >= CHANGES


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_place_that_a_page_names_is_there(page: Path):
    places = places_in(page)
    assert [place for place in places if not (settings.BASE_DIR / place).exists()] == []
    assert places != [] or page.stem not in CHANGES
