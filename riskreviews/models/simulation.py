"""Simulated scenarios: what a worker draws, from which seed, and what came of it."""

from typing import Any

from django.db import models
from django.db.models import F, Q

from riskreviews.drawings import Shown, shown
from riskreviews.methods.figures import readable
from riskreviews.methods.method import SIDES
from riskreviews.methods.pictures import LossCurves
from riskreviews.models.scenario import Scenario


class SimulationState(models.TextChoices):
    QUEUED = "queued", "Waits for its turn"
    RUNNING = "running", "Is being drawn"
    DONE = "done", "Done"
    FAILED = "failed", "Failed"


UNFINISHED = (SimulationState.QUEUED, SimulationState.RUNNING)


class SimulationQuerySet(models.QuerySet["Simulation"]):
    def unfinished(self) -> "SimulationQuerySet":
        """Those that a worker has to see to."""
        return self.filter(state__in=UNFINISHED)

    def standing(self) -> "SimulationQuerySet":
        """Those of what their scenario says now; the newest of a scenario last."""
        return self.filter(result=F("scenario__digest")).order_by("asked_at", "pk")


class Simulation(models.Model):
    """The trials of both sides of a scenario by one method from one seed.

    `judgements` are those it draws from, `result` is the digest of what they came to (`Scenario.digest`): once the scenario
    says something else, it stands no more. `figures` are by side, as `riskreviews.methods` tells them, with six significant
    digits each; `digest` is that of `record`. `progress` is in percent, `library` what has drawn, with its version.
    """

    scenario = models.ForeignKey(Scenario, on_delete=models.CASCADE, related_name="simulations")
    result = models.CharField(max_length=64)
    judgements = models.JSONField()
    method = models.CharField(max_length=24)
    method_version = models.CharField(max_length=12)
    seed = models.BigIntegerField()
    trials = models.PositiveIntegerField()
    library = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=7, choices=SimulationState, default=SimulationState.QUEUED)
    progress = models.PositiveSmallIntegerField(default=0)
    figures = models.JSONField(default=dict)
    digest = models.CharField(max_length=64, blank=True)
    asked_at = models.DateTimeField(auto_now_add=True)
    begun_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = SimulationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["scenario", "result", "seed", "trials"], name="simulated_once_from_a_seed"),
            models.CheckConstraint(condition=Q(state__in=SimulationState.values), name="simulation_state_known"),
            models.CheckConstraint(
                condition=(Q(state="done", ended_at__isnull=False) & ~Q(digest="")) | (~Q(state="done") & Q(digest="")),
                name="done_simulation_has_digest",
            ),
        ]
        indexes = [models.Index(fields=["asked_at"], name="unfinished_simulations", condition=Q(state__in=UNFINISHED))]

    def __str__(self) -> str:
        return f"Simulation of {self.scenario.code} from seed {self.seed}"

    @property
    def is_going(self) -> bool:
        return self.state in UNFINISHED

    @property
    def trials_in_words(self) -> str:
        return readable(self.trials)

    @property
    def rows(self) -> list[tuple[str, str, str]]:
        """The figures as people read them: what each is, without and with safeguards."""
        before, after = (self.figures[side]["figures"] for side in SIDES)
        return [
            (
                f"{one['label']}, {one['unit']}" if one["unit"] else one["label"],
                readable(one["value"]),
                readable(other["value"]),
            )
            for one, other in zip(before, after, strict=True)
        ]

    @property
    def curves(self) -> list[Shown]:
        """How likely a year is to cost more than so much, drawn; nothing before it is done."""
        if self.state != SimulationState.DONE:
            return []
        points = {side: [(loss, share) for loss, share in one["curve"]] for side, one in self.figures.items()}
        unit = self.figures["without"]["figures"][0]["unit"]
        return shown((LossCurves.of("How likely a year is to cost more", points, unit),))

    @property
    def record(self) -> dict[str, Any]:
        """What the digest is of: all that the figures came from, and the figures. Labels and units are no part of it."""
        return {
            "method": self.method,
            "version": self.method_version,
            "seed": self.seed,
            "trials": self.trials,
            "judgements": self.judgements,
            "figures": numbers_in(self.figures),
        }


def numbers_in(figures: dict[str, Any]) -> dict[str, Any]:
    """The numbers of both sides by their keys, with the points of their curves."""
    return {
        side: {"curve": one["curve"], **{figure["key"]: figure["value"] for figure in one["figures"]}}
        for side, one in figures.items()
    }
