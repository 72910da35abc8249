"""What the public fills in: a comment, who sends it, a receipt to open, a reaction."""

import secrets
from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation.trans_real import parse_accept_lang_header
from django_countries import countries

from comments.forms.attaching import Attaching
from comments.forms.confidential import ConfidentialForm
from comments.forms.fields import LongText
from comments.forms.pointing import PointingForm
from comments.forms.replying import Replying
from comments.guards.author import author_of
from comments.models import (
    ANSWER,
    BESIDE,
    NAMES,
    PARTS,
    PASSAGE,
    REFERRING,
    Attached,
    Capacity,
    Consultation,
    NewComment,
    Part,
    Question,
    Reaction,
)
from comments.models.language import LANGUAGES
from norms.models import Clause
from normsite.foundation.accounts.models import OrganisationKind, User
from normsite.foundation.choices import offer
from normsite.foundation.lines import Line
from normsite.foundation.notifications.models import LONGEST_ADDRESS
from normsite.foundation.unseen import isolated

KINDS = [
    ("ge", "General: the approach, or the norm as a whole"),
    ("te", "Technical: what the norm asks for, or what it means"),
    ("ed", "Editorial: wording and layout, with no change of meaning"),
]


def field_for(part: Part) -> forms.Field:
    """The field in which this part of a comment is written."""
    said: dict[str, Any] = {"label": part.asks, "help_text": part.hint, "required": part.needed}
    if part.missing:
        said["error_messages"] = {"required": part.missing}
    return LongText(most=part.most, rows=part.rows, **said) if part.rows else Line(max_length=part.most, **said)


TRAP = {"autocomplete": "off", "tabindex": "-1", "dir": "auto"}


class CommentForm(PointingForm, Replying, ConfidentialForm, Attaching):
    """One comment: what it is about, its type, and a field for each of its parts.

    `about` is `whole` for the whole text, `q:<position>` for a question, `c:<anchor>` for a clause.
    """

    field_order = ["about", "stance", "kind", *NAMES]

    about = forms.ChoiceField(label="What is your comment about?", error_messages={"required": "Choose what it is about."})
    kind = forms.ChoiceField(
        label="What kind of comment is it?",
        choices=KINDS,
        widget=forms.RadioSelect,
        error_messages={"required": "Say what kind of comment it is."},
    )
    website = forms.CharField(label="Leave this empty", required=False, widget=forms.TextInput(attrs=TRAP))
    form_key = forms.CharField(required=False, widget=forms.HiddenInput)
    version = forms.CharField(required=False, widget=forms.HiddenInput)  # of the comment that is changed

    def __init__(self, *args: Any, consultation: Consultation, **options: Any) -> None:
        super().__init__(*args, **options)
        self.consultation = consultation
        offer(self.fields["about"], subjects(consultation))
        self.offer_stances()
        self._offer_answers()
        self.fields["form_key"].initial = secrets.token_urlsafe(9)

    def _offer_answers(self) -> None:
        """Those of the question that the comment is about; then more words need not be said."""
        answers = self.question.answers if self.question and not self.refers else []
        if not answers:
            del self.fields["answer"]
            return
        offer(self.fields["answer"], [(answer, answer) for answer in answers])
        self.fields["text"].required = False
        self.fields["text"].label = "Why?"

    @cached_property
    def question(self) -> Question | None:
        """The question that the comment is about, if it is about one."""
        about = self["about"].value()
        return next((one for one in self.consultation.questions.all() if one.key == about), None)

    def clean_website(self) -> str:
        """A field that people don't see and programs fill in: said, never silently dropped."""
        if self.cleaned_data["website"]:
            raise ValidationError("A hidden field was filled in, as programs do. Clear it, then send again.")
        return ""

    def clean(self) -> dict[str, Any]:
        """An answer by itself says enough."""
        given = super().clean() or self.cleaned_data
        given["answer"] = given.get("answer", "")
        if given["answer"] and not given.get("text"):
            given["text"] = given["answer"]
        return given

    def clean_form_key(self) -> str:
        """Each form that is shown has its own, so that one sent twice is known. Nobody types it, so none is wrong."""
        return str(self.cleaned_data["form_key"])[:40]

    @property
    def takes_passage(self) -> bool:
        """Not where it is about a question or another comment; but if somebody has marked some words all the same, they stand
        there, and the form says why that can't be."""
        return not (self.question or self.refers) or bool(self[PASSAGE.name].value())

    @property
    def parts(self) -> list[forms.BoundField]:
        """All but the answer, which stands with its question, and the passage, which stands with its clause."""
        return [self[name] for name in NAMES if name not in (ANSWER.name, PASSAGE.name)]

    @property
    def item(self) -> dict[str, Any]:
        """What the basket keeps."""
        kept = ("about", "kind", *NAMES, *BESIDE, "passage_start", "passage_before", "passage_after", "form_key")
        referring = {key: self.cleaned_data.get(key, "") for key in REFERRING}
        return {key: self.cleaned_data[key] for key in kept} | referring | {"attachments": self.attachments}


CommentForm.base_fields |= {part.name: field_for(part) for part in PARTS}
CommentForm.base_fields[ANSWER.name] = forms.ChoiceField(
    label=ANSWER.asks, widget=forms.RadioSelect, error_messages={"required": "Choose an answer."}
)


def subjects(consultation: Consultation) -> list[tuple[str, Any]]:
    """What a comment may be about, as choices in groups: of the text what anybody may read now."""
    text = Clause.objects.public().outline().filter(revision=consultation.revision_id)
    clauses = text.values_list("anchor", "number", "title")
    questions = [(one.key, f"Question {one.position}: {isolated(one.text)}") for one in consultation.questions.all()]
    groups: list[tuple[str, Any]] = [("whole", "The whole text")]
    if questions:
        groups.append(("Questions we ask", questions))
    if clauses:
        groups.append(("Clauses", [(f"c:{anchor}", f"{number} {title}".strip()) for anchor, number, title in clauses]))
    return groups


def labels_of(subjects: list[tuple[str, Any]]) -> dict[str, str]:
    """What each of these choices is called, without their groups."""
    labels: dict[str, str] = {}
    for key, label in subjects:
        labels |= {key: label} if isinstance(label, str) else dict(label)
    return labels


def new_comment(item: dict[str, Any], place: str) -> NewComment:
    """The comment that an item stands for which this list keeps. One that was kept before a part was added is without it."""
    what, _, which = item["about"].partition(":")
    return NewComment(
        kind=item["kind"],
        anchor=which if what == "c" else "",
        question=int(which) if what == "q" else None,
        passage_start=item.get("passage_start") if item.get("passage") else None,
        attachments=tuple(Attached(one["token"], one["name"], one["sha256"], place) for one in item.get("attachments", ())),
        **{name: item.get(name, "") for name in (*NAMES, *BESIDE, *REFERRING)},
    )


CAPACITIES = {
    Capacity.INDIVIDUAL: "For myself: my name is published",
    Capacity.ORGANISATION: "For an organisation: its name is published",
    Capacity.ANONYMOUS: "Anonymously: no name is published, and we ask for none",
}
NEEDED = {Capacity.INDIVIDUAL: ("name",), Capacity.ORGANISATION: ("organisation", "organisation_kind")}


class SenderForm(forms.Form):
    """Who sends. What is published is said beside each field."""

    use_required_attribute = False  # what is required follows from the capacity, which is chosen on the page

    capacity = forms.ChoiceField(
        label="For whom do you comment?", widget=forms.RadioSelect, error_messages={"required": "Say for whom you comment."}
    )
    name = Line(
        label="Your name",
        max_length=120,
        help_text="Published if you comment for yourself. For an organisation it may stay empty; only the secretary sees it.",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    organisation = Line(
        label="Organisation",
        max_length=160,
        help_text="Published. Only if you comment for one.",
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
        error_messages={"required": "Give the name of the organisation."},
    )
    organisation_kind = forms.ChoiceField(
        label="Kind of organisation",
        choices=[("", "Choose"), *OrganisationKind.choices],
        help_text="Published, and counted.",
        error_messages={"required": "Choose the kind of organisation."},
    )
    country = forms.ChoiceField(
        label="Country", choices=[("", "Rather not say"), *countries], required=False, help_text="Published, and counted."
    )
    language = forms.ChoiceField(
        label="In which language have you written?", choices=LANGUAGES, required=False, help_text="Shown with your words."
    )
    email = forms.EmailField(
        label="E-mail address",
        required=False,
        max_length=LONGEST_ADDRESS,
        help_text="Never published. We send your receipt there, and tell you when your comment is answered.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    wants_notices = forms.BooleanField(
        label="Also tell me when the deadline moves, and what becomes of my comment meanwhile",
        required=False,
        help_text="The mail with your receipt has a link with which you confirm this. One click ends it again.",
    )

    def __init__(self, *args: Any, consultation: Consultation, **options: Any) -> None:
        super().__init__(*args, **options)
        allowed = [key for key in CAPACITIES if key != Capacity.ANONYMOUS or consultation.anonymous_allowed]
        offer(self.fields["capacity"], [(key.value, CAPACITIES[key]) for key in allowed])
        self.fields["language"].has_default = True  # type: ignore[attr-defined]
        mend = "Give your name, or comment anonymously." if consultation.anonymous_allowed else "Give your name."
        self.fields["name"].error_messages["required"] = mend

    def full_clean(self) -> None:
        """Ask only for what the capacity needs. The page calls none of it optional: another capacity may be chosen there."""
        asked = NEEDED.get(self["capacity"].data, ())
        depending = [name for names in NEEDED.values() for name in names]
        for name in depending:
            self.fields[name].required = name in asked
        super().full_clean()
        for name in depending:
            self.fields[name].required = True

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("wants_notices") and not given.get("email") and "email" not in self.errors:
            self.add_error("email", "Give an address to which notices can go, or take the tick away below.")
        return given

    @property
    def sender(self) -> dict[str, str]:
        """What the basket keeps: no more than this capacity says, and whether notices are wished (not empty: they are)."""
        given = dict(self.cleaned_data)
        beside = {"language": given.pop("language"), "wants_notices": "yes" if given.pop("wants_notices") else ""}
        return {**vars(author_of(**given)), **beside}


def first_language(accepted: str) -> str:
    """The first language that a browser asks for by `Accept-Language` and that can be chosen here; English otherwise."""
    known = {tag.lower(): tag for tag, _ in LANGUAGES}
    asked = [tag for tag, _ in parse_accept_lang_header(accepted.lower())]
    found = (known.get(tag) or known.get(tag.partition("-")[0]) for tag in asked)
    return next(filter(None, found), "en")


def sender_of(user: User) -> dict[str, str]:
    """What a person with an account need not type again."""
    membership = user.memberships.select_related("organisation").first()
    known = {"capacity": Capacity.INDIVIDUAL.value, "name": user.name, "email": user.email}
    if membership is None:
        return known
    body = membership.organisation
    return known | {
        "capacity": Capacity.ORGANISATION.value,
        "organisation": body.name,
        "organisation_kind": body.kind,
        "country": body.country,
    }


class ReactionForm(forms.Form):
    reaction = forms.ChoiceField(
        label="Does the answer satisfy you?",
        choices=[(Reaction.SATISFIED, "Yes, I am satisfied"), (Reaction.OBJECTS, "No, I object")],
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether you are satisfied or object."},
    )
    text = LongText(
        label="In your words",
        help_text="Needed if you object. Whether you object is public; your words go to the secretary.",
        required=False,
        most=2_000,
        rows=4,
    )
