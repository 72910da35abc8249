"""In plain words: what the text asks for, what came in, what the highest risk is, and how it all hangs together."""

from collections import Counter
from collections.abc import Iterator

from comments.models import Comment, CommentState
from normsite.foundation.documents import Figure, Folded, Line, Prose, Section
from normsite.portal.publication.rationale.cards import Told
from normsite.portal.publication.rationale.cards.comments import objects
from normsite.portal.publication.rationale.lines import chip, line, link
from normsite.portal.publication.rationale.traces import Trace, draw, gaps_in_words, trace, traces_table
from normsite.portal.publication.rationale.words import number_of
from riskreviews import queries as risk_queries
from riskreviews.models import Assessment


def plain_words(
    told: Told, cards: Section, assessments: list[Assessment], comments: list[Comment], led: dict[str, list[Comment]]
) -> Section:
    """Some sentences whose counts lead to what they count, and the picture of the traces with its table."""
    html = told.revision.norm.summary_html
    summary = [Folded("What the norm is about", (Prose(html),))] if html else []
    traces = trace(told, assessments, comments, led)
    said = (_asks(told, cards), _answered(comments), _highest_risk(assessments), *_gaps(traces))
    return Section("plain-words", "In plain words", (*said, *summary), (_traces(traces),))


def _asks(told: Told, cards: Section) -> Line:
    kinds = Counter(statement.kind for clause in told.clauses for statement in clause.statements.all())
    requirements = number_of(kinds["requirement"], "requirement")
    asks = f"The text makes {requirements} and {number_of(kinds['recommendation'], 'recommendation')}."
    told_of = f"{len(cards.sections)} of its {number_of(len(told.clauses), 'clause')}"
    return line(f"{asks} ", link(told_of, "#provisions"), f" ha{'s' if len(cards.sections) == 1 else 've'} a card below.")


def _answered(comments: list[Comment]) -> Line:
    """The comments that stand, which are those that were answered; the section with the figures counts the withdrawn too."""
    if not comments:
        return line("No comment stands.")
    effects = Counter(one.standing_disposition.effect for one in comments if one.standing_disposition)
    objecting = sum(objects(one) for one in comments)
    held = sum(one.state != CommentState.PUBLISHED for one in comments)
    return line(
        link(number_of(len(comments), "comment").capitalize(), "#comments"),
        f" {'was' if len(comments) == 1 else 'were'} answered: ",
        link(f"{effects['substantive']} led to a change of substance", "#changes"),
        f" and {effects['editorial']} to an editorial one. ",
        link(f"{number_of(objecting, 'commenter').capitalize()} object{'s' if objecting == 1 else ''}", "#objections"),
        " to the answer. ",
        link(f"{number_of(held, 'comment').capitalize()} {'is' if held == 1 else 'are'} withheld", "#withheld"),
        ".",
    )


def _highest_risk(assessments: list[Assessment]) -> Line:
    """There is one: nothing is published without an agreed assessment, and none is agreed without a scenario."""
    risks = [risk_queries.risks_of(one) for each in assessments for one in each.scenarios.all()]
    before, after = (max(levels) for levels in zip(*risks, strict=True))
    highest = "The highest of the risks weighed"
    return line(link(highest, "#risks"), " is ", chip(before), " without safeguards and ", chip(after), " with them.")


def _gaps(traces: list[Trace]) -> Iterator[Line]:
    if words := gaps_in_words(traces):
        yield line(f"{words} ", link("All gaps", "#traces"), ".")


def _traces(traces: list[Trace]) -> Section:
    said = "Full: tied to what stands beside it. Empty: a gap."
    drawn = Figure(draw(traces).svg, said)
    return Section("traces", "From obligation to change", (drawn, Folded("The same as a table", (traces_table(traces),))))
