"""Each thing that blocks publishing is named while it is there, and no longer."""

import pytest
from django.urls import reverse

from comments.services import publish_dispositions
from norms.services import add_clause, freeze_revision, register_norm, set_stage, start_revision
from normsite.foundation.errors import Refused
from normsite.portal.publication.checks import before_publishing
from normsite.portal.publication.publishing import publish
from tests import scenes

pytestmark = pytest.mark.django_db


def sentences(revision):
    revision.refresh_from_db()
    return [one.sentence for one in before_publishing(revision).blocking]


def test_nothing_blocks_a_norm_that_went_the_whole_road(cast):
    assert sentences(scenes.ready(cast).second) == []


def test_an_empty_draft_is_told_everything_that_is_missing(cast):
    norm = register_norm(title="Empty", summary="Nothing yet.", scheme="iso", by=cast.edda)
    assert sentences(norm.revisions.get()) == [
        "The text is still a draft.",
        "The revision has no clause.",
        "There is no risk assessment of this revision.",
        "The public was not consulted on this text or an earlier one.",
    ]


def test_freezing_takes_away_that_it_is_a_draft(cast):
    draft = scenes.drafted(cast)
    assert "The text is still a draft." in sentences(draft)
    freeze_revision(revision=draft, by=cast.edda)
    assert "The text is still a draft." not in sentences(draft)


def test_each_requirement_without_a_reason_is_named_with_its_clause(cast):
    draft = scenes.drafted(cast)
    add_clause(revision=draft, title="Seals", anchor="seals", body="The module shall be sealed.", by=cast.edda)
    add_clause(revision=draft, title="Colour", anchor="colour", body="The module should be grey.", by=cast.edda)
    silent = [one for one in before_publishing(draft).blocking if "does not say why" in one.sentence]
    assert [(one.sentence, one.mend, one.href) for one in silent] == [
        (
            "Clause 4 Seals makes a requirement and does not say why.",
            "Write its rationale.",
            reverse("norms:clause", args=[draft.norm.code, "seals"]),
        )
    ]


def test_a_risk_assessment_must_be_there_and_a_peer_must_agree(cast):
    story = scenes.frozen(cast)
    missing = "There is no risk assessment of this revision."
    assert missing in sentences(story)
    assessment = scenes.assessed(cast, story)
    waiting = f"No peer has agreed to the risk assessment {assessment.code} yet."
    assert missing not in sentences(story)
    assert waiting in sentences(story)
    scenes.agreed(cast, assessment)
    assert waiting not in sentences(story)


def test_an_assessment_of_the_earlier_text_does_not_do(cast):
    first = scenes.frozen(cast)
    scenes.agreed(cast, scenes.assessed(cast, first))
    second = scenes.revised(cast, first)
    assert "There is no risk assessment of this revision." in sentences(second)


def test_a_consultation_blocks_until_its_answers_are_published(cast):
    first = scenes.frozen(cast)
    assert "The public was not consulted on this text or an earlier one." in sentences(first)
    consultation = scenes.opened(cast, first)
    going_on = f"The consultation {consultation.code} is not concluded."
    assert "The public was not consulted on this text or an earlier one." not in sentences(first)
    assert going_on in sentences(first)
    publish_dispositions(consultation=consultation, by=cast.sami)
    assert going_on not in sentences(first)


def test_a_later_consultation_on_the_new_text_blocks_again(cast):
    story = scenes.ready(cast)
    later = scenes.opened(cast, story.second)
    assert sentences(story.second) == [f"The consultation {later.code} is not concluded."]


def test_a_change_that_was_promised_has_to_be_made_first(cast):
    first = scenes.frozen(cast)
    _, (rosas, *_) = scenes.concluded(cast, first)
    promise = f"Clause 2 Keys is as it was, but the answer to {rosas.code} promises a change of substance."
    assert promise in sentences(first)
    forgetful = freeze_revision(revision=start_revision(revision=first, by=cast.edda), by=cast.edda)
    assert promise in sentences(forgetful)
    assert promise not in sentences(scenes.revised(cast, forgetful))


def test_a_promise_is_kept_by_what_readers_see_and_not_by_other_signs_in_the_source(cast):
    first = scenes.frozen(cast)
    scenes.concluded(cast, first)
    promised = "promises a change of substance."
    alike = scenes.revised(cast, first, keys="The module shall\nerase   keys.<!-- soon -->")
    assert [one for one in sentences(alike) if promised in one] != []
    struck = scenes.revised(cast, alike, keys="The module shall ~~erase~~ keys.")
    assert [one for one in sentences(struck) if promised in one] == []


def test_only_the_newest_frozen_text_can_be_published(cast):
    story = scenes.ready(cast)
    start_revision(revision=story.second, by=cast.edda, label="Second edition")
    assert sentences(story.second) == []
    freeze_revision(revision=story.norm.revisions.get(number=3), by=cast.edda)
    assert sentences(story.second) == ["Second edition is newer than this revision."]


def test_a_project_that_was_given_up_publishes_nothing(cast):
    second = scenes.ready(cast).second
    set_stage(norm=second.norm, stage="20.98", by=cast.sami)
    second.norm.refresh_from_db()
    assert sentences(second) == ["The norm is at stage 20.98, Preparatory: deleted."]
    with pytest.raises(Refused, match=r"at stage 20\.98"):
        publish(revision=second, by=cast.april)


def test_what_is_published_is_in_its_own_way(cast):
    story = scenes.ready(cast)
    publish(revision=story.second, by=cast.april)
    assert sentences(story.second) == ["This revision is published already."]


def test_the_consultation_of_another_norm_does_not_block(cast):
    story = scenes.ready(cast)
    scenes.opened(cast, scenes.frozen(cast, "Another norm"))
    assert sentences(story.second) == []
