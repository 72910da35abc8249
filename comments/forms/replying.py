"""To which published comment one refers, and how, beside the fields of the comment."""

from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from comments.guards.replies import find_meant, find_named, meant
from comments.models import Comment, Consultation, Stance, support_of
from normsite.foundation.choices import offer
from normsite.foundation.errors import Refused

SUPPORT = Stance.SUPPORT.value
REPLY, OWN = "reply", "own"  # how the form names what has no stance


class Replying(forms.Form):
    """The part of a form by which a comment replies to a published one or supports it. Then it is on what that is on."""

    consultation: Consultation

    in_reply_to = forms.CharField(required=False, widget=forms.HiddenInput)
    stance = forms.ChoiceField(
        label="What do you want to do?",
        help_text="Support needs no words of its own; you may add some.",
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether you reply or support."},
    )

    def offer_stances(self) -> None:
        """Ask how the comment refers to the other one, if it was begun from there."""
        if not self["in_reply_to"].value():
            del self.fields["in_reply_to"], self.fields["stance"]
            return
        stances = [(REPLY, f"Reply to {self._called('')}"), (SUPPORT, f"Support {self._called(SUPPORT)}")]
        offer(self.fields["stance"], [*stances, (OWN, "Comment apart from it")])
        self.fields["about"].widget = forms.HiddenInput()
        self.fields["text"].required = self._stance != SUPPORT

    def _called(self, stance: str) -> str:
        """To which comment it would refer by this stance: the words on a choice say what is stored."""
        try:
            return self._find(stance).code
        except Refused:
            return self._code[:20]

    @property
    def _stance(self) -> str:
        return str(self["stance"].value() or REPLY) if "stance" in self.fields else OWN

    @property
    def refers(self) -> bool:
        return self._stance != OWN

    @cached_property
    def referred(self) -> Comment | None:
        """The comment to which it refers, as long as anybody may read that."""
        try:
            return self._find(self._own_stance) if self.refers else None
        except Refused:
            return None  # the form says so once it is sent

    @property
    def _own_stance(self) -> str:
        return SUPPORT if self._stance == SUPPORT else ""

    @cached_property
    def _named(self) -> Comment | None:
        return find_named(self.consultation, self._code)

    @property
    def _code(self) -> str:
        return str(self["in_reply_to"].value())

    def _find(self, stance: str) -> Comment:
        return meant(self._named, self._code, stance)

    def clean_stance(self) -> str:
        if self.refers:
            try:
                self._find(self._own_stance)
            except Refused as refused:
                raise ValidationError(f"{refused} Choose “Comment apart from it” for that.") from refused
        return str(self.cleaned_data["stance"])

    def clean(self) -> dict[str, Any]:
        """Where it stands, and what support says that has no words."""
        given = super().clean() or self.cleaned_data
        referred = self.referred if given.get("stance") else None
        given["stance"] = self._own_stance if referred else ""
        given["in_reply_to"] = referred.code if referred else ""
        if referred:
            given["about"] = about_of(referred)
            given["text"] = given.get("text") or (support_of(referred.code) if given["stance"] else "")
        return given


def about_of(comment: Comment) -> str:
    """How the form names what a comment is about."""
    if comment.question:
        return comment.question.key
    return f"c:{comment.clause.anchor}" if comment.clause else "whole"


def refers_from(consultation: Consultation, code: str, stance: str) -> dict[str, str]:
    """What a form starts with that was opened from this comment. Refused where nobody can refer to it."""
    known = SUPPORT if stance == SUPPORT else ""
    found = find_meant(consultation, code, known)
    return {"in_reply_to": found.code, "stance": known or REPLY, "about": about_of(found), "kind": found.kind}


def kept_reference(kept: dict[str, Any]) -> dict[str, str]:
    """What of a kept comment stands otherwise in the form: its stance, and no words where it has none of its own."""
    code, stance = kept.get("in_reply_to", ""), kept.get("stance", "")
    if not code:
        return {}
    return {"stance": stance or REPLY} | ({"text": ""} if stance and kept["text"] == support_of(code) else {})
