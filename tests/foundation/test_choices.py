"""What a field lets one choose among is said once its form is made."""

import re

import pytest
from django import forms

from normsite.foundation.accounts.models import Organisation
from normsite.foundation.choices import offer, offer_rows


class Form(forms.Form):
    where = forms.ChoiceField()
    organisation = forms.ModelChoiceField(Organisation.objects.none())
    words = forms.CharField(label="Words")


def test_what_is_offered_can_be_chosen_and_nothing_else():
    fields = Form().fields
    offer(fields["where"], [("here", "Here")])
    assert fields["where"].clean("here") == "here"
    with pytest.raises(forms.ValidationError, match="there is not one of the available choices"):
        fields["where"].clean("there")


def test_rows_are_offered_under_the_words_that_are_made_of_them(cast):
    form = Form()
    offer_rows(form.fields["organisation"], Organisation.objects.all(), lambda one: f"{one.name}, {one.country}")
    assert re.findall(r"<option[^>]*>(.*?)</option>", str(form["organisation"])) == ["---------", "Aerolith GmbH, DE"]
    assert form.fields["organisation"].clean(str(cast.aerolith.pk)) == cast.aerolith


def test_nothing_can_be_chosen_where_words_are_typed():
    words = Form().fields["words"]
    with pytest.raises(TypeError, match="Nothing can be chosen in the field 'Words'"):
        offer(words, [("here", "Here")])
    with pytest.raises(TypeError, match="No rows can be chosen in the field 'Words'"):
        offer_rows(words, Organisation.objects.none())
