"""What a method has to show, as plain figures: a picture knows its title and its table, and `riskreviews.drawings` draws it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing to be: what it shows, and the same as a table, so that nobody needs the drawing."""

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
