"""Mails as mail programs take them: never clipped, the same in text and HTML, readable in light and dark and aloud."""

import re
from collections.abc import Iterator
from itertools import pairwise
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from lxml import html as lxml_html

from normsite.foundation.notices.letters import write_digest, write_notice
from normsite.foundation.notifications.layout import CLIPPED, WIDTH, bytes_as_sent, lay_out_text
from normsite.foundation.notifications.letters import Writing
from normsite.portal.publication.publishing import publish
from tests import scenes
from tests.cast import gather
from tests.looks.mails import FACTS, NOON, WEEK, every_mail, example, filled, long_digest

BASE = settings.BASE_DIR / "templates" / "emails" / "base.html"
LEAST_CONTRAST = 4.5
# A mail is no page: the landmarks around it are those of the program that shows it.
OF_PAGES = {"landmark-one-main": {"enabled": False}, "region": {"enabled": False}}
RULES = {"resultTypes": ["violations"], "rules": OF_PAGES}
ADDRESS = re.compile(r"https?://\S+")
# Text on what it stands, by the classes of the style sheet.
ON_WHAT = {
    "name": "page",
    "head": "page",
    "content": "page",
    "foot": "page",
    "h1": "page",
    "h2": "page",
    "h3": "page",
    "a": "page",
    "quiet": "page",
    "count": "page",
    "deadline-cell": "deadline-cell",
    "alert": "deadline-cell",
    "button-link": "button-link",
}


@pytest.fixture
def mails(db) -> dict[str, Writing]:
    cast = gather()
    story = scenes.ready(cast)
    publish(revision=story.second, by=cast.sami)
    return every_mail()


def document(writing: Writing) -> lxml_html.HtmlElement:
    return lxml_html.document_fromstring(writing.html)


def links(writing: Writing) -> set[str]:
    """All but those within the mail."""
    return {link for link in document(writing).xpath("//a/@href") if not link.startswith("#")}


def test_text_and_html_lead_to_the_same_places(mails):
    differ = {name: links(mail) ^ set(ADDRESS.findall(mail.text)) for name, mail in mails.items()}
    assert {name: found for name, found in differ.items() if found} == {}
    assert all(links(mail) for mail in mails.values())


def test_in_the_text_an_address_stands_alone_on_its_line_and_no_other_line_is_long(mails):
    lines = {(name, line.strip()) for name, mail in mails.items() for line in mail.text.splitlines()}
    assert [one for one in lines if ADDRESS.search(one[1]) and not ADDRESS.fullmatch(one[1])] == []
    assert [one for one in lines if len(one[1]) > WIDTH and not ADDRESS.fullmatch(one[1])] == []


def test_nothing_in_a_mail_comes_from_elsewhere(mails):
    for mail in mails.values():
        assert document(mail).xpath("//img | //link | //script | //iframe | //@src | //@background") == []
        assert "url(" not in mail.html
        assert {urlsplit(link).netloc for link in links(mail)} == {urlsplit(settings.BASE_URL).netloc}


def test_every_mail_can_be_read_aloud(mails):
    for name, mail in mails.items():
        page = document(mail)
        assert (page.get("lang"), page.xpath("//table[not(@role='presentation')]")) == ("en", []), name
        levels = [int(heading.tag[1]) for heading in page.xpath("//h1 | //h2 | //h3")]
        assert levels[:1] == [1], name
        assert [(one, after) for one, after in pairwise(levels) if after > one + 1] == [], name
        words = [" ".join(link.text_content().split()).lower() for link in page.xpath("//a")]
        assert [one for one in words if one in ("", "here", "click here", "read on", "link")] == [], name
        assert " ".join(page.xpath("string(//div[@class='preheader'])").split()) != "", name


def test_every_mail_bears_its_styles_in_its_elements_and_those_for_dark_in_its_head(mails):
    for mail in mails.values():
        page = document(mail)
        assert page.xpath("//p[not(@style)] | //a[not(@style)] | //h1[not(@style)]") == []
        (styles,) = page.xpath("//style/text()")
        assert "prefers-color-scheme: dark" in styles


TITLES = {
    "latin": "Quantum key modules for links between two stations ",
    "hebrew": "מפתחות קוונטיים ",
    "chinese": "量子密钥分发模块",
    "ancient": "𐎀𐎁𐎂𐎃 𐎄𐎅𐎆 ",
    "pictures": "🔑",
    "marks": "e\u0301\u0302\u0303",
    "signs": "<&>\"'",
    "hidden": "a\u202e\u200b",
}


@pytest.mark.parametrize("title", TITLES.values(), ids=TITLES)
@pytest.mark.parametrize("number", [1, 20, 60])
def test_a_digest_is_never_clipped_and_leaves_no_event_out(db, title, number):
    digest = filled(long_digest(number, title=title))
    assert bytes_as_sent(digest.html) < CLIPPED
    assert len(document(digest).xpath("//h3")) == number
    assert len([line for line in digest.text.splitlines() if "/consultations/" in line]) == number


def test_no_other_mail_comes_near_to_being_clipped(mails):
    assert max(bytes_as_sent(mail.html) for name, mail in mails.items() if "digest" not in name) < CLIPPED / 10


def test_a_digest_begins_with_the_nearest_deadline_and_says_it_once(db):
    moved = {"closed_before_at": NOON.isoformat(), "closes_at": (NOON + WEEK).isoformat()}
    stage, opened, later = example("stage_changed"), example("consultation_opened"), example("closing_in_a_week")
    extended = example("consultation_extended", **moved)
    extended.due_at = NOON + WEEK
    later.norm, later.norm_title, later.facts["consultation"] = "N-100", "Mail gateways", "CN-2"
    later.due_at = NOON - WEEK
    digest = write_digest([stage, opened, extended, later], ["site"], pace="daily")
    assert digest.subject == "4 things today: Closes on 6 May, 12:00 UTC: Draft of quantum key modules"
    assert [heading.split("\n")[0] for heading in document(digest).xpath("//h2/bdi/text()")] == [
        "Mail gateways",
        "Quantum key modules",
    ]
    until = [" ".join(cell.text_content().split()) for cell in document(digest).xpath("//td[@class='deadline-cell']")]
    assert until == ["Comments until Monday 29 April 2030, 12:00 UTC", "Comments until Monday 13 May 2030, 12:00 UTC"]


def test_a_deadline_that_is_over_is_set_off_no_more(db):
    late = example("consultation_opened")
    late.due_at = late.at - WEEK
    assert "Comments until" not in write_notice([late], ["site"]).text


def test_only_a_long_digest_begins_with_its_contents(db):
    contents = [document(long_digest(number)).xpath("//ul/li/a/@href") for number in (3, 4, 60)]
    assert contents == [[], ["#n1", "#n2", "#n3", "#n4"], []]


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ((0, 0, 0), "no clause changed"),
        ((1, 0, 0), "1 new clause"),
        ((2, 1, 0), "2 new clauses and 1 changed"),
        ((0, 1, 0), "1 changed clause"),
        ((0, 2, 1), "2 changed clauses and 1 gone"),
        ((0, 0, 1), "1 clause gone"),
        ((1, 2, 3), "1 new clause, 2 changed and 3 gone"),
        ((1, 0, 2), "1 new clause and 2 gone"),
    ],
)
def test_what_changed_is_said_as_people_say_it(db, counts, words):
    counted = dict(zip(("new", "changed", "gone"), counts, strict=True))
    none = {"new": 0, "changed": 0, "gone": 0}
    text = write_notice([example("consultation_opened", clauses=counted, requirements=none)], ["site"]).text
    assert f"Since Second draft: {words}; no requirement changed." in " ".join(text.split())


def test_a_first_text_is_compared_with_nothing(db):
    first = example("consultation_opened")
    for fact in ("earlier", "comparison", "clauses", "requirements"):
        del first.facts[fact]
    text = write_notice([first], ["site"]).text
    assert ["Since" in text, "Compare" in text] == [False, False]


@pytest.mark.parametrize("kind", FACTS)
def test_no_words_of_an_event_lack_a_fact(db, kind):
    notice = write_notice([example(kind)], ["site"])
    for words in (notice.subject, notice.text):
        assert re.findall(r"\(\)|“”|: ,|,,| \.|  +\S|None|\{|: *$", words.replace(":\nhttp", "")) == []


def test_a_text_is_wrapped_below_the_first_word_of_its_line():
    long = "word " * 20
    wrapped = lay_out_text(f"* {long}\n  https://norms.example/{'a' * 90}\n\n\n\n{long}")
    assert [line[:6] for line in wrapped.splitlines()] == ["* word", "  word", "  http", "", "word w", "word w"]


# --- colours -------------------------------------------------------------------------------------------------------------


def colours(block: str) -> dict[str, dict[str, str]]:
    """By class or element, its colours."""
    found: dict[str, dict[str, str]] = {}
    for selectors, rules in re.findall(r"([^{}]+)\{([^{}]*)\}", block):
        set_here = dict(re.findall(r"(?<![\w-])((?:background-)?color): (#[0-9A-F]{6})", rules))
        for selector in selectors.split(","):
            found.setdefault(re.split(r"[.\s]", selector.strip())[-1], {}).update(set_here)
    return found


def brightness(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((brightness(one), brightness(other)))
    return (lighter + 0.05) / (darker + 0.05)


def schemes() -> Iterator[tuple[str, dict[str, dict[str, str]]]]:
    light, dark = BASE.read_text().split("@media (prefers-color-scheme: dark)")
    yield "light", colours(light.split("<style>")[1])
    yield "dark", colours(dark.partition("{")[2].split("</style>")[0])


@pytest.mark.parametrize(("scheme", "found"), list(schemes()), ids=["light", "dark"])
def test_every_colour_of_text_can_be_read_on_its_ground(scheme, found):
    seen = {name: contrast(found[name]["color"], found[ground]["background-color"]) for name, ground in ON_WHAT.items()}
    assert {name: round(value, 1) for name, value in seen.items() if value < LEAST_CONTRAST} == {}


@pytest.mark.browser
@pytest.mark.parametrize(("width", "scheme"), [(600, "light"), (375, "dark")])
def test_axe_finds_nothing_in_any_mail_and_none_is_wider_than_its_window(mails, browser, width, scheme):
    page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
    found = []
    for name, mail in mails.items():
        page.set_content(mail.html)
        faults = Axe().run(page, options=RULES).response["violations"]
        found += [f"{name}: {fault['id']} {fault['nodes'][0]['html'][:120]}" for fault in faults]
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            found.append(f"{name}: wider than {width}")
    page.close()
    assert found == []
