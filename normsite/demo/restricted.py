"""A draft that is for named readers alone, since its screening came to that."""

from norms.models import Revision
from norms.services import ReaderFacts, name_reader, upload_sanctions_list
from normsite.demo import files, screenings, texts
from normsite.demo.clock import Calendar
from normsite.demo.people import People
from normsite.foundation.controls.models import ControlList

NAME, SCREENED, NAMED = "dna", -20, -17
CHECKED_AGAINST = "sanctions.csv"


def tell(calendar: Calendar, people: People) -> Revision:
    """Synthetic nucleic acids: drafted, screened, restricted, and its readers named."""
    draft = texts.first_revision(NAME, calendar, people)
    model = ControlList.objects.in_force().get(series="zz-model")
    screenings.screen_by(model, NAME, draft, calendar, people, SCREENED, outcome="restricted")
    _name_readers(draft, calendar, people)
    return draft


def _name_readers(draft: Revision, calendar: Calendar, people: People) -> None:
    """By the risk analyst with whose opinion the draft was restricted, who is its first reader; her own facts come first."""
    by, known = people.staff[screenings.REVIEWERS[-1]], files.read("controls", "readers.yaml")
    with calendar.pretending(NAMED):
        content = files.text("controls", CHECKED_AGAINST).encode()
        upload_sanctions_list(issuer=known["issuer"], as_of=calendar.on(NAMED - 1), content=content, by=people.staff["tomasz"])
        for line in known["readers"]:
            facts = {name: line[name] for name in ("nationality", "location", "employer", "grounds")}
            name_reader(revision=draft, facts=ReaderFacts(person=people.staff[line["person"]], **facts), by=by)
