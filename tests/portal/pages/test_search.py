"""The search: words in any spelling, names with signs within, and a code's own page before all that holds its letters."""

from importlib import import_module

import pytest
from django.apps import apps

from comments.models import Comment
from norms.services import add_clause, freeze_revision
from normsite.foundation import markup
from normsite.foundation.search import LONGEST_EXCERPT, asked_for, excerpt, meant_in
from normsite.portal.publication.publishing import publish
from normsite.templatetags.normsite_markup import marked as marked_pieces_html
from tests import scenes
from tests.comments import scenes as talks

pytestmark = pytest.mark.django_db

CIPHERS = (
    "The link shall use AES-256-GCM and the body ISO/IEC 27001-2022. The aircraft of type P-8A is exempt. "
    "Ask Zoé Müñoz-Gårder for the naïve façade test."
)
CURVES = (
    "Keys shall be on curve P-256 or P-384. The supply shall meet the N-1 criterion, and no R-134 coolant may be used. "
    "See `load_file` and **bold** words."
)
NO_PAGE = ["P-256", "P-384", "N-1", "R-134"]


@pytest.fixture
def norm(cast):
    """Anybody may read its frozen text, in which clauses speak of ciphers and of curves."""
    draft = scenes.drafted(cast, "Names of the field")
    add_clause(revision=draft, title="Ciphers", anchor="ciphers", body=CIPHERS, by=cast.edda, rationale="So.")
    add_clause(revision=draft, title="Curves", anchor="curves", body=CURVES, by=cast.edda, rationale="So.")
    freeze_revision(revision=draft, by=cast.edda)
    scenes.opened(cast, draft, days_ago=10)
    return draft.norm


def clauses(client, words: str) -> list[str]:
    found = client.get("/search/", {"q": words})
    assert found.status_code == 200
    return [clause.anchor for clause in rows(found, "clauses")]


def rows(page, key: str) -> list:
    return [hit.row for facet in page.context["facets"] if facet.key == key for hit in facet.hits]


@pytest.mark.parametrize(
    "words",
    [
        "Zoe", "ZOÉ", "Zoe\u0301", "Munoz", "Munoz-Garder", "naive", "na\u00efve", "facade", "façade test", "AES-256",
        "aes 256", "AES/256", "AES-256-GCM", "AES\u2011256", "27001-2022", "27001/2022", "iso/iec 27001", "P-8A", '"type P-8A"',
        '"P-8A"',
        "AES-256 -curve", "AES-256 or nothing-there", "so\u00adZoe or Zoe", "8A. ",
    ],
)  # fmt: skip
def test_words_are_found_in_any_spelling_and_with_any_sign_within(norm, client, words: str):
    assert clauses(client, words) == ["ciphers"]


@pytest.mark.parametrize(
    "words", ["AES-128", "256-AES", '"GCM AES"', "AES-256 -exempt", "AES-256 -P-8A", "Zoe -naive", '"8A type"']
)
def test_what_stands_otherwise_in_the_text_is_not_found(norm, client, words: str):
    assert clauses(client, words) == []


@pytest.mark.parametrize("words", NO_PAGE)
def test_names_of_the_field_that_could_be_codes_are_searched_for(norm, client, words: str):
    assert clauses(client, words) == ["curves"]


def test_the_words_of_a_text_are_searched_and_not_the_signs_of_its_source(norm, client):
    assert clauses(client, '"file and bold words"') == ["curves"]
    page = client.get("/search/", {"q": "bold"}).text
    assert ["and <mark>bold</mark> words" in page, "**bold**" in page] == [True, False]


def test_titles_and_comments_in_the_other_unicode_form_are_found(cast, client):
    comment = talks.published(cast, talks.opened(cast), "Bei der Pru\u0308fung von type P\u20118A fehlt die Zusta\u00adndige.")
    for words in ("Prüfung", "Pru\u0308fung", "prufung", "P-8A", "Zustandige"):
        assert [one.code for one in rows(client.get("/search/", {"q": words}), "comments")] == [comment.code]


class TestACode:
    def test_its_own_page_comes_first_and_then_what_holds_it(self, norm, client):
        page = client.get("/search/", {"q": f" {norm.code.lower()} "})
        assert page.context["coded"] == {"code": norm.code, "kind": "Norm", "address": norm.get_absolute_url()}
        assert f'<a class="govuk-link" href="{norm.get_absolute_url()}">{norm.code}</a>' in page.text
        assert "Nothing found" not in page.text

    def test_one_that_nobody_outside_may_know_of_is_answered_like_one_never_given(self, cast, client, as_user):
        draft = scenes.drafted(cast, "Zeroisation of vaults")
        assessment = scenes.assessed(cast, draft)
        hidden = {draft.norm.code: "N-999999", assessment.code: "R-999999"}
        for code, never in hidden.items():
            told = [client.get("/search/", {"q": words}).text.replace(words, "…") for words in (code, never)]
            assert told[0] == told[1]
            assert "Nothing found" in told[0]
            assert as_user(cast.sami).get("/search/", {"q": code}).context["coded"]["code"] == code

    def test_one_of_a_comment_that_nobody_has_read_leads_to_its_page_and_to_no_words(self, cast, client):
        unread = talks.only_comment(talks.send(talks.opened(cast), "My neighbour keeps modules under the stairs."))
        page = client.get("/search/", {"q": unread.code})
        assert page.context["coded"] == {"code": unread.code, "kind": "Comment", "address": unread.get_absolute_url()}
        assert "Nothing found" in client.get("/search/", {"q": "neighbour"}).text

    def test_a_receipt_is_not_found_by_its_code(self, cast, client):
        receipt = talks.send(talks.opened(cast), "My neighbour keeps modules under the stairs.")
        assert "Nothing found" in client.get("/search/", {"q": receipt.submission.code}).text


def test_the_words_are_marked_in_the_title_too_and_nothing_typed_is_markup(norm, cast, client):
    published = talks.published(cast, talks.opened(cast), "About <b>ciphers</b> & curves.")
    page = client.get("/search/", {"q": "cipher"}).text
    assert " <mark>Ciphers</mark></bdi></a>" in page
    assert "About &lt;b&gt;<mark>ciphers</mark>&lt;/b&gt; &amp; curves." in page
    assert f"On <bdi>the whole text</bdi> · <bdi>{published.consultation.title}</bdi>" in page


def test_a_name_that_its_sentence_keeps_apart_stays_apart_with_a_word_marked_in_it(db):
    pieces = excerpt("Review by \u2068Zoé Key\u2069 of keys.", meant_in(["Key keys"], asked_for("key")))
    assert marked_pieces_html(pieces) == "Review by <bdi>Zoé <mark>Key</mark></bdi> of <mark>keys</mark>."
    assert marked_pieces_html(excerpt("Zoé\u2069 has a key.", frozenset(["key"]))) == "Zoé has a <mark>key</mark>."


def test_each_kind_says_how_many_and_can_be_asked_for_alone(norm, cast, client):
    consultation = talks.opened(cast)
    for number in range(23):
        talks.published(cast, consultation, f"Curves, number {number}.")
    everything = client.get("/search/", {"q": "curves"})
    assert {facet.label: str(facet.total) for facet in everything.context["facets"] if facet.total} == {
        "Clauses": "1",
        "Comments": "23",
    }
    assert "Show all 23 comments" in everything.text
    pages = [client.get("/search/", {"q": "curves", "in": "comments", "page": number}) for number in (1, 2, 3)]
    codes = [{one.code for one in rows(page, "comments")} for page in pages]
    assert [len(each) for each in codes] == [20, 3, 0]
    assert len(codes[0] | codes[1]) == 23
    assert [rows(page, "clauses") for page in pages] == [[], [], []]
    assert ['rel="next"' in page.text for page in pages] == [True, False, False]
    assert ["Nothing found" in page.text for page in pages] == [False, False, False]
    assert [str(page.context["facets"][-1].total) for page in pages] == ["23", "23", "23"]
    assert ["No page so far on" in page.text for page in pages] == [False, False, True]
    assert "Nothing of this kind" in client.get("/search/", {"q": "curves", "in": "norms"}).text


def test_more_than_two_thousand_are_not_counted_and_the_newest_are_compared(cast, client, monkeypatch):
    monkeypatch.setattr("normsite.foundation.search.MOST_COUNTED", 2)
    consultation = talks.opened(cast)
    codes = [talks.published(cast, consultation, f"Curves, number {number}.").code for number in range(4)]
    page = client.get("/search/", {"q": "curves"})
    assert str(page.context["facets"][-1].total) == "more than 2"
    assert codes[0] not in page.text
    assert "were compared" in page.text


def test_a_code_that_no_words_hold_is_shown_without_kinds_of_hits(cast, client):
    publication = publish(revision=scenes.ready(cast).second, by=cast.april)
    told = client.get("/search/", {"q": publication.code}).text
    assert ["Rationale page with this code" in told, "What was found" in told] == [True, False]


def test_a_norm_is_shown_by_the_sentence_of_its_summary_and_without_the_signs_of_its_source(norm, client):
    norm.summary = "It speaks of **ciphers**\nand of quinces. No more."
    norm.summary_html = markup.render(norm.summary)
    norm.save()
    told = client.get("/search/", {"q": "quinces"}).text
    assert "It speaks of ciphers and of <mark>quinces</mark>." in told


def test_a_rationale_page_is_found_by_its_own_words_and_not_by_the_comments_that_it_repeats(cast, client):
    ready = scenes.ready(cast)
    publication = publish(revision=ready.second, by=cast.april)
    found = [
        passage
        for word in ("rationale", "reason", "risk")
        for passage in rows(client.get("/search/", {"q": word}), "rationales")
    ]
    assert {passage.publication for passage in found} == {publication}
    assert all("text" in passage.get_deferred_fields() for passage in found)  # of a long one the beginning is enough
    assert not publication.passages.filter(text__contains=Comment.objects.public().first().text).exists()


def test_the_pages_of_the_version_before_are_taken_in_and_twice_is_once(cast):
    publication = publish(revision=scenes.ready(cast).second, by=cast.april)
    before = list(publication.passages.values_list("anchor", "title", "text", "words").order_by("anchor"))
    publication.passages.all().delete()
    for _ in range(2):
        import_module("normsite.portal.publication.migrations.0005_search_earlier_pages").take_in(apps, None)
    assert list(publication.passages.values_list("anchor", "title", "text", "words").order_by("anchor")) == before
    assert before


def test_a_draft_is_not_found_by_its_words(cast, client, norm):
    add_clause(revision=scenes.drafted(cast, "Secret"), title="Hidden", anchor="hidden", body="Zoé's façade.", by=cast.edda)
    assert clauses(client, "facade") == ["ciphers"]


@pytest.mark.parametrize(
    "words", ['-"" ' * 50, "-½ " * 60, "_-" * 60 + "a", "-— " * 50, "a-_/." * 40, '"', '-"a', "\u00ad", "-\u00ad " * 60]
)
def test_strange_signs_are_answered(client, words: str):
    assert client.get("/search/", {"q": words}).status_code == 200


def told(pieces) -> str:
    """The excerpt as one string, what is marked in square brackets."""
    return "".join(f"[{piece.words}]" if piece.is_marked else piece.words for piece in pieces)


def marked(text: str, words: str) -> str:
    return told(excerpt(text, meant_in([text], asked_for(words))))


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("First. The façades are naïve. Last.", "Facade", "The [façades] are naïve."),
        ("First. The façades are naïve. Last.", "naive façade", "The [façades] are [naïve]."),
        ("Post-quantum keys.\nAnother line.", "postquantum key", "[Post-quantum] [keys]."),
        ("It is AES-256-GCM! Or not.", "aes256", "It is [AES-256-GCM]!"),
        ("See 1.1 and 5. Level 1.5 holds, AES 256 too.", "1.5", "Level [1.5] holds, AES 256 too."),
        ("A key. A 256-bit AES key. AES 256 keys.", "AES-256 key", "[AES] [256] [keys]."),
        ("Die Pru\u0308fung der Schlüssel", "prufung", "Die [Pru\u0308fung] der Schlüssel"),
        ("The key <b>&amp;", "keys", "The [key] <b>&amp;"),
        ("Nothing of the kind.", "elsewhere", ""),
        ("कुंजी की सुरक्षा", "सुरक्षा", "कुंजी की [सुरक्षा]"),
    ],
)
def test_an_excerpt_is_the_sentence_with_its_words_marked_as_they_stand_there(db, text, words, expected):
    assert marked(text, words) == expected


def test_a_long_sentence_is_cut_around_the_word_between_words(db):
    cut = marked("lorem ipsum " * 60 + "the façade test " + "dolor sit " * 60, "Facade-test")
    assert (cut[:2], cut[-2:], "the [façade] [test] dolor" in cut, len(cut) <= LONGEST_EXCERPT + 8) == ("… ", " …", True, True)
    assert set(cut.split()) == {"…", "lorem", "ipsum", "the", "[façade]", "[test]", "dolor", "sit"}
