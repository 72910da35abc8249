"""Some of the staff follow the site from the first day of the story, so that their notices are there to be seen."""

from datetime import timedelta

from django.utils import timezone

from normsite.demo.clock import Calendar
from normsite.demo.people import People
from normsite.foundation.notices.digests import cut_digests
from normsite.foundation.notices.followers import follow, follower_of
from normsite.foundation.notices.kinds import Pace
from normsite.foundation.notices.models import Notice
from normsite.foundation.notices.targets import SITE
from normsite.foundation.notices.telling import tell

FIRST_DAY = -400
FOLLOWERS = (("helene", Pace.NOW, False), ("tomasz", Pace.DAILY, False), ("priya", Pace.WEEKLY, True))
LATELY = timedelta(days=60)


def begin(calendar: Calendar, cast: People) -> None:
    with calendar.pretending(FIRST_DAY):
        for name, pace, everything in FOLLOWERS:
            person = cast.staff[name]
            follower = follower_of(person.email, user=person, zone=person.time_zone)
            follow(follower=follower, target=SITE, name="everything on this site", path="/", pace=pace, everything=everything)


def catch_up() -> None:
    """What workers would have told by now; all but the latest has been seen."""
    tell()
    cut_digests()
    seen = Notice.objects.filter(event__at__lt=timezone.now() - LATELY)
    seen.update(seen_at=timezone.now() - LATELY)
