"""The parts of the design system, alive on one page: for whoever builds a page, and for whoever tests one."""

from datetime import timedelta

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from comments.models import CommentKind
from comments.strip import heat_strip, key_of_strip
from norms.models import Clause
from riskreviews.drawings import shown
from riskreviews.methods import METHODS, USUAL
from riskreviews.methods.pictures import Move, arrows

COLOURS = ("paper", "sheet", "tint", "line", "text", "text-quiet", "accent", "alert", "edge", "added", "removed", "focus")

ON_CLAUSES = {"scope": 0, "terms": 2, "keys": 7, "erasing": 12, "alarms": 48, "logs": 210}
SPOKEN = [Clause(anchor=anchor, number=str(place), title=anchor) for place, anchor in enumerate(ON_CLAUSES, 1)], ON_CLAUSES


class Specimen(forms.Form):
    """One field of each sort; two of them are filled in wrongly."""

    name = forms.CharField(label="Your name", help_text="Shown with your comment.")
    email = forms.EmailField(label="E-mail", required=False)
    kind = forms.ChoiceField(label="Kind", choices=CommentKind.choices)
    side = forms.ChoiceField(
        label="You write", choices=[("a", "for yourself"), ("b", "for an organisation")], widget=forms.RadioSelect
    )
    text = forms.CharField(label="What and why", widget=forms.Textarea)
    consent = forms.BooleanField(label="I have read how comments are published")


@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    typed = {"name": "Rosa", "email": "rosa at aerolith", "kind": CommentKind.TECHNICAL, "side": "a", "text": "Keys age."}
    method = METHODS[USUAL]
    low, moderate, very_high = method.level("L"), method.level("M"), method.level("VH")
    moves = (
        Move("R-1", "A signing key is stolen", very_high, low),
        Move("R-2", "An old version is installed", moderate, moderate),
        Move("R-3", "A key is guessed", low, None),
    )
    context = {
        "form": Specimen(typed),
        "colours": COLOURS,
        "levels": [(level.code, level.label) for level in reversed(method.levels)],
        "moves": shown((arrows("Three scenarios", method.levels, moves),))[0],
        "strip": heat_strip(*SPOKEN),
        "strip_key": key_of_strip(),
        "tomorrow": timezone.now() + timedelta(days=1, hours=3),
    }
    return render(request, "pages/design.html", context)
