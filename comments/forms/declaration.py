"""The one tick without which nothing is sent."""

from django import forms

from comments.models.declaration import SENTENCES, VERSION


class DeclarationForm(forms.Form):
    """What is sent is the version that the page has shown, so nobody declares what they haven't seen."""

    sentences = SENTENCES

    declaration = forms.MultipleChoiceField(
        label="What you declare",
        choices=[(VERSION, "I declare all three")],
        widget=forms.CheckboxSelectMultiple(attrs={"required": True}),
        error_messages={
            "required": "Tick that you declare this. Nothing is sent without it, and nothing you typed is lost.",
            "invalid_choice": "The declaration has changed since the page was shown. Read it again, then tick it.",
        },
    )
