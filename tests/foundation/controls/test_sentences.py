"""A criterion in words."""

from dataclasses import replace

import pytest

from normsite.foundation.controls.models import Effect
from normsite.foundation.controls.sentences import condition_in_words, group_in_words, in_a_sentence
from normsite.foundation.controls.text.criteria import Group
from normsite.foundation.controls.text.thresholds import Comparator, Condition

BITS = Condition("resolution", Comparator.AT_LEAST, 16, "bit")
RATE = Condition("sample rate", Comparator.GREATER, 65, "MHz")
ERROR = Condition("error", Comparator.LESS, 0.9, "µm")
BAND = Condition("wavelength", Comparator.BETWEEN, 400, "nm", 700)
BARE = Condition("", Comparator.AT_MOST, 5, "")


def said(group, subjects=(), effect=Effect.EXPERT_REVIEW, exceptions=""):
    return in_a_sentence(group=group, subjects=subjects, code="3A001.a.5.a", verbs=effect.verbs, exceptions=exceptions)


def test_several_things_with_their_figures_need_a_look():
    assert said(Group("all", (BITS, RATE)), ["analogue-to-digital converters"]) == (
        "Analogue-to-digital converters with a resolution of 16 bit or more and a sample rate of more than 65 MHz "
        "(3A001.a.5.a) need a look by an expert."
    )


def test_what_has_no_subject_is_what_the_paragraph_controls():
    assert said(Group("any", (ERROR,)), effect=Effect.REFER) == (
        "What the paragraph controls with an error of less than 0.9 µm (3A001.a.5.a) is put before the authority."
    )


def test_a_subject_alone_is_enough_and_exceptions_follow():
    assert said(Group("all", ()), ["assemblies", "boxes", "lenses"], exceptions="toys.") == (
        "Assemblies, boxes or lenses (3A001.a.5.a) need a look by an expert. Except: toys."
    )


def test_a_group_within_a_group_is_kept_together():
    assert group_in_words(Group("all", (BITS, Group("any", (BAND, BARE))))) == (
        "a resolution of 16 bit or more and either a wavelength of 400 to 700 nm or 5 or less"
    )
    assert group_in_words(Group("any", (ERROR, Group("all", (BITS, RATE, BARE))))) == (
        "an error of less than 0.9 µm or [a resolution of 16 bit or more, a sample rate of more than 65 MHz and 5 or less]"
    )


def test_one_thing_needs_a_look_and_several_need_one():
    assert said(Group("all", ()), ["equipment"]) == "Equipment (3A001.a.5.a) needs a look by an expert."
    assert said(Group("all", ()), ["pieces of glass"]) == "Pieces of glass (3A001.a.5.a) need a look by an expert."
    assert said(Group("all", ()), ["glass for lenses"]) == "Glass for lenses (3A001.a.5.a) needs a look by an expert."


@pytest.mark.parametrize(
    ("parameter", "words"),
    [
        ('An "effective resolution" of', "an effective resolution of 5 or less"),
        ("Inner diameter", "an inner diameter of 5 or less"),
        ("RF power of", "a RF power of 5 or less"),
        ("beam currents of", "beam currents of 5 or less"),
        ("per package", "5 or less (“per package”)"),
        ("less (better) than", "5 or less (“less (better) than”)"),
    ],
)
def test_what_is_measured_is_named_where_the_list_has_a_name_for_it(parameter, words):
    assert condition_in_words(replace(BARE, parameter=parameter)) == words


def test_what_only_says_how_another_is_measured_stands_in_brackets():
    drift = Condition("drift", Comparator.LESS, 1, "µm")
    aside = Condition("temperature", Comparator.AT_LEAST, 20, "°C", is_aside=True)
    assert group_in_words(Group("all", (drift, aside))) == (
        "a drift of less than 1 µm and (told for a temperature of 20 °C or more)"
    )


def test_long_exceptions_are_told_by_how_they_begin():
    sentence = said(Group("all", ()), exceptions="Toys of wood. " * 40)
    assert sentence.startswith(
        "What the paragraph controls (3A001.a.5.a) needs a look by an expert. Except: Toys of wood. Toys"
    )
    assert sentence.endswith(" …")
    assert len(sentence) < 330
