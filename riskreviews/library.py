"""Scenarios to begin from: what has gone wrong, or could, where a standard touches dual-use technology.

They are suggestions, and say nothing of how likely or grave it is for the norm at hand. What was begun from one stays as it was
written.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Template:
    """A scenario to begin from: its words, which provisions usually answer it, and what follows by dimension (a gravity and a
    sentence, as `models/consequence.py` keeps them)."""

    key: str
    title: str
    description: str
    threat_source: str
    answered_by: str
    consequences: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def words(self) -> str:
        """All of it, for whoever looks for something."""
        said = " ".join(one["words"] for one in self.consequences.values())
        return f"{self.title} {self.description} {self.threat_source} {self.answered_by} {said}"


def _follows(**said: str) -> dict[str, dict[str, str]]:
    """Each dimension with its gravity before the first blank: "H A state saves years."."""
    return {dimension: dict(zip(("level", "words"), words.split(" ", 1), strict=True)) for dimension, words in said.items()}


TEMPLATES = (
    Template(
        "threshold-disclosed",
        "A published threshold enables controlled production",
        "The norm prints the value above which equipment becomes controlled, together with the way to reach it. "
        "A maker outside "
        "export control tunes its process to that value and passes the equipment off as uncontrolled.",
        "A state programme under embargo, or its supplier",
        "Requirements given as ranges or classes; figures in an annex for named readers; a note that points to "
        "the control list.",
        _follows(
            proliferation="H A programme saves trials that it would else have to make.", openness="L Some figures are withheld."
        ),
    ),
    Template(
        "default-keys",
        "Devices are delivered with keys that anybody can guess",
        "The norm leaves open how keys are first set, so makers deliver devices with the same key. Whoever knows one device "
        "opens all of them.",
        "Criminals who scan the network for known devices",
        "A requirement that each device has a key of its own, and that the first user has to change it; a test of both.",
        _follows(security="H Many devices are taken over within days.", rights="M Those who use them are watched."),
    ),
    Template(
        "supply-chain",
        "A part is replaced by another one on its way",
        "A module that was tested is exchanged between factory and assembly for one that looks the same and has a back door.",
        "A state service, or a supplier under its pressure",
        "Requirements on marks of identity, on sealed transport, and on a check of authenticity when the part is built in.",
        _follows(security="VH What the module protects is open to one party.", economy="M Whole series are called back."),
    ),
    Template(
        "additive-manufacturing",
        "Controlled parts are printed from files that the norm makes portable",
        "The norm fixes a format in which build files and process parameters travel together. Files of controlled parts then "
        "cross borders as data and are printed on any machine that follows the norm.",
        "Brokers and buyers under embargo",
        "Marking of files with their classification; process parameters kept apart from the geometry; a log on the machine.",
        _follows(
            proliferation="VH Parts are made where no machine tool could be delivered.", economy="M Makers lose licences."
        ),
    ),
    Template(
        "test-data",
        "Test data reveal what equipment can do",
        "The norm asks for detailed test reports. From published ones one reads which performance has been "
        "reached, and by whom.",
        "Analysts of a rival or of an embargoed state",
        "A requirement to report whether a limit is met, not the value; full reports for the assessing body alone.",
        _follows(
            proliferation="M Others learn what is possible, and where it is made.", openness="L Reports stay with a laboratory."
        ),
    ),
    Template(
        "test-equipment",
        "Test equipment is exported that is itself controlled",
        "Conformity can be shown only with equipment that a control list names. Laboratories everywhere order "
        "it, some as a front.",
        "A front company that orders for somebody else",
        "Another way of showing conformity; lists of laboratories that may test; a note that the equipment needs a licence.",
        _follows(
            proliferation="H Equipment reaches those whom licences keep away from it.",
            economy="M Small laboratories can't test.",
        ),
    ),
    Template(
        "update-hijacked",
        "Remote updates are taken over",
        "The norm asks for remote updates, but leaves open who signs them. Somebody sends an update of their own "
        "to all devices.",
        "A state service, or criminals who have stolen a signing key",
        "Signed updates, two persons for a release, a way back to the version before, a term within which keys are replaced.",
        _follows(
            security="VH All devices of a maker do what a stranger wants.", economy="H A branch loses the trust of its buyers."
        ),
    ),
    Template(
        "weak-algorithm",
        "An algorithm in the norm is weaker than it seems",
        "An algorithm or its parameters were proposed by a party that knows a way to break them, or they age "
        "faster than foreseen.",
        "A service that took part in drafting, or progress of mathematics",
        "Parameters whose origin can be shown; several algorithms, and a way to replace each; a date when it is "
        "looked at again.",
        _follows(
            security="H What was protected is read for years before anybody notices.",
            rights="H Those who relied on it are exposed.",
        ),
    ),
    Template(
        "interception-interface",
        "An interface for lawful access is used by others",
        "An interface for authorities that the norm describes is switched on by whoever runs the equipment, or by an intruder.",
        "A government without the rule of law; an intruder",
        "The interface is optional, off when delivered, and logs each use where the user can see it.",
        _follows(rights="VH Critics are followed without a court.", security="H An intruder reads what a state may read."),
    ),
    Template(
        "surveillance-reuse",
        "Sensors for safety are turned into surveillance",
        "Cameras, microphones or positions that the norm asks for in the name of safety are evaluated to follow people.",
        "The operator itself, or an authority that asks for its data",
        "Evaluation on the device; deletion within hours; a requirement that the purpose can't be changed without notice.",
        _follows(rights="VH A group is watched without a remedy.", economy="L Makers carry a bad name."),
    ),
    Template(
        "drone-payload",
        "An unmanned vehicle carries what it was not made for",
        "Interfaces for payloads that the norm makes interchangeable are used to spray or drop something harmful.",
        "An armed group that buys in shops",
        "Identification in flight, zones in which it doesn't fly, payloads that have to prove what they are.",
        _follows(
            security="H People in the open are attacked from the air.", proliferation="M A means of delivery is for sale."
        ),
    ),
    Template(
        "positioning-disturbed",
        "Position and time are falsified",
        "The norm relies on signals of satellites without asking for a check. Somebody sends stronger signals of their own.",
        "Armed forces nearby, or criminals who steal goods on the road",
        "A second source of position and time; an alarm when they differ; how long the equipment goes on without.",
        _follows(security="H Vehicles or networks of a region fail together.", economy="M Deliveries stop for days."),
    ),
    Template(
        "synthesis-screening",
        "Sequences of concern are made to order",
        "The norm makes orders for genes portable between makers. An order that one maker would refuse is split among several.",
        "A person or a group with some training",
        "Screening of each order, also of short pieces; what makers tell each other of refusals; a test set that "
        "is not published.",
        _follows(
            proliferation="VH An agent is made that only few laboratories held.", openness="M Research waits for its orders."
        ),
    ),
    Template(
        "model-misused",
        "A published model or data set gives more than was meant",
        "Reference data or a trained model that come with the norm can be turned to a use that the committee had "
        "not thought of.",
        "A researcher in a hurry, or somebody with bad intent",
        "A look at misuse before publishing; access upon request for the part that matters; a version that leaves it out.",
        _follows(proliferation="H A capability spreads with a download.", openness="M Others can't repeat the results."),
    ),
    Template(
        "legacy-fallback",
        "Equipment falls back to an old and weak mode",
        "To work with old equipment the norm allows an earlier mode. An attacker in between makes both sides use it.",
        "Whoever stands between two devices",
        "A date after which the old mode ends; a warning that people see; no fallback once both sides know the new mode.",
        _follows(security="H Protection that was paid for is switched off unseen.", rights="M Messages are read."),
    ),
    Template(
        "insider",
        "Somebody with access takes controlled documents along",
        "A member of the committee or an employee takes drafts with controlled technology to another employer or country.",
        "An insider with a motive, or one who is pressed",
        "Named readers and marks in each copy; what is controlled in a part of its own; a log of who has seen it.",
        _follows(
            proliferation="H Technology leaves without a licence.", openness="M Committees close to members of some countries."
        ),
    ),
)


def template(key: str) -> Template | None:
    """The scenario to begin from that is called so."""
    return next((one for one in TEMPLATES if one.key == key), None)


def find(words: str) -> list[Template]:
    """Those in which each of these words stands, in their order; all without a word."""
    asked = words.casefold().split()
    return [one for one in TEMPLATES if all(word in one.words.casefold() for word in asked)]
