"""The shape of a change to a job."""

from typing import Any

from celery.schedules import crontab
from django import forms

from normsite.foundation.schedule.plan import Planned, hour_of


class JobForm(forms.Form):
    """An interval or an hour, as the job's default is; a pause where no promise rests on it."""

    every = forms.IntegerField(label="Seconds between two runs", min_value=1, max_value=10_000_000)
    at = forms.TimeField(
        label="Time of the day, in UTC", widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"), input_formats=["%H:%M"]
    )
    paused = forms.BooleanField(label="Pause it", required=False, help_text="Until somebody lets it run again.")

    def __init__(self, *args: Any, planned: Planned, **options: Any) -> None:
        when = planned.when
        now = {"at": hour_of(when)} if isinstance(when, crontab) else {"every": int(when)}
        super().__init__(*args, **options)
        self.initial = now | {"paused": planned.paused}
        del self.fields["every" if planned.by_hour else "at"]
        if not planned.may_pause:
            del self.fields["paused"]
