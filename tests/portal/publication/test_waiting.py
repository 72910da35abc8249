"""What the approver's task list says about publishing."""

import pytest

from normsite.portal.publication.publishing import publish
from normsite.portal.publication.queries import awaiting_publication
from tests import scenes

pytestmark = pytest.mark.django_db


def test_the_newest_frozen_text_waits_once_its_answers_are_published(cast):
    first = scenes.frozen(cast)
    assert awaiting_publication() == []
    scenes.concluded(cast, first)
    assert awaiting_publication() == [first]
    second = scenes.revised(cast, first)
    assert awaiting_publication() == [second]


def test_nothing_waits_while_a_consultation_goes_on(cast):
    story = scenes.ready(cast)
    scenes.opened(cast, story.second, days_ago=10)
    assert awaiting_publication() == []


def test_nothing_waits_after_publication_nor_does_the_earlier_text(cast):
    story = scenes.ready(cast)
    assert awaiting_publication() == [story.second]
    publish(revision=story.second, by=cast.april)
    assert awaiting_publication() == []
