"""The glossary has every word to which a page leads, and every code."""

import re
from pathlib import Path

from django.conf import settings

from normsite.foundation.codes import Kind
from normsite.portal.pages.glossary import CODES, GLOSSARY, words

TERM = re.compile(r'{% term "([\w-]+)"')


def test_each_word_that_a_template_explains_is_in_the_glossary():
    templates = Path(settings.BASE_DIR, "templates").rglob("*.html")
    led_to = {anchor for template in templates for anchor in TERM.findall(template.read_text(encoding="utf-8"))}
    assert len(led_to) > 10
    assert led_to - {anchor for anchor, _, _ in GLOSSARY} == {"codes"}


def test_its_words_stand_in_order_and_once():
    told = [word.casefold() for _, word, _ in words()]
    assert told == sorted(set(told))


def test_every_code_is_explained():
    assert set(CODES) == set(Kind)


def test_the_page_has_a_place_for_each(client):
    page = client.get("/glossary/").text
    places = [f'id="{anchor}"' for anchor, _, _ in words()] + [f'id="code-{kind.prefix}"' for kind in Kind]
    assert [place for place in places if page.count(place) != 1] == []
