"""Who may approve is said by a rule, by lists, by the service and by the database: they agree for each combination."""

from itertools import product

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from comments.guards.impartial import refuse_own_comment, refuse_own_disposition
from comments.models import Comment, Disposition
from comments.queries import waiting_for
from comments.rules import can_approve_disposition, can_decide_comment
from normsite.foundation.accounts.models import Role, RoleGrant, User
from normsite.foundation.errors import Refused
from tests.comments.scenes import opened, published

NAMES = ("edda", "april", "olu")
NOBODY = "nobody with an account"


@pytest.fixture
def people(cast):
    """Edda, April and Olu, each of whom decides and approves."""
    found = [getattr(cast, name) for name in NAMES]
    for person, role in product(found, (Role.EDITOR, Role.APPROVER)):
        RoleGrant.objects.get_or_create(user=person, role=role)
    return {name: User.objects.get(pk=person.pk) for name, person in zip(NAMES, found, strict=True)}


@pytest.fixture
def comments(cast, people):
    """One comment of each sender for each decider, by their names."""
    consultation = opened(cast)
    return {
        (sender, decider): published(cast, consultation, user=people.get(sender))
        for sender, decider in product((NOBODY, *NAMES), NAMES)
    }


@pytest.fixture
def answers(comments, people):
    """Each answered, also by whom the service would refuse: the facts are asked of every row."""
    return {
        pair: Disposition.objects.create(
            comment=comment, outcome="accepted", decided_at=timezone.now(), decided_by=people[pair[1]], version=1
        )
        for pair, comment in comments.items()
    }


def is_let(act, *things) -> bool:
    try:
        act(*things)
    except Refused:
        return False
    return True


@pytest.mark.parametrize("name", NAMES)
def test_an_answer_is_approved_by_whoever_neither_decided_nor_sent_the_comment(answers, people, name):
    person = people[name]
    expected = {pair for pair in answers if name not in pair}
    listed = Comment.objects.awaiting_approval().for_second_person(person)
    assert {pair for pair, answer in answers.items() if can_approve_disposition(person, answer)} == expected
    assert {pair for pair, answer in answers.items() if is_let(refuse_own_disposition, answer, person)} == expected
    assert {pair for pair, answer in answers.items() if answer.comment in listed} == expected
    assert [waiting.to_approve for waiting in waiting_for(person).values()] == [len(expected)]


@pytest.mark.parametrize("name", NAMES)
def test_a_comment_is_decided_by_whoever_did_not_send_it(comments, people, name):
    person = people[name]
    expected = {pair for pair in comments if pair[0] != name}
    listed = Comment.objects.awaiting_decision().for_colleague(person)
    assert {pair for pair, comment in comments.items() if can_decide_comment(person, comment)} == expected
    assert {pair for pair, comment in comments.items() if is_let(refuse_own_comment, comment, person)} == expected
    assert {pair for pair, comment in comments.items() if comment in listed} == expected
    assert [waiting.to_decide for waiting in waiting_for(person).values()] == [len(expected)]


@pytest.mark.parametrize("name", NAMES)
def test_the_database_takes_no_approval_from_whoever_decided(answers, people, name):
    taken = set()
    for pair, answer in answers.items():
        try:
            with transaction.atomic():
                Disposition.objects.filter(pk=answer.pk).update(approved_by=people[name], approved_at=timezone.now())
        except IntegrityError:
            continue
        taken.add(pair)
    assert taken == {pair for pair in answers if pair[1] != name}
