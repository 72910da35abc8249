"""The demonstration as it is told: what its screenings came to, and what nobody outside learns of."""

from datetime import UTC, datetime

from django.test import TestCase

from comments.models import Attachment, Comment, Draft
from norms.models import Norm, Revision
from normsite.demo import story
from normsite.foundation.controls.models import ControlList
from normsite.foundation.withholding.models import Withholding
from riskreviews.models import Outcome, Screening, ScreeningState
from riskreviews.queries import stale_because


class TestTheStory(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        with cls.captureOnCommitCallbacks(execute=True):
            story.tell(datetime.now(UTC).replace(minute=0, second=0, microsecond=0))

    def test_of_each_list_the_newest_edition_is_in_force(self) -> None:
        assert [str(one) for one in ControlList.objects.in_force()] == [
            "Second model control list (not law), 1",
            "Model control list (not law), 2",
        ]

    def test_one_text_is_cleared_one_is_stale_one_is_being_screened_and_one_is_restricted(self) -> None:
        def of(designation: str) -> Screening:
            last = Screening.objects.filter(revision__norm__designation=designation, control_list__series="zz-model")
            return last.order_by("-pk")[0]

        told = {one: (of(one).state, of(one).outcome, bool(stale_because(of(one)))) for one in NORMS}
        assert told == {
            "MSI 5210": (ScreeningState.CONCLUDED, Outcome.CLEARED, False),
            "MSI 3107": (ScreeningState.CONCLUDED, Outcome.CLEARED, True),
            "MSI 4021": (ScreeningState.OPEN, "", False),
            "MSI 6304": (ScreeningState.CONCLUDED, Outcome.RESTRICTED, False),
        }

    def test_the_restricted_draft_is_for_its_named_readers(self) -> None:
        draft = Revision.objects.get(norm__designation="MSI 6304")
        readers = draft.named_readers.reading().order_by("person__name").values_list("person__name", flat=True)
        assert list(readers) == ["Anders Thorsen", "Beatriz Quintela", "Hélène Baptiste", "Mireille Okonkwo"]
        assert not Norm.objects.public().filter(pk=draft.norm_id).exists()
        assert "Synthetic nucleic acids" not in self.client.get("/norms/").content.decode()
        assert "nucleotides" not in str(self.client.get("/control-lists/zz-model/2/1C351/").context["mentions"])

    def test_an_entry_leads_to_the_norm_that_names_it(self) -> None:
        mentions = self.client.get("/control-lists/zz-model/2/9A012/").context["mentions"]
        assert [(one.clause.revision.norm.designation, one.codes) for one in mentions] == [("MSI 5210", ["9A012.b"])]
        assert mentions[0].screening.outcome == Outcome.CLEARED

    def test_what_is_open_for_comment_shows_what_a_comment_can_be(self) -> None:
        said = Comment.objects.filter(consultation__revision__norm__designation="MSI 3107")
        shown = said.filter(state="published")
        assert shown.exclude(passage="").count() == 11
        assert [one.name for one in Attachment.objects.filter(comment__in=shown)] == ["Diary of six workshops.txt"]
        assert list(shown.values_list("confidential_ground", flat=True).exclude(confidential_ground="")) == ["trade_secret"]
        numbers = said.exclude(own_reference="").order_by("own_reference").values_list("own_reference", "submission__source")
        assert list(numbers) == [
            *((f"ENQ-0417-{number:03}", "Portal of public enquiries") for number in (2, 5, 9, 11)),
            *((f"NL-{number}", "") for number in (1, 2, 3)),
        ]
        assert [len(one.items) for one in Draft.objects.filter(submission=None)] == [3]

    def test_each_place_is_withheld_by_one_entry_whose_first_decision_is_of_its_first_day(self) -> None:
        there = Withholding.objects.exclude(norm="")
        places = list(there.values_list("kind", "about", "place"))
        assert len(places) == len(set(places))
        first = [one.decisions.earliest("at").at.date() for one in there]
        assert first == [one.since.date() for one in there]


NORMS = ("MSI 5210", "MSI 3107", "MSI 4021", "MSI 6304")
