"""The values of a scale, and the house's ramp of risk by which levels of all methods are compared."""

from dataclasses import dataclass, replace

# The steps of the house's one ramp of risk, lowest first. The colours of the drawings and the classes of the style sheet
# bear these names, so a level of risk in a method has one of them as its code; its label is the method's own.
STEPS = ("VL", "L", "M", "H", "VH")


@dataclass(frozen=True, slots=True)
class Level:
    """One value of a scale: its short code (one or two letters), its label, its range where the scale prints one, and what it
    means in words.

    Levels of risk have a step of the ramp as their code and are compared by it, so those of two methods can be compared too.
    """

    code: str
    label: str
    range: str = ""
    meaning: str = ""

    def __lt__(self, other: object) -> bool:
        return self.step < other.step if isinstance(other, Level) else NotImplemented

    def __le__(self, other: object) -> bool:
        return self.step <= other.step if isinstance(other, Level) else NotImplemented

    def __gt__(self, other: object) -> bool:
        return self.step > other.step if isinstance(other, Level) else NotImplemented

    def __ge__(self, other: object) -> bool:
        return self.step >= other.step if isinstance(other, Level) else NotImplemented

    def __str__(self) -> str:
        return self.label

    @property
    def step(self) -> int:
        """The place on the ramp, 0 for the lowest."""
        return STEPS.index(self.code)


Scale = tuple[Level, ...]  # lowest first


def worded(scale: Scale, *meanings: str) -> Scale:
    """The same values with what each means for one question, lowest first."""
    return tuple(replace(level, meaning=meaning) for level, meaning in zip(scale, meanings, strict=True))


def pick(scale: Scale, code: str | None) -> Level:
    """The value of a scale that has this code; ValueError for anything else."""
    for level in scale:
        if level.code == code:
            return level
    raise ValueError(f"{code!r} is none of {', '.join(level.code for level in scale)}")
