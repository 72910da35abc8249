"""What is not public can't be read, found or guessed at by the public, on any page and in the API."""

from datetime import date

import pytest
from django.urls import reverse

from norms.models import Clause, Provision
from norms.services import link_obligation, register_obligation, start_revision
from tests import scenes
from tests.comments.scenes import only_comment, send

pytestmark = pytest.mark.django_db
UNREAD = "My neighbour keeps modules under the stairs."
DRAFTED = "melt itself"


def body(response):
    return response.content.decode()


@pytest.fixture
def hidden(cast):
    """A norm that is only a draft, with an obligation that its requirement serves."""
    draft = scenes.drafted(cast, "Zeroisation of vaults")
    provision = Provision.objects.get(norm=draft.norm, statements__clause__anchor="keys")
    obligation = register_obligation(
        kind="resolution",
        instrument="Resolution 1540 (2004)",
        reference="paragraph 3",
        title="Controls",
        text="States keep effective controls.",
        as_of=date(2026, 1, 15),
        by=cast.edda,
    )
    link_obligation(provision=provision, obligation=obligation, by=cast.edda)
    return draft, provision, obligation


@pytest.fixture
def talked(cast):
    """A consultation going on: one comment published, one withheld, one withdrawn, one nobody has read yet."""
    consultation = scenes.opened(cast, scenes.frozen(cast), days_ago=10)
    rosas, walters, veras = scenes.spoken(cast, consultation)
    unread = only_comment(send(consultation, UNREAD, capacity="individual", name="Ulla Unread", email="ulla@unread.example"))
    return consultation, rosas, walters, veras, unread


class TestDrafts:
    def test_no_address_of_a_draft_answers_the_public(self, hidden, client):
        draft, provision, _ = hidden
        code = draft.norm.code
        addresses = [
            f"/norms/{code}/",
            f"/norms/{code}/r1/",
            f"/norms/{code}/r1/since/r1/",
            f"/provisions/{provision.code}/",
            f"/api/v1/norms/{code}/",
            f"/api/v1/norms/{code}/revisions/1/clauses/",
        ]
        assert {address: client.get(address).status_code for address in addresses} == dict.fromkeys(addresses, 404)

    def test_a_code_leads_to_a_page_that_does_not_answer(self, hidden, client):
        draft, provision, _ = hidden
        for code in (draft.norm.code, provision.code):
            assert client.get(f"/ref/{code}/", follow=True).status_code == 404

    @pytest.mark.parametrize("address", ["/", "/norms/", "/search/?q=vaults", "/search/?q=erase", "/api/v1/norms/"])
    def test_no_list_names_it(self, hidden, client, address):
        response = client.get(address)
        assert response.status_code == 200
        assert "Zeroisation of vaults" not in body(response)

    def test_the_obligation_it_serves_does_not_name_it(self, hidden, client):
        _, provision, obligation = hidden
        page = body(client.get(obligation.get_absolute_url()))
        assert obligation.title in page
        assert provision.code not in page
        assert "Zeroisation of vaults" not in page

    def test_staff_do_see_all_that(self, hidden, as_user, cast):
        draft, provision, obligation = hidden
        olu = as_user(cast.olu)
        assert "Zeroisation of vaults" in body(olu.get(f"/norms/{draft.norm.code}/"))
        assert "erase keys" in body(olu.get(f"/norms/{draft.norm.code}/r1/"))
        assert provision.code in body(olu.get(obligation.get_absolute_url()))


class TestTheNextDraftOfAPublicNorm:
    @pytest.fixture
    def norm(self, cast):
        first = scenes.frozen(cast)
        scenes.opened(cast, first, days_ago=10)
        second = start_revision(revision=first, by=cast.edda, label="Midnight oil")
        Clause.objects.filter(revision=second, anchor="keys").update(
            body=f"The module shall {DRAFTED}.", body_html=f"<p>The module shall {DRAFTED}.</p>"
        )
        return first.norm

    def test_the_public_reads_the_first_and_not_the_second(self, norm, client):
        assert client.get(f"/norms/{norm.code}/r1/").status_code == 200
        assert client.get(f"/norms/{norm.code}/r2/").status_code == 404
        assert client.get(f"/norms/{norm.code}/r2/since/r1/").status_code == 404
        assert client.get(f"/api/v1/norms/{norm.code}/revisions/2/clauses/").status_code == 404
        assert [one["number"] for one in client.get(f"/api/v1/norms/{norm.code}/revisions/").json()] == [1]

    def test_neither_its_name_nor_its_words_are_anywhere(self, norm, client):
        provision = Provision.objects.get(norm=norm, statements__clause__anchor="keys", statements__clause__revision__number=1)
        pages = ["/", "/norms/", f"/norms/{norm.code}/", f"/norms/{norm.code}/r1/", f"/provisions/{provision.code}/"]
        for page in [*pages, "/search/?q=melt", "/consultations/"]:
            response = client.get(page)
            assert response.status_code == 200
            assert (page, "Midnight oil" in body(response), DRAFTED in body(response)) == (page, False, False)


class TestComments:
    def test_a_code_of_a_comment_nobody_has_read_leads_to_its_page(self, talked, client):
        unread = talked[4]
        page = client.get(f"/ref/{unread.code}/", follow=True)
        assert page.redirect_chain == [(unread.get_absolute_url(), 302)]
        assert ("being read" in page.text, page.status_code) == (True, 200)

    def test_no_page_tells_words_or_author_of_what_is_held_back(self, talked, client):
        consultation, rosas, walters, veras, unread = talked
        norm = consultation.revision.norm
        pages = [
            "/",
            norm.get_absolute_url(),
            consultation.revision.get_absolute_url(),
            consultation.get_absolute_url(),
            reverse("comments:docket", args=[consultation.code]),
            walters.get_absolute_url(),
            veras.get_absolute_url(),
            unread.get_absolute_url(),
            "/search/?q=solder",
            "/search/?q=stairs",
            "/search/?q=toaster",
            f"/api/v1/consultations/{consultation.code}/comments/",
        ]
        held = (*scenes.HELD_BACK, UNREAD, "Ulla", "unread.example")
        for page in pages:
            response = client.get(page)
            assert response.status_code == 200
            assert (page, [words for words in held if words in body(response)]) == (page, [])
        assert rosas.text in body(client.get(pages[4]))  # or there would be nothing to look through

    def test_a_withheld_comment_says_that_it_is_and_why(self, talked, client):
        page = body(client.get(talked[2].get_absolute_url()))
        assert "It tells how to defeat a module." in page

    def test_the_interface_lists_the_states_and_no_words_of_the_held_back(self, talked, client):
        consultation, rosas, walters, veras, _ = talked
        listed = client.get(f"/api/v1/consultations/{consultation.code}/comments/").json()["results"]
        assert {one["code"]: (one["state"], one["author"], one["text"]) for one in listed} == {
            rosas.code: ("published", "Rosa Reader", rosas.text),
            walters.code: ("withheld", None, None),
            veras.code: ("withdrawn", None, None),
        }

    def test_a_decision_is_not_told_before_the_answers_are_published(self, cast, client):
        first = scenes.frozen(cast)
        consultation = scenes.opened(cast, first)
        rosas, walters, _ = scenes.spoken(cast, consultation)
        scenes.answered(cast, rosas, "accepted", "none", "Quite so indeed.")
        scenes.answered(cast, walters, "rejected", "none", "No.")
        pages = [
            rosas.get_absolute_url(),
            reverse("comments:docket", args=[consultation.code]),
            f"/api/v1/consultations/{consultation.code}/comments/",
        ]
        assert [page for page in pages if "Quite so indeed." in body(client.get(page))] == []
        scenes.publish_dispositions(consultation=consultation, by=cast.sami)
        assert [page for page in pages if "Quite so indeed." in body(client.get(page))] == pages

    def test_a_receipt_does_not_open_by_its_code(self, talked, client):
        code = talked[1].submission.code
        assert client.get(f"/ref/{code}/").status_code == 404
        assert "rosa@readers.example" not in body(client.get(f"/receipts/{code}/"))


class TestRisk:
    def test_an_assessment_without_a_peers_word_is_not_shown(self, cast, client):
        first = scenes.frozen(cast)
        scenes.opened(cast, first, days_ago=10)
        assessment = scenes.assessed(cast, first)
        assert client.get(f"/ref/{assessment.code}/", follow=True).status_code == 404
        for page in (first.get_absolute_url(), first.norm.get_absolute_url()):
            assert "A module is stolen" not in body(client.get(page))
        scenes.agreed(cast, assessment)
        assert "A module is stolen" in body(client.get(first.get_absolute_url()))
