"""What is withheld of assessments, and what was made public again."""

from normsite.demo import files
from normsite.demo.clock import Calendar
from normsite.demo.people import People
from normsite.foundation.withholding.models import Withholding
from normsite.foundation.withholding.vocabulary import Kind
from normsite.portal.withheld.deciding import make_public, withhold_subject
from normsite.portal.withheld.subjects import subject_to_withhold
from riskreviews.models import Scenario


def withhold(name: str, scenarios: dict[str, Scenario], calendar: Calendar, people: People) -> None:
    """Parts of these scenarios, each on its day."""
    for line in files.read("norms", name, "withheld.yaml")["withheld"]:
        scenario, by = scenarios[line["scenario"]], people.staff[line["by"]]
        kind, place = line.get("words", Kind.EVIDENCE), ""
        if kind == Kind.EVIDENCE:
            place = str(scenario.evidence.all()[line["evidence"] - 1].pk)
        subject = subject_to_withhold(kind, scenario.code, place, by)
        if subject is None:
            raise ValueError(f"{name}: {line['scenario']} has no such part to withhold")
        facts = {"basis": line["basis"], "reason": line["reason"], "until": calendar.on(line["until"])}
        with calendar.pretending(line["day"]):
            withhold_subject(subject=subject, **facts, by=by)


def make_known(name: str, calendar: Calendar, people: People) -> None:
    """What is public again after another look, with what was carried over from it."""
    for line in files.read("norms", name, "withheld.yaml")["withheld"]:
        if public := line.get("public"):
            with calendar.pretending(public["day"]):
                for one in Withholding.objects.standing().filter(reason=line["reason"]):
                    make_public(withholding=one, reason=public["reason"], by=people.staff[public["by"]])
