"""How the parts of the page say a day, a number, an author."""

from datetime import datetime

from comments.models import Comment, CommentState

DAY = "%-d %B %Y"


def day(instant: datetime | None) -> str:
    return instant.strftime(DAY) if instant else ""


def number_of(number: int, noun: str) -> str:
    return f"{number or 'no'} {noun}{'' if number == 1 else 's'}"


def author(comment: Comment) -> str:
    """Who said it; the author of withheld words is withheld with them."""
    return comment.submission.author if comment.state == CommentState.PUBLISHED else "author withheld"
