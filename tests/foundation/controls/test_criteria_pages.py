"""The desk's pages about criteria: working through suggestions, decisions, tables, and a text that is tried and not kept."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from normsite.foundation.accounts.models import LastForm, UnsentForm
from normsite.foundation.controls.models import Criterion, KeptHits
from normsite.foundation.controls.reading_out import suggestions_of
from normsite.foundation.controls.services import confirm_criterion, reject_criterion, suggest_criteria
from tests.foundation.controls.criteria_scenes import MIXERS, control_list, kitchen, read_out, suggested
from tests.portal.pages.test_queries import queries

OF = "/desk/criteria/of/zz-kitchen/2026-01/"


def page(client, address, status=200):
    response = client.get(address)
    assert response.status_code == status
    return response.content.decode()


def state(criterion):
    newest = Criterion.objects.current().get(code=criterion.code)
    return newest.state, newest.version, newest.reason


def listed(text):
    return [code for code in Criterion.objects.values_list("code", flat=True).order_by("pk") if f">{code}</a>" in text]


def test_the_overview_counts_what_is_to_be_looked_at(cast, as_user):
    converters, mixers, ladle = suggested()
    confirm_criterion(criterion=converters, by=cast.rhea)
    reject_criterion(criterion=mixers, reason="Misread.", by=cast.rhea)
    text = " ".join(page(as_user(cast.olu), "/desk/criteria/").split())
    assert "1 to look at · 1 confirmed · 1 rejected" in text
    assert ladle.code not in text


def test_suggestions_are_worked_through_by_entry_state_category_and_code(cast, as_user):
    converters, mixers, ladle = suggested()
    confirm_criterion(criterion=mixers, by=cast.rhea)
    desk = as_user(cast.rhea)
    assert listed(page(desk, OF)) == [converters.code, ladle.code]
    assert listed(page(desk, f"{OF}?state=confirmed")) == [mixers.code]
    assert listed(page(desk, f"{OF}?state=")) == [converters.code, mixers.code, ladle.code]
    assert listed(page(desk, f"{OF}?state=&category=3&code=3a001.b")) == [mixers.code]
    assert listed(page(desk, f"{OF}?state=&category=5")) == []


def test_a_long_list_is_read_page_by_page(cast, as_user):
    texts = {f"3A{number:03}": f"Pots of more than {number} litres." for number in range(1, 31)}
    made = control_list(texts={f"{code}.a": text for code, text in texts.items()})
    suggest_criteria(control_list=made, suggestions=suggestions_of(made))
    desk = as_user(cast.rhea)
    first = page(desk, OF)
    *_, last = listed(first)
    assert f"after={last}" in first
    assert len(listed(first)) == 25
    assert len(listed(page(desk, f"{OF}?state=suggested&after={last}"))) == 5


def test_what_is_ticked_is_confirmed_as_it_was_read(cast, as_user):
    converters, mixers, _ = suggested()
    desk = as_user(cast.rhea)
    Criterion.objects.filter(pk=mixers.pk).update(edits=1)  # somebody has corrected it since
    answer = desk.post(OF, {"tick": [f"{converters.code}:1.0", f"{mixers.code}:1.0"]}, follow=True)
    assert "1 of 2 confirmed." in answer.content.decode()
    assert (state(converters)[0], state(mixers)[0]) == ("confirmed", "suggested")


def test_a_criterion_is_shown_beside_the_words_of_the_list(cast, as_user):
    converters, _, ladle = suggested()
    text = page(as_user(cast.olu), f"/desk/criteria/{converters.code.lower()}/")
    assert "<mark>16 bit or more</mark> and a sample rate of <mark>more than 65 MHz</mark>" in text
    assert converters.sentence in text
    assert "You can read, but not decide." in text
    assert "A ladle is no mixer <mark>below 300 g</mark>." in page(as_user(cast.olu), f"/desk/criteria/{ladle.code}/")


def test_confirming_leads_to_the_next_suggestion(cast, as_user):
    converters, mixers, ladle = suggested()
    desk = as_user(cast.rhea)
    for one, following in ((converters, mixers), (mixers, ladle)):
        answer = desk.post(f"/desk/criteria/{one.code}/", {"seen": one.stamp, "decision": "confirm", "reason": ""})
        assert answer["Location"] == f"/desk/criteria/{following.code}/"
    answer = desk.post(f"/desk/criteria/{ladle.code}/", {"seen": "1.0", "decision": "reject", "reason": "No threshold."})
    assert answer["Location"] == OF
    assert [state(one) for one in (converters, ladle)] == [("confirmed", 1, ""), ("rejected", 1, "No threshold.")]


def test_a_rejection_without_a_reason_is_refused_on_the_page(cast, as_user):
    _, mixers, _ = suggested()
    answer = as_user(cast.rhea).post(f"/desk/criteria/{mixers.code}/", {"seen": "1.0", "decision": "reject", "reason": ""})
    assert answer.status_code == 409
    assert "says why" in answer.content.decode()
    assert state(mixers)[0] == "suggested"


def test_whoever_reads_old_words_is_shown_the_new_ones_first(cast, as_user):
    _, mixers, _ = suggested()
    Criterion.objects.filter(pk=mixers.pk).update(edits=1, exceptions="Toys.")
    answer = as_user(cast.rhea).post(f"/desk/criteria/{mixers.code}/", {"seen": "1.0", "decision": "confirm", "reason": ""})
    assert answer.status_code == 409
    assert "Except: Toys." in answer.content.decode()
    assert 'name="seen" value="1.1"' in answer.content.decode()


@pytest.mark.parametrize(("name", "may"), [("rhea", True), ("sami", True), ("edda", False), ("ada", False), ("olu", False)])
def test_risk_analysts_and_secretaries_decide_and_nobody_else(cast, as_user, name, may):
    _, mixers, _ = suggested()
    desk = as_user(getattr(cast, name))
    answer = desk.post(f"/desk/criteria/{mixers.code}/", {"seen": "1.0", "decision": "confirm", "reason": ""})
    assert answer.status_code == (302 if may else 403)
    assert state(mixers)[0] == ("confirmed" if may else "suggested")
    for act in ("correct/", ""):
        assert desk.get(f"/desk/criteria/{mixers.code}/{act}").status_code == (200 if may or not act else 403)
    for act in ("new/", "carry/", "upload/"):
        assert desk.get(f"{OF}{act}").status_code == (200 if may else 403)


def test_a_confirmed_criterion_is_corrected_into_its_next_version(cast, as_user):
    _, mixers, _ = suggested()
    confirm_criterion(criterion=mixers, by=cast.rhea)
    desk = as_user(cast.rhea)
    typed = {"seen": "1.0", "subjects": "soup mixers\n", "group": "> 10 litre", "features": "Of steel.", "exceptions": ""}
    address = f"/desk/criteria/{mixers.code}/correct/"
    assert desk.post(address, typed | {"effect": "expert_review", "reason": ""}).status_code == 409
    assert desk.post(address, typed | {"effect": "expert_review", "reason": "Read anew."}).status_code == 302
    assert state(mixers) == ("confirmed", 2, "Read anew.")
    text = page(desk, f"/desk/criteria/{mixers.code}/")
    assert "Soup mixers with more than 10 litre (3A001.b) need a look by an expert. Besides: Of steel." in text
    assert "Mixers with more than 20 litre (3A001.b) need a look by an expert." in text  # version 1, among the versions


def test_figures_that_cannot_be_read_are_told_by_their_line(cast, as_user):
    _, mixers, _ = suggested()
    typed = {"seen": "1.0", "subjects": "mixers", "group": "> 10 litre\nmore than much", "effect": "expert_review"}
    answer = as_user(cast.rhea).post(f"/desk/criteria/{mixers.code}/correct/", typed)
    assert answer.status_code == 422
    assert "Line 2 is no condition: “more than much”." in answer.content.decode()


def test_a_criterion_is_written_by_hand(cast, as_user):
    control_list()
    desk = as_user(cast.sami)
    typed = {"subjects": "mixers", "group": "", "features": "", "exceptions": "", "effect": "refer"}
    assert desk.post(f"{OF}new/", typed | {"code": "9Z999"}).status_code == 409
    answer = desk.post(f"{OF}new/", typed | {"code": "3A001.b"})
    [written] = Criterion.objects.all()
    assert answer["Location"] == f"/desk/criteria/{written.code}/"
    assert written.sentence == "Mixers (3A001.b) are put before the authority."


def test_confirmed_criteria_are_carried_from_another_edition(cast, as_user):
    old = control_list()
    converters, mixers, _ = suggested(old)
    for one in (converters, mixers):
        confirm_criterion(criterion=one, by=cast.rhea)
    new = control_list(edition="2026-07", texts=kitchen(mixers="Mixers that hold more than 30 litres."))
    answer = as_user(cast.rhea).post("/desk/criteria/of/zz-kitchen/2026-07/carry/", {"control_list": old.pk}, follow=True)
    text = answer.content.decode()
    assert "1 carried as confirmed. 1 to be looked at, since their paragraph reads otherwise." in text
    asked = Criterion.objects.suggested().get(control_list=new)
    assert listed(text) == [asked.code]
    assert MIXERS in page(as_user(cast.rhea), f"/desk/criteria/{asked.code}/")


def test_reading_a_list_is_handed_to_a_worker(cast, as_user, monkeypatch):
    made = control_list()
    asked = []
    monkeypatch.setattr("normsite.foundation.controls.views.criteria.hand_over", lambda *task: asked.append(task))
    assert as_user(cast.rhea).post(f"{OF}suggest/").status_code == 302
    assert as_user(cast.olu).post(f"{OF}suggest/").status_code == 403
    assert asked == [("controls.suggest_criteria", made.pk)]


def rows(response):
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


def send(client, address, text):
    return client.post(address, {"file": SimpleUploadedFile("table.csv", text.encode())})


def test_criteria_go_out_and_come_in_as_csv(cast, as_user):
    suggested()
    desk = as_user(cast.rhea)
    head, *lines = rows(desk.get(f"{OF}criteria.csv"))
    assert len(lines) == 3
    assert dict(zip(head, lines[1], strict=True))["conditions"] == "all of:\n  > 20 litre"
    control_list(edition="2026-07")
    there = "/desk/criteria/of/zz-kitchen/2026-07/"
    whole = desk.get(f"{OF}criteria.csv").content.decode("utf-8-sig")
    # The note has no code of its own, so its criterion belongs to the entry, which is no paragraph.
    assert "2 new, 0 there already, 1 not taken." in send(desk, f"{there}upload/", whole).content.decode()
    assert "0 new, 2 there already, 1 not taken." in send(desk, f"{there}upload/", whole).content.decode()


def test_bad_rows_of_a_table_are_told_and_the_others_taken(cast, as_user):
    control_list()
    table = "paragraph;conditions;subjects;effect\n3A001.b;> 5 litre;mixers;\n3A001.b;much;;\n9A001;> 1;;\n3A001.b;> 1;;free\n"
    text = send(as_user(cast.rhea), f"{OF}upload/", table).content.decode()
    assert "1 new, 0 there already, 3 not taken." in text
    assert "Row 3: " in text
    assert [one.sentence for one in Criterion.objects.all()] == [
        "Mixers with more than 5 litre (3A001.b) need a look by an expert."
    ]


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        (b"\xff\xfe", "The file is not in UTF-8."),
        (b"paragraph,conditions\n3A\x00001.b,> 5 litre\n", "The file holds a control character (U+0000)."),
        (b"code,value\n", "The file has no column “paragraph”."),
        (b'paragraph,conditions\n"3A001', "The file is no table that can be read"),
    ],
)
def test_what_is_no_table_is_refused(cast, as_user, table, sentence):
    control_list()
    answer = as_user(cast.rhea).post(f"{OF}upload/", {"file": SimpleUploadedFile("table.csv", table)})
    assert answer.status_code == 409
    assert sentence in answer.content.decode()


SECRET = "The mixer for soup holds 25 litres, says our secret draft."


def test_a_text_is_tried_and_nothing_of_it_is_kept(cast, as_user):
    made = control_list()
    _, mixers, _ = suggested(made)
    desk = as_user(cast.olu)
    answer = desk.post(reverse("controls:try"), {"control_list": made.pk, "text": SECRET})
    text = answer.content.decode()
    assert "<mark>25 litres</mark>" in text
    assert f">{mixers.code}</a>" in text
    assert "no-store" in answer["Cache-Control"]
    assert not KeptHits.objects.exists()
    assert not LastForm.objects.exists()
    anonymous = desk.__class__()
    assert anonymous.post(reverse("controls:try"), {"control_list": made.pk, "text": SECRET}).status_code == 302
    assert not UnsentForm.objects.exists()
    form = text.partition('action="/desk/criteria/try/"')[2]
    assert 'name="stamp"' not in form  # by which a form is kept that comes when its writer isn't signed in any more


def test_a_text_in_which_nothing_is_found_is_not_released_by_that(cast, as_user):
    made = control_list()
    suggested(made)
    answer = as_user(cast.olu).post(reverse("controls:try"), {"control_list": made.pk, "text": "A small spoon."})
    assert "That releases nothing" in answer.content.decode()


def test_pages_cost_the_same_with_one_and_three(cast, as_user):
    made = control_list()
    one, *others = read_out(made)
    suggest_criteria(control_list=made, suggestions=[one])
    desk = as_user(cast.rhea)
    addresses = ("/desk/criteria/", OF, f"{OF}?state=", f"{OF}criteria.csv", f"/desk/criteria/{Criterion.objects.get().code}/")
    costs = [queries(desk, address) for address in addresses]
    suggest_criteria(control_list=made, suggestions=[one, *others])
    assert [queries(desk, address) for address in addresses] == costs
