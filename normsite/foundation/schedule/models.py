"""What whoever runs the site has changed about the jobs of beat, and when each has run."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class Override(models.Model):
    """Another interval, another hour (UTC), or a pause, in the place of a job's default; without a row the default holds."""

    name = models.CharField("job", max_length=80, unique=True)
    every = models.PositiveIntegerField("seconds between two runs", null=True)
    at = models.TimeField("time of the day in UTC", null=True)
    paused = models.BooleanField(default=False)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(every=None) | Q(at=None), name="job_by_interval_or_hour"),
            models.CheckConstraint(condition=Q(every=None) | Q(every__gt=0), name="job_interval_positive"),
        ]

    def __str__(self) -> str:
        return self.name


class Run(models.Model):
    """When a job last came to its end."""

    name = models.CharField("job", max_length=80, unique=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name}, {self.at}"
