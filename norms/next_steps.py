"""What comes next for a norm, as far as its text can say."""

from dataclasses import dataclass

from django.urls import reverse

from norms.checks import before_release
from norms.models import Revision


@dataclass(frozen=True)
class Step:
    """A sentence for the desk, and where it is done."""

    sentence: str
    act: str
    href: str


def next_step(revision: Revision) -> Step:
    """The step after the newest revision's state: write, then freeze, then consult, then draft what the answers change."""
    code = revision.norm.code
    if revision.is_draft:
        return Step(
            "Write the draft; freeze it when it is ready to be commented on.",
            "Write the draft",
            reverse("norms:draft", args=[code]),
        )
    if revision.norm.stage >= "60.60":
        return Step("The norm is published. Start a revision when it has to change.", "Read it", revision.get_absolute_url())
    if revision.released_at is None and before_release(revision).blocking:
        return Step(
            "The text is frozen; it is screened by the control lists before a consultation can make it public.",
            "To export control",
            reverse("riskreviews:export_control", args=[code, revision.number]),
        )
    if revision.released_at is None:
        return Step("The text is frozen; open a consultation on it.", "To the consultations", reverse("comments:desk_list"))
    return Step(
        "Answer the comments, then start the next revision or publish.", "To the consultations", reverse("comments:desk_list")
    )
