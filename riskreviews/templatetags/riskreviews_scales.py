"""Template filters for what is weighed and what it costs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django import template
from django.utils.safestring import SafeString

from normsite.foundation.documents import as_own_svg
from riskreviews import queries, scales
from riskreviews.models import Cost
from riskreviews.proportionality import QUESTIONS, Weight

register = template.Library()


@dataclass(frozen=True)
class Factor:
    """One factor of a weight as it was answered."""

    question: str
    sign: str
    value: str
    words: str


@register.filter
def balance(weight: Weight) -> SafeString:
    """The two sides of a weight as a drawing."""
    return as_own_svg(scales.balance(weight).svg)


@register.filter
def by_frequency(costs: Iterable[Cost]) -> list[tuple[str, list[Cost]]]:
    """What comes once, each year, and what doesn't say it, each apart: what isn't added together shares no scale."""
    found = list(costs)
    named = queries.frequencies(found).items()
    return [(words, [one for one in found if one.frequency == often]) for often, words in named]


@register.filter
def in_columns(costs: Iterable[Cost]) -> list[str]:
    """How often they come, in words: the columns of their table."""
    return list(queries.frequencies(costs).values())


@register.filter
def by_payer(costs: Iterable[Cost]) -> list[tuple[queries.Burden, list[tuple[str, str]]]]:
    """The rows of their table: each payer, and what it comes to beneath the name of each column."""
    found = list(costs)
    columns = queries.frequencies(found)
    return [(one, [(words, one.said(often)) for often, words in columns.items()]) for one in queries.burdens(found)]


@register.filter
def cost_bars(costs: Iterable[Cost]) -> SafeString:
    """What a safeguard costs whom as a drawing."""
    found = list(costs)
    bars = [scales.Range(cost.get_payer_display(), cost.low, cost.high) for cost in found]
    return as_own_svg(scales.ranges(bars, found[0].currency if found else "").svg)


@register.filter
def factors(weighing: Mapping[str, str]) -> list[Factor]:
    """The six factors in words, as far as they were answered."""
    answered = [(question, weighing[question.key]) for question in QUESTIONS if weighing.get(question.key) in question.values]
    return [Factor(question.question, question.sign, value, question.values[value]) for question, value in answered]
