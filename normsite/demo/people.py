"""The body's staff, the organisations, the people who take part."""

from dataclasses import dataclass, field

from allauth.account.models import EmailAddress

from normsite.demo import files
from normsite.demo.clock import Calendar
from normsite.foundation.accounts import services
from normsite.foundation.accounts.models import Organisation, User

PASSWORD = "normsite-demo-2026"  # noqa: S105  the demonstration's password is meant to be known


@dataclass
class People:
    """Everybody by their id in `body.yaml`."""

    staff: dict[str, User] = field(default_factory=dict)
    outside: dict[str, User] = field(default_factory=dict)
    organisations: dict[str, Organisation] = field(default_factory=dict)
    employer: dict[str, Organisation] = field(default_factory=dict)


def gather(calendar: Calendar) -> People:
    body, people = files.read("body.yaml"), People()
    with calendar.pretending(-400):
        for line in body["organisations"]:
            people.organisations[line["id"]] = services.save_organisation(
                organisation=None, name=line["name"], kind=line["kind"], country=line["country"]
            )
        for line in body["staff"]:
            person = people.staff[line["id"]] = _account(line)
            for role in line["roles"]:
                services.grant_role(person=person, role=role, by=next(iter(people.staff.values())))
        for line in body["people"]:
            person = people.outside[line["id"]] = _account(line)
            if line.get("organisation"):
                employer = people.employer[line["id"]] = people.organisations[line["organisation"]]
                services.add_member(organisation=employer, person=person, title=line.get("title", ""))
    return people


def _account(line: dict[str, str]) -> User:
    person = User.objects.create_user(line["email"], PASSWORD, name=line["name"], time_zone=line.get("time_zone") or "UTC")
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return person


def accounts() -> list[tuple[str, str]]:
    """Roles and address of each member of staff, to be printed when the demonstration starts."""
    return [(", ".join(line["roles"]).replace("_", " "), line["email"]) for line in files.read("body.yaml")["staff"]]
