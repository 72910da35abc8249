"""Pictures of risk as SVG made on the server: one file for each kind of picture, and the one table that names them all.

Each stands beside its table (`templates/riskreviews/_picture.html`), so that nobody needs the drawing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from riskreviews.drawings import arrows, bowtie, futures, losses, tornado
from riskreviews.drawings.canvas import Drawing
from riskreviews.methods.pictures import Arrows, Bowtie, Futures, LossCurves, Picture, Tornado

# How each kind of picture is drawn, by its class.
DRAWN_BY: dict[type[Picture], Callable[[Any], Drawing]] = {
    Arrows: arrows.draw_arrows,
    Bowtie: bowtie.draw,
    Futures: futures.draw_futures,
    LossCurves: losses.draw,
    Tornado: tornado.draw,
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture with its drawing, as a page shows it."""

    picture: Picture
    drawing: Drawing


def shown(pictures: tuple[Picture, ...]) -> list[Shown]:
    """The pictures drawn, in order."""
    return [Shown(picture, DRAWN_BY[type(picture)](picture)) for picture in pictures]
