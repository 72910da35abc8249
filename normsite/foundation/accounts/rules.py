"""Who may: plain predicates `can_<verb>(user, subject) -> bool`, and the decorator that lets them be listed.

A rule asks for a role first and for the particular case second. *When* an act is allowed is not a rule: the service says so.
"""

from collections.abc import Callable
from functools import update_wrapper
from typing import Any

from normsite.foundation.accounts.models import Role, User

Predicate = Callable[..., bool]


class Rule:
    """A named predicate with the roles that it asks for, so `docs/permissions.md` is made from the code itself."""

    registry: dict[str, "Rule"] = {}

    def __init__(self, predicate: Predicate, roles: frozenset[str]) -> None:
        self.predicate = predicate
        self.roles = roles
        act, _, condition = (predicate.__doc__ or "").strip().partition("\n")
        self.sentence = act.strip()
        self.condition = " ".join(condition.split())
        self.__doc__ = predicate.__doc__
        self.room = predicate.__module__.removesuffix(".rules").rpartition(".")[2]
        self.__name__ = predicate.__name__
        Rule.registry[f"{self.room}.{predicate.__name__}"] = self

    def __call__(self, user: Any, subject: Any = None) -> bool:
        if not getattr(user, "is_authenticated", False) or not user.is_active:
            return False
        return bool(self.roles & user.roles) and self.predicate(user, subject)


def rule(*roles: Role) -> Callable[[Predicate], Rule]:
    """Make a predicate a rule: refused without one of `roles`, whatever the predicate says.

    The first line of the predicate's docstring is the act as `docs/permissions.md` names it; the rest is the further
    condition.
    """

    def decorate(predicate: Predicate) -> Rule:
        made = Rule(predicate, frozenset(role.value for role in roles))
        update_wrapper(made, predicate)
        return made

    return decorate


STAFF = tuple(Role)


@rule(*STAFF)
def can_see_desk(user: User, subject: object = None) -> bool:
    """See the desk: drafts, task list, people's names"""
    return True


@rule(Role.ADMINISTRATOR)
def can_manage_people(user: User, subject: object = None) -> bool:
    """Invite people, grant and take away roles"""
    return True


@rule(Role.ADMINISTRATOR, Role.SECRETARY)
def can_see_mails(user: User, subject: object = None) -> bool:
    """See which mails did not arrive, and why"""
    return True


@rule(Role.ADMINISTRATOR)
def can_change_schedule(user: User, subject: object = None) -> bool:
    """See what runs by the clock, slow it down or pause it"""
    return True


@rule(Role.ADMINISTRATOR, Role.SECRETARY)
def can_manage_organisations(user: User, subject: object = None) -> bool:
    """Add and correct organisations and memberships"""
    return True
