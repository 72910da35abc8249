"""The pages of screenings: what is shown to whom, in place, and what is kept when something is wrong."""

import re
from datetime import timedelta
from html import unescape

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from norms.models import Clause
from norms.services import add_clause, freeze_revision, start_revision
from normsite.foundation.controls.models import ControlList
from riskreviews.checklist import QUESTIONS
from riskreviews.checks import before_circulation
from riskreviews.models import Screening
from riskreviews.services import ask_authority, begin_screening, change_screening, submit_screening
from tests import scenes
from tests.riskreviews.screenings import (
    NEXT_YEAR,
    answered,
    begun,
    concluded,
    draft_with_codes,
    edition_of,
    judged,
    range_criterion,
    reword,
    submitted,
)

FILLED = {f"answer_{question.key}": "none" for question in QUESTIONS}
HARMLESS_CODES = {"answer_codes": "harmless", "note_codes": "Of no use to anybody."}


def words(response) -> str:
    """The page as it reads: without tags, blanks folded."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def test_the_norms_page_says_of_each_list_where_it_stands(as_user, cast):
    revision = draft_with_codes(cast)
    address = f"/desk/norms/{revision.norm.code}/export-control/"
    rhea = as_user(cast.rhea)

    assert "No control list is in force on this site" in words(rhea.get(address))
    screening = begun(cast, revision)
    edition_of("xx-list")
    page = words(rhea.get(address))
    assert "Not cleared yet. Until it is, the text can't be made public" in page
    assert f"{screening.code} · 2 findings without an answer" in page
    assert "1 June 2027, on record since" in page
    assert page.count("Begin the screening") == 1


def test_the_desk_of_the_norm_leads_there(as_user, cast):
    revision = draft_with_codes(cast)

    page = as_user(cast.olu).get(f"/desk/norms/{revision.norm.code}/").content.decode()

    assert f'href="/desk/norms/{revision.norm.code}/export-control/1/"' in page


def test_a_screening_is_begun_from_there_once(as_user, cast):
    revision, control_list = draft_with_codes(cast), edition_of()
    address = f"/desk/norms/{revision.norm.code}/export-control/1/begin/"
    rhea = as_user(cast.rhea)

    first = rhea.post(address, {"list": control_list.pk}, follow=True)
    second = Client()
    second.force_login(cast.sami)
    again = second.post(address, {"list": control_list.pk})

    assert "is begun. 2 findings to look at." in words(first)
    assert (again.status_code, "The text is screened by this edition already" in words(again)) == (409, True)
    assert rhea.post(address, {"list": "nonsense"}).status_code == 404
    assert Screening.objects.count() == 1


def test_who_does_not_screen_reads_and_changes_nothing(as_user, cast):
    screening = begun(cast)
    at = screening.get_absolute_url()
    hit = screening.hits.first()

    for somebody in (cast.olu, cast.edda, cast.piet, cast.ada):
        browser = as_user(somebody)
        assert browser.get(at).status_code == 200
        for name in ("answer", "checklist", "look-through", "submit", "take-back", "reopen", "referrals/new"):
            assert browser.post(f"{at}{name}/", {"hit": hit.pk, "relevance": "relevant"}).status_code == 403
    for somebody in (cast.rosa, cast.nils):
        assert as_user(somebody).get(at).status_code == 403
    assert Client().get(at).headers["Location"].startswith("/accounts/login/")
    assert screening.hits.unanswered().count() == 2


def test_what_was_found_stands_marked_in_the_text_and_leads_to_why(as_user, cast):
    screening = begun(cast)
    hit = screening.hits.get(code="9A012")

    page = as_user(cast.rhea).get(screening.get_absolute_url()).content.decode()

    marked = f'<span id="in-hit-{hit.pk}"></span><a href="#hit-{hit.pk}"><mark title="{hit.why}">9A012</mark></a>'
    assert f"Aircraft as in {marked} that take pictures." in unescape(page)
    assert f'id="hit-{hit.pk}"' in page
    assert "Needs expert review" in page
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(re.findall(r'id="([^"]+)"', page))


def test_a_finding_names_the_criterion_that_it_meets(as_user, cast):
    control_list = edition_of()
    criterion = range_criterion(control_list, cast)
    revision = draft_with_codes(cast)
    reword(revision, "colour", "The unmanned aerial vehicle shall have a range of 320 km.", cast)

    screening = begun(cast, revision, control_list)
    hit = screening.hits.get(kind="quantity", criterion=criterion.pk)
    page = as_user(cast.rhea).get(screening.get_absolute_url())

    assert (hit.code, hit.words) == ("9A012.a", "320 km")
    assert f'href="/desk/criteria/{criterion.code}/"' in page.content.decode()
    assert criterion.sentence in words(page)


def test_ticked_findings_are_answered_together_and_what_was_typed_is_kept(as_user, cast):
    screening = begun(cast)
    at, keys = screening.get_absolute_url(), list(screening.hits.values_list("pk", flat=True))
    rhea = as_user(cast.rhea)

    silent = rhea.post(f"{at}answer/", {"hit": keys, "relevance": "not_relevant", "reason": " "})
    assert (silent.status_code, silent.content.decode().count("checked")) == (422, 3)
    nothing = rhea.post(f"{at}answer/", {"relevance": "relevant", "reason": "Half a thought"})
    assert (nothing.status_code, "Half a thought" in words(nothing)) == (409, True)
    done = rhea.post(f"{at}answer/?show=unanswered", {"hit": keys, "relevance": "not_relevant", "reason": "A code alone."})
    assert done.url == f"{at}?show=unanswered#findings"
    assert set(screening.hits.values_list("relevance", "reason")) == {("not_relevant", "A code alone.")}


def test_findings_are_shown_by_kind_and_by_answer(as_user, cast):
    screening = begun(cast)
    rhea, at = as_user(cast.rhea), screening.get_absolute_url()
    screening.hits.filter(code="5A002").update(
        relevance="relevant", answered_by=cast.rhea, answered_at=timezone.now(), reason="Perhaps."
    )

    def shown(query):
        return [hit.code for passage in rhea.get(f"{at}?{query}").context["passages"] for hit in passage.hits]

    assert shown("") == ["9A012", "5A002"]
    assert shown("show=unanswered") == ["9A012"]
    assert shown("show=relevant") == ["5A002"]
    assert shown("kind=code") == ["9A012", "5A002"]
    assert shown("kind=quantity") == []
    assert shown("kind=nonsense") == ["9A012", "5A002"]


def test_a_clause_that_was_changed_or_cut_is_shown_without_marks(as_user, cast):
    screening = begun(cast)
    reword(screening.revision, "scope", "Aircraft.", cast)
    Clause.objects.filter(revision=screening.revision, anchor="range").update(anchor="elsewhere")

    page = as_user(cast.rhea).get(screening.get_absolute_url())

    assert words(page).count("The clause was changed since, so nothing is marked in it.") == 2
    assert "<mark" not in page.content.decode()


def test_the_checklist_is_saved_half_answered_and_asks_for_words(as_user, cast):
    screening = begun(cast)
    at, rhea = f"{screening.get_absolute_url()}checklist/", as_user(cast.rhea)

    wordless = rhea.post(at, {**FILLED, "answer_codes": "harmless", "version": 1})
    assert (wordless.status_code, wordless.context["form"].errors) == (422, {"note_codes": ["Say what it is."]})
    half = rhea.post(at, {**HARMLESS_CODES, "version": 1})
    screening.refresh_from_db()
    assert (half.status_code, screening.answers) == (302, {"codes": {"answer": "harmless", "note": "Of no use to anybody."}})
    page = words(rhea.get(screening.get_absolute_url()))
    assert "10 questions of the checklist are not answered yet." in page
    assert "Yes, and it tells nothing that is controlled: Of no use to anybody." in page


def test_of_two_who_save_the_checklist_the_second_sees_what_stands(as_user, cast):
    screening = begun(cast)
    at, rhea = f"{screening.get_absolute_url()}checklist/", as_user(cast.rhea)
    change_screening(screening=screening, version=1, by=cast.sami, end_use="Theirs.")

    late = rhea.post(at, {**FILLED, "end_use": "Mine.", "version": 1})
    assert (late.status_code, "Theirs." in words(late), "Mine." in words(late)) == (409, True, True)
    assert rhea.post(at, {**FILLED, "end_use": "Mine.", "version": 2}).status_code == 302
    screening.refresh_from_db()
    assert screening.end_use == "Mine."


def test_from_the_first_look_to_cleared_through_the_pages(as_user, cast):
    screening = answered(begun(cast), cast)
    at = screening.get_absolute_url()

    asked = as_user(cast.rhea).post(f"{at}submit/", follow=True)
    assert "Two reviewers are asked." in words(asked)
    opinion = {
        "outcome": "cleared",
        "until": NEXT_YEAR.isoformat(),
        "reason": "It teaches nothing.",
        "words": screening.fingerprint,
    }
    assert "You can read it, and somebody else decides." in words(as_user(cast.rhea).get(at))
    first = as_user(cast.piet).post(f"{at}review/", opinion, follow=True)
    assert "Your opinion is recorded. A second person decides now." in words(first)
    assert "It teaches nothing." in words(as_user(cast.april).get(f"{at}review/"))
    second = as_user(cast.april).post(f"{at}review/", opinion, follow=True)
    assert f"{screening.code} is concluded: cleared, until" in words(second)
    page = words(as_user(cast.olu).get(f"/desk/norms/{screening.revision.norm.code}/export-control/"))
    assert "Cleared under every list in force, while the words stay as they are. What comes next: freeze it" in page


def test_once_it_is_frozen_the_desk_leads_to_the_screening_and_that_leads_to_the_consultation(as_user, cast):
    revision = freeze_revision(revision=draft_with_codes(cast), by=cast.edda)
    code, sami = revision.norm.code, as_user(cast.sami)
    at = f"/desk/norms/{code}/export-control/1/"
    edition_of()

    assert f'<a class="govuk-button" href="{at}">To export control</a>' in sami.get(f"/desk/norms/{code}/").content.decode()
    readers = f"/desk/norms/{code}/r1/circulation/"
    assert f'href="{readers}">named readers of a restricted text</a>' in sami.get(at).content.decode()
    screening = begin_screening(revision=revision, control_list=ControlList.objects.get(), by=cast.rhea)
    screening = submit_screening(screening=answered(screening, cast), by=cast.rhea)
    judged(screening, cast.piet)
    judged(screening, cast.april)
    assert f'href="/desk/consultations/open/?revision={revision.pk}"' in sami.get(at).content.decode()
    assert '">To the consultations</a>' in sami.get(f"/desk/norms/{code}/").content.decode()


def test_of_a_public_text_nobody_says_that_it_is_kept_back(as_user, cast):
    revision = draft_with_codes(cast)
    revision = freeze_revision(revision=revision, by=cast.edda)
    scenes.opened(cast, revision, days_ago=10)
    start_revision(revision=revision, by=cast.edda)
    edition_of()

    page = words(as_user(cast.sami).get(f"/desk/norms/{revision.norm.code}/export-control/1/"))
    assert "Anybody may read this text already" in page
    assert "can't be made public" not in page
    [missing] = before_circulation(revision).blocking
    assert missing.href == f"/desk/norms/{revision.norm.code}/export-control/1/"


def test_a_reviewer_is_led_to_what_was_put_aside(as_user, cast):
    screening = submitted(cast)
    at, piet = screening.get_absolute_url(), as_user(cast.piet)

    page = piet.get(f"{at}review/")
    assert "Whoever prepared it has put 2 aside as not relevant" in words(page)
    assert "2 findings speak to this." in words(page)
    assert f'href="{at}?show=aside#findings"' in page.content.decode()
    shown = piet.get(f"{at}?show=aside")
    assert [hit.relevance for passage in shown.context["passages"] for hit in passage.hits] == ["not_relevant"] * 2


def test_a_finding_tells_its_words_once_and_leads_to_the_list(as_user, cast):
    screening = begun(cast)
    page = as_user(cast.rhea).get(screening.get_absolute_url())
    [hit] = screening.hits.filter(code="5A002")

    assert words(page).count(f"“{hit.words}”") == 1
    assert 'href="/control-lists/search/?q=5A002&amp;list=zz-list"' in page.content.decode()


def test_a_reviewer_returns_it_with_a_reason_alone(as_user, cast):
    screening = submitted(cast)
    at, piet = f"{screening.get_absolute_url()}review/", as_user(cast.piet)

    silent = piet.post(at, {"return": "1", "reason": ""})
    assert (silent.status_code, "Say why." in words(silent)) == (409, True)
    returned = piet.post(at, {"return": "1", "reason": "Clause 2 was not read."}, follow=True)
    assert f"{screening.code} is returned, with your reason." in words(returned)
    assert "Round 1: Returned , by Piet" in words(returned)


def test_an_opinion_without_its_facts_keeps_what_was_typed(as_user, cast):
    screening = submitted(cast)
    at, piet = f"{screening.get_absolute_url()}review/", as_user(cast.piet)
    over = (timezone.localdate() - timedelta(days=1)).isoformat()

    answer = piet.post(at, {"until": over, "reason": "Because.", "words": screening.fingerprint})

    assert (answer.status_code, sorted(answer.context["form"].errors)) == (422, ["outcome", "until"])
    assert "Because." in words(answer)
    assert screening.opinions.count() == 0


def test_a_stale_screening_says_so_wherever_it_is_shown(as_user, cast):
    screening = concluded(cast)
    reword(screening.revision, "colour", "The aircraft shall be red.", cast)
    rhea = as_user(cast.rhea)

    for address in (screening.get_absolute_url(), f"/desk/norms/{screening.revision.norm.code}/export-control/"):
        page = words(rhea.get(address))
        assert ("Stale" in page, "The text was changed since." in page) == (True, True)
    assert "Screen again Revision 1 by 1 control list" in words(rhea.get("/desk/"))
    reopened = rhea.post(f"{screening.get_absolute_url()}reopen/", follow=True)
    assert "is open again. What was answered of unchanged clauses still stands." in words(reopened)
    assert screening.hits.unanswered().count() == 0


def test_a_question_to_an_authority_and_its_reply_are_recorded(as_user, cast):
    screening = begun(cast)
    at, rhea, today = screening.get_absolute_url(), as_user(cast.rhea), timezone.localdate().isoformat()

    asked = rhea.post(
        f"{at}referrals/new/", {"authority": "Export office", "number": "A 17", "sent_on": today, "question": "May it go?"}
    )
    referral = screening.referrals.get()
    early = rhea.post(f"{at}referrals/{referral.pk}/", {"reply": "licensed", "replied_on": "2020-01-01"})
    done = rhea.post(f"{at}referrals/{referral.pk}/", {"reply": "licensed", "replied_on": today, "conditions": "Not abroad."})

    assert (asked.status_code, early.status_code, done.status_code) == (302, 409, 302)
    assert "Licence granted" in words(rhea.get(at))
    assert "Not abroad." in words(rhea.get(at))


def test_tasks_say_who_decides_and_who_screens(as_user, cast):
    screening = submitted(cast)

    def tasks(person):
        return words(as_user(person).get("/desk/"))

    assert "Decide whether Revision 1 may circulate under Model list, 2026-01" in tasks(cast.piet)
    assert "may circulate" not in tasks(cast.rhea)
    judged(screening, cast.piet)
    assert "may circulate" not in tasks(cast.piet)
    edition_of("xx-list")
    assert "Screen Revision 1 by 1 control list" in tasks(cast.sami)
    assert "control list" not in tasks(cast.edda)


def test_what_opening_a_consultation_and_publishing_will_refuse_is_said_before(as_user, cast):
    revision = draft_with_codes(cast)
    edition_of()
    sami, refusal = as_user(cast.sami), "The text is not cleared under Model list, 2026-01 (Model jurisdiction)."

    assert refusal in words(sami.get(f"/desk/norms/{revision.norm.code}/freeze/"))
    freeze_revision(revision=revision, by=cast.edda)
    assert refusal in words(sami.get(f"/desk/consultations/open/?revision={revision.pk}"))
    assert refusal not in words(sami.get("/desk/consultations/open/"))
    assert refusal in words(as_user(cast.april).get(f"/desk/publish/{revision.norm.code}/r1/"))


def test_a_code_of_no_screening_is_not_found(as_user, cast):
    for code in ("SCR-999999", "N-1", "nonsense"):
        assert as_user(cast.rhea).get(f"/desk/screenings/{code}/").status_code == 404
    assert as_user(cast.rhea).get("/desk/norms/N-999999/export-control/").status_code == 404


def cost(client, address) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def test_pages_ask_the_database_the_same_for_many_findings_as_for_few(as_user, cast):
    few, many = draft_with_codes(cast), draft_with_codes(cast, "Long")
    for number in range(6):
        add_clause(revision=many, title=f"More {number}", anchor=f"more-{number}", body="See 9A012 and 5A002.", by=cast.edda)
    control_list = edition_of()
    short, long = begun(cast, few, control_list), begun(cast, many, control_list)
    ask_authority(
        screening=long, authority="Office", number="1", question="May it?", sent_on=timezone.localdate(), by=cast.rhea
    )
    rhea = as_user(cast.rhea)

    assert len(long.hits.all()) == 14
    assert cost(rhea, short.get_absolute_url()) == cost(rhea, long.get_absolute_url())


def test_the_task_list_asks_the_same_for_one_screened_norm_as_for_three(as_user, cast):
    control_list, rhea = edition_of(), as_user(cast.rhea)

    def screened(title):
        screening = begun(cast, draft_with_codes(cast, title), control_list)
        return answered(screening, cast)

    screened("First")
    one = cost(rhea, "/desk/")
    screened("Second")
    screened("Third")
    assert cost(rhea, "/desk/") == one
