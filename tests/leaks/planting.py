"""A world in which every hidden thing holds words that stand nowhere else, and a table of who may read which of them.

There is one norm in each phase: drafted, frozen, announced, open, closed, concluded, published; with risk reviews of every
state, comments of every state, answers on every step. All of it comes about through the services, as it would on the site.

`docs/howto/planting.md` says how a new capability plants what it hides.
"""

import secrets
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from unittest.mock import patch

from django.db import connection
from django.utils import timezone

from comments.guards.receipts import Receipt
from comments.models import (
    NAMES,
    Attached,
    Attachment,
    AttachmentContent,
    Comment,
    ConfidentialPart,
    Consultation,
    Disposition,
    ImportState,
    NewComment,
)
from comments.other_systems import read_table
from comments.services import (
    approve_disposition,
    begin_draft,
    decide_comment,
    keep_import,
    open_consultation,
    publish_comment,
    publish_dispositions,
    react,
    return_disposition,
    submit_comments,
    withdraw_comment,
    withhold_comment,
)
from norms.models import Clause, ImportJob, Obligation, Provision, Revision
from norms.models.jobs import BEGINNING
from norms.services import (
    ReaderFacts,
    add_applicability,
    add_carve_out,
    add_clause,
    change_position,
    conclude_review,
    draft_position,
    freeze_revision,
    import_markdown,
    link_obligation,
    name_reader,
    publish_position,
    register_norm,
    register_obligation,
    remove_clause,
    restrict_revision,
    save_clause,
    start_revision,
    upload_sanctions_list,
)
from normsite.foundation.accounts.models import Organisation, Role, UnsentForm, User
from normsite.foundation.accounts.services import add_member
from normsite.foundation.controls.conditions import read_lines
from normsite.foundation.controls.models import ControlList, Entry, ListImport
from normsite.foundation.controls.services import confirm_criterion, reject_criterion, write_correlation, write_criterion
from normsite.foundation.notices.digests import cut_digests
from normsite.foundation.notices.followers import follow, follower_of
from normsite.foundation.notices.models import Event, Follower, Subscription
from normsite.foundation.notices.telling import tell
from normsite.foundation.notifications.delivery import deliver_due
from normsite.foundation.uploads import examine
from normsite.foundation.webhooks.endpoints import add_endpoint, send_test
from normsite.foundation.withholding.models import Withholding
from normsite.portal.publication.publishing import publish
from normsite.portal.withheld.deciding import renew_withholding, withhold_subject
from normsite.portal.withheld.subjects import subject_to_withhold
from riskreviews.checklist import QUESTIONS
from riskreviews.models import Assessment, Safeguard, Scenario, Screening
from riskreviews.queries import WORDS_OF_SAFEGUARD, assessment_fingerprint, text_fingerprint, words_of_safeguard
from riskreviews.services import (
    add_evidence,
    add_point,
    add_safeguard,
    add_scenario,
    answer_hits,
    answer_point,
    ask_authority,
    begin_screening,
    carry_assessment,
    change_screening,
    declare_interests,
    give_outside_review,
    give_peer_review,
    give_reading,
    invite_outsider,
    judge_screening,
    make_key,
    note_reply,
    request_peer_review,
    start_assessment,
    submit_screening,
    write_answers,
)
from tests.cast import Cast, person
from tests.portal.export_control.scenes import kitchen
from tests.riskreviews.indicators import indicator_on
from tests.riskreviews.scenes import COSTS, JUDGED, JUSTIFICATION, LEVELS

SAID_AS = {
    "description": ("measure",),
    "legitimate_aim": ("aim",),
    "governability_why": ("governability",),
    "reach_why": ("reach",),
    "alternative": ("alternative", "fails"),
}
JUSTIFYING = ("suitable", "necessary", "proportionate", "declassification_trigger")
BIRD = "plover"  # every planted word begins with it, and nothing else on the site does
# Nor is any part of a planted word one that the search passes over, such as "before": it would find what is public by the rest.

ROLES = {
    "administrator": "ada",
    "secretary": "sami",
    "editor": "edda",
    "risk analyst": "rhea",
    "peer reviewer": "piet",
    "approver": "april",
    "observer": "olu",
}
Readers = frozenset[str]
STAFF: Readers = frozenset(ROLES)
OUTSIDERS: Readers = frozenset({"nobody", "an account", "the commenter", "staff without second factor"})
EVERYBODY = STAFF | OUTSIDERS
SECRETARY: Readers = frozenset({"secretary"})
CONFIDANTS: Readers = frozenset({"secretary", "risk analyst"})
CLEARED: Readers = frozenset({"secretary", "editor", "risk analyst", "peer reviewer", "approver"})
"""They read what is withheld from the public."""
ADMINISTRATOR: Readers = frozenset({"administrator"})
COMMENTER: Readers = frozenset({"the commenter"})
NOBODY: Readers = frozenset()
NAMED_READER = "a named reader"  # of the restricted texts, who has roles besides; nobody whom ROLES name is one
NAMED: Readers = frozenset({NAMED_READER})
KEEPERS: Readers = frozenset({"administrator", "secretary", NAMED_READER})  # they see who reads, not what
INSIDERS = STAFF | NAMED


@dataclass
class Text:
    """A revision, and whether anybody may read it."""

    revision: Revision
    public: bool


@dataclass
class World:
    """What was planted. `words` says who may read each word; `unshown` are those that no page shows even to whom it might.

    `links` are the secrets of private links by the address to which they were mailed.
    `restricted` are the codes of all that belongs to restricted texts, `reader` is the one member of staff who reads them.
    """

    cast: Cast
    commenter: User
    obligation: Obligation
    words: dict[str, Readers] = field(default_factory=dict)
    unshown: set[str] = field(default_factory=set)
    texts: list[Text] = field(default_factory=list)
    assessments: dict[str, bool] = field(default_factory=dict)
    receipts: dict[str, Receipt] = field(default_factory=dict)
    followers: list[Follower] = field(default_factory=list)
    reader: User = field(init=False)
    restricted: list[str] = field(default_factory=list)
    links: dict[str, str] = field(default_factory=dict)

    def plant(self, word: str, seen_by: Readers, *, shown: bool = True) -> str:
        """A word that nobody but these readers may meet, at whatever address."""
        planted = f"{BIRD}-{word}"
        assert planted not in self.words, f"{planted} is planted twice"
        self.words[planted] = seen_by
        if not shown:
            self.unshown.add(planted)
        return planted

    def hidden_from(self, reader: str) -> list[str]:
        return sorted(word for word, seen_by in self.words.items() if reader not in seen_by)

    def own_words(self, code: str) -> set[str]:
        """What the sender of this receipt may read beside what everybody may."""
        sent = self.receipts[code].submission
        told = [sent.name, sent.organisation, sent.email.partition("@")[0]]
        told += ConfidentialPart.objects.filter(comment__submission=sent).values_list("words", flat=True)
        for comment in sent.comments.select_related("disposition"):
            told += [*(one.words for one in comment.said), comment.confidential_reason]
            told += [file.name.removesuffix(".txt") for file in comment.files]
            told += [file.content.words for file in comment.files]
            told.append(getattr(comment, "disposition", None) and comment.disposition.reaction_text)
        return {word for word in told if word}


def planted(cast: Cast) -> World:
    obligation = register_obligation(
        kind="resolution",
        instrument="Resolution 1540 (2004)",
        reference="paragraph 3",
        title="Controls",
        text="States keep effective controls.",
        as_of=date(2026, 1, 15),
        by=cast.edda,
    )
    commenter = person(f"{BIRD}-account")
    world = World(cast, commenter, obligation)
    world.words[f"{BIRD}-account"] = STAFF | COMMENTER
    add_member(organisation=cast.aerolith, person=commenter, title=world.plant("member-title", STAFF | COMMENTER))
    _drafted(world)
    _frozen(world)
    _announced(world)
    _open(world)
    _closed(world)
    _concluded(world)
    _published(world)
    _withheld(world)
    _restricted(world)
    _watch(world)
    _follow_all(world)
    _hold_mails_up(world)
    _keep_unsent(world)
    _keep_draft(world)
    _keep_import(world)
    _keep_comments_of_others(world)
    _add_endpoint(world)
    _list(world)
    _state_positions(world)
    with connection.cursor() as cursor:
        # Only this transaction sees the world: looked at from outside its tables are empty, and joins would read row by row.
        names = (connection.ops.quote_name(name) for name in connection.introspection.table_names(cursor))
        cursor.execute(f"ANALYZE {', '.join(names)}")  # ours alone: those of the server are shared with whoever tests beside us
    return world


def _list(world: World) -> None:
    """A control list that anybody may read. It is in force while two texts are screened by it, and not when they go out."""
    control_list = kitchen(in_force=True)
    for phase in ("drafted", "closed-next"):
        _screened(world, phase, Revision.objects.get(label=f"{BIRD}-{phase}-label"), control_list)
    ControlList.objects.update(in_force=False)
    neighbours = kitchen(series="zz-neighbours")
    _criteria(world, neighbours)
    write_correlation(
        left_list=control_list,
        left_code="2B001.a",
        right_list=neighbours,
        right_code="3A001.a",
        relation="equal",
        source=world.plant("unsure-source", STAFF),
    )


def _criteria(world: World, control_list: ControlList) -> None:
    """One that nobody has decided on, one that was rejected at once, one whose value is withheld; a confirmed one is for
    everybody."""
    for word in ("suggested", "rejected", "confirmed", "held"):
        criterion = write_criterion(
            control_list=control_list,
            code="2B001.a.1",
            group=read_lines("temperature >= 300 K"),
            subjects=["ovens"],
            exceptions="" if word == "confirmed" else world.plant(f"{word}-criterion", STAFF),
            by=world.cast.rhea,
        )
        if word == "rejected":
            reject_criterion(criterion=criterion, reason=world.plant("misgivings", STAFF), by=world.cast.rhea)
        if word in ("confirmed", "held"):
            confirm_criterion(criterion=criterion, by=world.cast.rhea)
    _withhold(world, "criterion", criterion.code, "", "held-criterion", read=STAFF)


def _drafted(world: World) -> None:
    draft = _text(world, "drafted", known=STAFF, read=STAFF, freeze=False)
    assessment = _assessment(world, "drafted-risk", draft, STAFF)
    _reviewed_outside(world, "drafted-outside", assessment, STAFF)
    world.assessments[assessment.code] = False


def _frozen(world: World) -> None:
    revision = _text(world, "frozen", known=STAFF, read=STAFF)
    world.assessments[_agreed(world, "frozen-risk", revision, STAFF).code] = False


def _announced(world: World) -> None:
    revision = _text(world, "announced", known=EVERYBODY, read=STAFF)
    world.assessments[_agreed(world, "announced-risk", revision, STAFF).code] = False
    _consultation(world, "announced", revision, days_ago=-2)


def _open(world: World) -> None:
    """The text under consultation was made from one that nobody outside has ever read; its risks are carried on from there."""
    cast = world.cast
    earlier = _text(world, "earlier", known=EVERYBODY, read=STAFF, norm="open")
    before = _assessment(world, "open-risk", earlier, EVERYBODY)
    revision = start_revision(revision=earlier, by=cast.edda, label=world.plant("open-label", EVERYBODY))
    _rewrite(world, revision, "open", EVERYBODY)
    cut = add_clause(revision=revision, title="Cut", anchor="cut", body="The module shall be cut.", by=cast.edda)
    carried = carry_assessment(assessment=before, revision=revision, by=cast.rhea)
    provision = Provision.objects.get(statements__clause=cut)
    _answered_by(carried, provision, cast)
    remove_clause(clause=cut, by=cast.edda)
    revision = freeze_revision(revision=revision, by=cast.edda)
    _agree(world, carried, "open-risk", EVERYBODY)
    _reviewed_outside(world, "open-outside", carried, EVERYBODY)
    _doubted(world, "open-doubted", revision)
    world.texts.append(Text(revision, True))
    world.assessments |= {before.code: False, carried.code: True}
    consultation = _consultation(world, "open", revision, days_ago=10)
    _refer(world, "open", consultation, _comments(world, "open", consultation)["published"])


def _closed(world: World) -> None:
    revision = _text(world, "closed", known=EVERYBODY, read=EVERYBODY)
    world.assessments[_agreed(world, "closed-risk", revision, EVERYBODY).code] = True
    consultation = _consultation(world, "closed", revision, days_ago=70)
    comments = _comments(world, "closed", consultation)
    approved = _decision(world, "closed-published", comments["published"], STAFF, outcome="partial")
    approve_disposition(disposition=approved, by=world.cast.april)
    returned = _decision(world, "closed-withheld", comments["withheld"], STAFF)
    remark = world.plant("closed-remark", STAFF)
    return_disposition(disposition=returned, version=returned.version, by=world.cast.april, remark=remark)
    _next_draft(world, "closed", revision)


def _concluded(world: World) -> None:
    revision, _ = _answered(world, "concluded")
    _next_draft(world, "concluded", revision)


def _published(world: World) -> None:
    first, _ = _answered(world, "published")
    second = start_revision(revision=first, by=world.cast.edda, label=world.plant("edition-label", EVERYBODY))
    _rewrite(world, second, "edition", EVERYBODY)
    second = freeze_revision(revision=second, by=world.cast.edda)
    world.texts.append(Text(second, True))
    edition = _agreed(world, "edition-risk", second, EVERYBODY)
    _reviewed_outside(world, "edition-outside", edition, EVERYBODY)
    world.assessments[edition.code] = True
    second = Revision.objects.select_related("norm").get(pk=second.pk)
    publish(revision=second, by=world.cast.april)
    _next_draft(world, "edition", second)


def _withheld(world: World) -> None:
    """A text that everybody reads, with its risks; its rationale page is published too. Of both, and of the draft after them,
    all that can be withheld is."""
    first, consultation = _answered(world, "held")
    attached = Comment.objects.get(consultation=consultation, text__contains=f"{BIRD}-held-published-")
    _withhold(world, "attachment", attached.code, "1", "held-published-within", read=CLEARED | COMMENTER)
    world.words[f"{BIRD}-held-published-file"] = CLEARED | COMMENTER
    world.assessments[_agreed(world, "held-risk", first, EVERYBODY).code] = True
    made = _withhold(world, "rationale", first.norm.code, "keys", "held-motive")
    second = start_revision(revision=first, by=world.cast.edda, label=world.plant("kept-label", EVERYBODY))
    _rewrite(world, second, "kept", EVERYBODY)
    world.words[f"{BIRD}-kept-motive"] = CLEARED  # withheld from the first text on
    second = freeze_revision(revision=second, by=world.cast.edda)
    again = world.plant("held-again-because", EVERYBODY)
    until = timezone.localdate() + timedelta(days=400)
    renew_withholding(withholding=made, basis="trade_secret", reason=again, until=until, by=world.cast.sami)
    world.texts.append(Text(second, True))
    world.assessments[_agreed(world, "kept-risk", second, EVERYBODY).code] = True
    for stem in ("held-risk", "kept-risk"):
        _withhold_risks(world, stem)
    publish(revision=Revision.objects.select_related("norm").get(pk=second.pk), by=world.cast.april)
    _next_draft(world, "kept", second)
    world.words[f"{BIRD}-kept-next-motive"] = CLEARED


def _withhold_risks(world: World, stem: str) -> None:
    scenario = Scenario.objects.get(title=f"{BIRD}-{stem}-scenario")
    safeguard = Safeguard.objects.get(title=f"{BIRD}-{stem}-safeguard")
    beside = ("harm", "source", "follows", "uncertain", "benefit")
    _withhold(world, "description", scenario.code, "", *(f"{stem}-{word}" for word in beside))
    _withhold(world, "reasoning", scenario.code, "", f"{stem}-reasoning")
    piece = scenario.evidence.get()
    _withhold(world, "evidence", scenario.code, str(piece.pk), *(f"{stem}-{word}" for word in ("report", "shows", "link")))
    for name in WORDS_OF_SAFEGUARD:
        if words_of_safeguard(safeguard, name):
            words = SAID_AS.get(name, (name.replace("_", "-"),))
            _withhold(world, "safeguard", safeguard.code, name, *(f"{stem}-{word}" for word in words))


def _withhold(world: World, kind: str, about: str, place: str, *words: str, read: Readers = CLEARED) -> Withholding:
    """What everybody could read until now, from now on those alone who read what is withheld."""
    april = world.cast.april
    subject = subject_to_withhold(kind, about, place, april)
    assert subject is not None
    because = world.plant(f"because-{len(world.words)}", EVERYBODY)  # so that no search for what is withheld finds it
    until = timezone.localdate() + timedelta(days=300)
    world.words |= {f"{BIRD}-{word}": read for word in words}
    return withhold_subject(subject=subject, basis="security", reason=because, until=until, by=april)


def _restricted(world: World) -> None:
    """Texts that Edda and Rhea have written, and may not read any more: one that came by an import, with its risks and the
    revision after it; and one that follows a text which all staff may read."""
    world.reader = person("Nora", Role.SECRETARY, Role.EDITOR, Role.RISK_ANALYST)
    peer = person("Otto", Role.PEER_REVIEWER)
    issuer = world.plant("sanctions-issuer", KEEPERS)
    upload_sanctions_list(issuer=issuer, as_of=date(2026, 1, 15), content=b"name\nViktor Malvo\n", by=world.cast.sami)
    revision = _imported(world)
    assessment = _assessment(world, "restricted-risk", revision, NAMED)
    reason = world.plant("restricted-because", KEEPERS)
    restrict_revision(revision=revision, reason=reason, by=world.reader)
    facts = ReaderFacts(peer, "DE", "DE", world.plant("reader-employer", KEEPERS), world.plant("reader-grounds", KEEPERS))
    name_reader(revision=revision, facts=facts, by=world.reader)
    assessment.refresh_from_db()
    _agree(world, assessment, "restricted-risk", NAMED, asked_by=world.reader, reviewer=peer)
    world.assessments[assessment.code] = False
    revision = freeze_revision(revision=Revision.objects.get(pk=revision.pk), by=world.reader)
    _restricted_draft(world, "restricted-next", revision, world.reader)
    earlier = _text(world, "mixed", known=STAFF, read=STAFF)
    draft = _restricted_draft(world, "mixed-next", earlier, world.cast.edda)
    restrict_revision(revision=draft, reason="It says more than the one before.", by=world.reader)
    screening = _screened_by_its_reader(world, revision)
    risks = [screening.code, assessment.code, *assessment.scenarios.values_list("code", flat=True)]
    stated = Provision.objects.filter(norm=revision.norm).values_list("code", flat=True)
    world.restricted += [revision.norm.code, earlier.norm.code, *risks, *stated]


def _screened_by_its_reader(world: World, revision: Revision) -> Screening:
    """By a list that has the code which the text names: what is found is shown with the words around it."""
    made = ControlList.objects.create(
        series="house-list", jurisdiction="US", name="House list", edition="2026", as_of=date(2026, 1, 15), in_force=True
    )
    Entry.objects.create(control_list=made, code="5A002", category=5, group="A", heading="Keeping of keys", position=1)
    screening = begin_screening(revision=revision, control_list=made, by=world.reader)
    ControlList.objects.filter(pk=made.pk).update(in_force=False)
    return screening


def _imported(world: World) -> Revision:
    """By an import, with a reason, a link, and a sentence that was cut again."""
    cast = world.cast
    word = {name: world.plant(f"restricted-{name}", NAMED) for name in ("clause", "body", "why", "serves", "cut")}
    report = import_markdown(
        text=f"# Keeping\n\n## {word['clause']}\n\nThe module of 5A002 shall {word['body']}.\n",
        title=world.plant("restricted-norm", STAFF),
        label=world.plant("restricted-label", NAMED),
        note=world.plant("restricted-note", NAMED),
        scheme="iso",
        by=cast.edda,
    )
    clause = report.revision.clauses.get(title=word["clause"])
    written = {name: getattr(clause, name) for name in ("title", "body", "kind", "normative", "version")}
    save_clause(clause=clause, rationale=word["why"], by=cast.edda, **written)
    provision = Provision.objects.get(statements__clause=clause)
    link_obligation(provision=provision, obligation=world.obligation, note=word["serves"], by=cast.edda)
    cut = add_clause(revision=report.revision, title="Cut", body=f"The module shall {word['cut']}.", by=cast.edda)
    remove_clause(clause=cut, by=cast.edda)
    Clause.objects.filter(pk=clause.pk).update(anchor="keys")
    world.texts.append(Text(report.revision, False))
    return report.revision


def _restricted_draft(world: World, phase: str, revision: Revision, by: User) -> Revision:
    label, note = world.plant(f"{phase}-label", NAMED), world.plant(f"{phase}-note", NAMED)
    draft = start_revision(revision=revision, by=by, label=label, note=note)
    keys = Clause.objects.get(revision=draft, anchor="keys")
    save_clause(
        clause=keys,
        version=keys.version,
        by=by,
        title=world.plant(f"{phase}-clause", NAMED),
        body=f"The module shall {world.plant(f'{phase}-body', NAMED)}.",
        rationale=world.plant(f"{phase}-motive", NAMED),
        kind=keys.kind,
        normative=keys.normative,
    )
    world.texts.append(Text(draft, False))
    return draft


def _answered(world: World, phase: str) -> tuple[Revision, Consultation]:
    """Consulted on, every comment answered, the answers published, one commenter heard again."""
    cast = world.cast
    revision = _text(world, phase, known=EVERYBODY, read=EVERYBODY)
    consultation = _consultation(world, phase, revision, days_ago=70)
    comments = _comments(world, phase, consultation, unread=False)
    for state in ("published", "individual", "withheld"):
        answer = _decision(world, f"{phase}-{state}", comments[state], EVERYBODY)
        approve_disposition(disposition=answer, by=cast.april)
    publish_dispositions(consultation=consultation, by=cast.sami)
    receipt = world.receipts[comments["published"].submission.code]
    react(
        disposition=comments["published"].disposition,
        reaction="objects",
        text=world.plant(f"{phase}-reaction", STAFF | COMMENTER),
        token=receipt.token,
    )
    return revision, consultation


def _state_positions(world: World) -> None:
    """A national body has published its position on a norm and writes the next version, which nobody else may see."""
    body = Organisation.objects.create(name=world.plant("standards", EVERYBODY), kind="national_body", country="NO")
    speaker = User.objects.create_user("speaker@bodies.example", name=world.plant("speaker", STAFF, shown=False))
    add_member(organisation=body, person=speaker, title="Delegate")
    revision = next(text.revision for text in world.texts if text.public)
    keys = Clause.objects.get(revision=revision, anchor="keys")
    facts = {"clause": keys, "source": "https://law.example/1", "starts_on": date(2026, 1, 1), "ends_on": None}
    for phase, readers in (("position", EVERYBODY), ("position-to-come", NOBODY)):
        draft = draft_position(norm=revision.norm, body=body, by=speaker)
        words = {"designation": world.plant(f"{phase}-name", readers), "statement": world.plant(f"{phase}-words", readers)}
        change_position(position=draft, version=draft.version, adoption="mod", by=speaker, **words)
        said = {"reason": world.plant(f"{phase}-reason", readers), "legal_basis": world.plant(f"{phase}-basis", readers)}
        add_carve_out(position=draft, by=speaker, **facts, **said)
        if readers is EVERYBODY:
            publish_position(position=draft, by=speaker)


def _watch(world: World) -> None:
    """What is measured outside is for everybody, but for the secret of a key, which is shown once to whoever makes it."""
    norm = next(text.revision for text in world.texts if text.public).norm
    indicator = indicator_on(norm, world.cast, title=world.plant("indicator", EVERYBODY), why=world.plant("watched", EVERYBODY))
    key, _ = make_key(indicator=indicator, name=world.plant("program", EVERYBODY), by=world.cast.rhea)
    give_reading(indicator=indicator, day=date(2026, 1, 5), value=Decimal(900), by=world.cast.rhea)
    give_reading(
        indicator=indicator, day=date(2026, 1, 12), value=Decimal(1100), note=world.plant("reading", EVERYBODY), key=key
    )
    review = indicator.crossings.get().reviews.get()
    conclude_review(review=review, outcome="revise", reason=world.plant("review-reason", EVERYBODY), by=world.cast.sami)


# --- texts -----------------------------------------------------------------------------------------------------------


def _text(world: World, phase: str, *, known: Readers, read: Readers, freeze: bool = True, norm: str = "") -> Revision:
    """A norm with its first revision. `known` may know that the norm is there, `read` may read the text."""
    made = register_norm(
        title=world.plant(f"{norm or phase}-norm", known),
        committee=world.plant(f"{norm or phase}-committee", known, shown=known is not STAFF),
        summary=world.plant(f"{norm or phase}-summary", EVERYBODY if norm else read, shown=read is not STAFF),
        label=world.plant(f"{phase}-label", read),
        note=world.plant(f"{phase}-note", STAFF),
        scheme="iso",
        by=world.cast.edda,
    )
    revision = made.revisions.select_related("norm").get()
    body, why = world.plant(f"{phase}-body", read), world.plant(f"{phase}-motive", read)
    keys = add_clause(
        revision=revision,
        title=world.plant(f"{phase}-clause", read),
        anchor="keys",
        body=f"The module shall {body}.",
        rationale=why,
        by=world.cast.edda,
    )
    # An anchor is made of the first title and lives on, whatever the clause is called when the text is released.
    anchor = world.plant(f"{phase}-anchor", EVERYBODY if norm else read)
    add_clause(revision=revision, title=anchor, body="Nothing.", by=world.cast.edda)
    provision = Provision.objects.get(statements__clause=keys)
    note = world.plant(f"{phase}-serves", EVERYBODY if norm else read)
    link_obligation(provision=provision, obligation=world.obligation, note=note, by=world.cast.edda)
    if freeze:
        revision = freeze_revision(revision=revision, by=world.cast.edda)
    world.texts.append(Text(revision, read == EVERYBODY))
    return revision


def _rewrite(world: World, draft: Revision, phase: str, read: Readers) -> None:
    """New words for the clause on keys."""
    keys = Clause.objects.get(revision=draft, anchor="keys")
    save_clause(
        clause=keys,
        version=keys.version,
        by=world.cast.edda,
        title=world.plant(f"{phase}-clause", read),
        body=f"The module shall {world.plant(f'{phase}-body', read)}.",
        rationale=world.plant(f"{phase}-motive", read),
        kind=keys.kind,
        normative=keys.normative,
    )
    old = Clause.objects.exclude(anchor="keys").get(revision=draft)
    save_clause(
        clause=old,
        version=old.version,
        by=world.cast.edda,
        title=world.plant(f"{phase}-other", read),
        body=old.body,
        rationale=old.rationale,
        kind=old.kind,
        normative=old.normative,
    )


def _next_draft(world: World, phase: str, revision: Revision) -> None:
    """A revision that is being written while the one before is public."""
    label, note = world.plant(f"{phase}-next-label", STAFF), world.plant(f"{phase}-next-note", STAFF)
    draft = start_revision(revision=revision, by=world.cast.edda, label=label, note=note)
    _rewrite(world, draft, f"{phase}-next", STAFF)
    world.texts.append(Text(draft, False))


# --- risks -----------------------------------------------------------------------------------------------------------


def _assessment(world: World, stem: str, revision: Revision, read: Readers) -> Assessment:
    cast, keys = world.cast, Clause.objects.get(revision=revision, anchor="keys")
    assessment = start_assessment(
        revision=revision, title=world.plant(stem, read), scope=world.plant(f"{stem}-scope", read), by=cast.rhea
    )
    scenario = add_scenario(
        assessment=assessment,
        by=cast.rhea,
        title=world.plant(f"{stem}-scenario", read),
        description=world.plant(f"{stem}-harm", read),
        threat_source=world.plant(f"{stem}-source", read),
        reasoning=world.plant(f"{stem}-reasoning", read),
        consequences={"security": {"level": "H", "words": world.plant(f"{stem}-follows", read)}},
        uncertainty="low",
        uncertainty_reason=world.plant(f"{stem}-uncertain", read),
        benefit_lost=world.plant(f"{stem}-benefit", read),
        treatment="change_likelihood",
        clause=keys,
        **LEVELS,
    )
    add_evidence(
        scenario=scenario,
        by=cast.rhea,
        citation=world.plant(f"{stem}-report", read),
        shows=world.plant(f"{stem}-shows", read),
        url=f"https://reports.example/{world.plant(f'{stem}-link', read)}",
    )
    addressee = world.plant(f"{stem}-addressee", read | STAFF)  # a fact of the norm, which all of the desk may read
    bound = add_applicability(norm=revision.norm, kind="addressee", name=addressee, by=cast.sami)
    basis = world.plant(f"{stem}-basis", read)
    add_safeguard(
        assessment=assessment,
        scenarios=[scenario],
        by=cast.rhea,
        applies_to=[bound],
        provision=keys.statements.get().provision,
        title=world.plant(f"{stem}-safeguard", read),
        description=world.plant(f"{stem}-measure", read),
        tier="T3",
        **{
            **JUSTIFICATION,
            "legitimate_aim": world.plant(f"{stem}-aim", read),
            "governability_why": world.plant(f"{stem}-governability", read),
            "reach_why": world.plant(f"{stem}-reach", read),
            "alternatives": [(world.plant(f"{stem}-alternative", read), world.plant(f"{stem}-fails", read))],
            "costs": [*COSTS[1:], *(replace(COSTS[0], basis=basis, frequency=often) for often in ("once", "yearly"))],
            **{name: world.plant(f"{stem}-{name.replace('_', '-')}", read) for name in JUSTIFYING},
        },
    )
    return assessment


def _agree(
    world: World,
    assessment: Assessment,
    stem: str,
    read: Readers,
    *,
    asked_by: User | None = None,
    reviewer: User | None = None,
) -> Assessment:
    """By Rhea and Piet, where nobody else is named."""
    peer = reviewer or world.cast.piet
    review = request_peer_review(assessment=assessment, reviewer=peer, by=asked_by or world.cast.rhea)
    words, text = text_fingerprint(assessment.revision), world.plant(f"{stem}-judged", read)
    give_peer_review(review=review, words=words, verdict="agree_with_remarks", text=text, by=peer)
    return assessment


def _agreed(world: World, stem: str, revision: Revision, read: Readers) -> Assessment:
    return _agree(world, _assessment(world, stem, revision, read), stem, read)


def _reviewed_outside(world: World, stem: str, assessment: Assessment, read: Readers) -> None:
    """By somebody whose name nobody may ever read, and by somebody who is not named before they have given a review."""
    keys = Clause.objects.get(revision=assessment.revision, anchor="keys")
    for who, readers in (("withheld", NOBODY), ("invited", STAFF)):
        token = world.plant(f"{stem}-link-of-{who}", NOBODY, shown=False)
        email = f"{world.plant(f'{stem}-{who}-mail', NOBODY, shown=False)}@outside.example"
        world.links[email] = token
        with patch("riskreviews.services.outside_reviews.secrets.token_urlsafe", lambda size, token=token: token):
            review = invite_outsider(
                assessment=assessment,
                name=world.plant(f"{stem}-{who}", readers, shown=readers is STAFF),
                affiliation=world.plant(f"{stem}-{who}-works-at", readers, shown=readers is STAFF),
                email=email,
                questions=[
                    world.plant(f"{stem}-{who}-question", read if who == "withheld" else NOBODY, shown=who == "withheld")
                ],
                expires_at=timezone.now() + timedelta(days=30),
                by=world.cast.rhea,
            )
        interests = world.plant(f"{stem}-{who}-interests", read if who == "withheld" else NOBODY, shown=who == "withheld")
        declare_interests(review=review, has_interests=True, interests=interests)
        text = world.plant(f"{stem}-{who}-point", read if who == "withheld" else NOBODY, shown=who == "withheld")
        point = add_point(review=review, severity="issue", text=text, clause=keys)
        said = world.plant(f"{stem}-{who}-said", read if who == "withheld" else NOBODY, shown=who == "withheld")
        write_answers(review=review, answers=[said] * 5)
        if who == "withheld":
            seen = {"words": text_fingerprint(assessment.revision), "read": assessment_fingerprint(assessment)}
            give_outside_review(review=review, **seen, answers=[said] * 5, verdict="issues", withheld="reprisals")
            answer = world.plant(f"{stem}-{who}-answer", read)
            answer_point(point=point, answer="partly", text=answer, by=world.cast.rhea)


def _doubted(world: World, stem: str, revision: Revision) -> None:
    """An assessment of a text that everybody reads, to which a peer has said no."""
    assessment = _assessment(world, stem, revision, STAFF)
    review = request_peer_review(assessment=assessment, reviewer=world.cast.piet, by=world.cast.rhea)
    words, text = text_fingerprint(revision), world.plant(f"{stem}-judged", STAFF)
    give_peer_review(review=review, words=words, verdict="disagree", text=text, by=world.cast.piet)
    world.assessments[assessment.code] = False


def _answered_by(assessment: Assessment, provision: Provision, cast: Cast) -> None:
    """Risks of a public text, answered by a sentence that was cut before anybody could read it."""
    scenario = add_scenario(
        assessment=assessment,
        by=cast.rhea,
        title="Answered by what was cut",
        description="Somebody cuts.",
        reasoning="So.",
        treatment="retain",
        provisions=[provision],
        **LEVELS,
    )
    add_safeguard(
        assessment=assessment,
        scenarios=[scenario],
        by=cast.rhea,
        provision=provision,
        title="Put into words by what was cut",
        description="A cut.",
        tier="T0",
        **JUDGED,
    )


def _screened(world: World, phase: str, revision: Revision, control_list: ControlList) -> None:
    """Something was found, a person has answered it, an authority was asked, two people have cleared the text."""
    cast, stem = world.cast, f"{phase}-screening"
    add_clause(
        revision=revision,
        title="Doors",
        anchor="doors",
        body=f"As 3A001 with {world.plant(f'{stem}-hit', STAFF)}.",
        by=cast.edda,
    )
    screening = begin_screening(revision=revision, control_list=control_list, by=cast.rhea)
    hits = list(screening.hits.values_list("pk", flat=True))
    why = world.plant(f"{stem}-reason", STAFF)
    answer_hits(screening=screening, hits=hits, relevance="not_relevant", reason=why, by=cast.rhea)
    harmless = {"answer": "harmless", "note": world.plant(f"{stem}-note", STAFF)}
    change_screening(
        screening=screening,
        version=screening.version,
        by=cast.rhea,
        answers={question.key: harmless for question in QUESTIONS},
        audience="mixed",
        end_use=world.plant(f"{stem}-use", STAFF),
    )
    referral = ask_authority(
        screening=screening,
        authority=world.plant(f"{stem}-authority", STAFF),
        number=world.plant(f"{stem}-file", STAFF),
        question=world.plant(f"{stem}-question", STAFF),
        sent_on=timezone.localdate(),
        by=cast.rhea,
    )
    conditions = world.plant(f"{stem}-conditions", STAFF)
    note_reply(referral=referral, reply="licensed", replied_on=timezone.localdate(), conditions=conditions, by=cast.rhea)
    submit_screening(screening=screening, by=cast.rhea)
    screening.refresh_from_db()
    for judge in (cast.piet, cast.april):
        judge_screening(
            screening=screening,
            words=screening.fingerprint,
            outcome="cleared",
            reason=world.plant(f"{stem}-{judge.name.lower()}", STAFF),
            until=timezone.localdate() + timedelta(days=90),
            by=judge,
        )


# --- consultations, comments, answers ---------------------------------------------------------------------------------


def _consultation(world: World, phase: str, revision: Revision, *, days_ago: int) -> Consultation:
    start = timezone.now() - timedelta(days=days_ago)
    return open_consultation(
        revision=revision,
        title=world.plant(f"{phase}-consultation", EVERYBODY),
        asks=world.plant(f"{phase}-asks", EVERYBODY),
        questions=[world.plant(f"{phase}-question", EVERYBODY)],
        replies_allowed=True,
        opens_at=start,
        closes_at=start + timedelta(days=61),
        by=world.cast.sami,
        at=min(start, timezone.now()),
    )


def _comments(world: World, phase: str, consultation: Consultation, *, unread: bool = True) -> dict[str, Comment]:
    """One comment of each state; the published one was sent from an account. What hidden ones are of, no other is."""
    cast = world.cast
    made = {
        "published": _comment(world, f"{phase}-published", consultation, EVERYBODY, user=world.commenter),
        "withheld": _comment(world, f"{phase}-withheld", consultation, STAFF, organisation_kind="civil_society"),
        "withdrawn": _comment(world, f"{phase}-withdrawn", consultation, STAFF, organisation_kind="government"),
        "individual": _comment(world, f"{phase}-individual", consultation, EVERYBODY, capacity="individual"),
    }
    for state in ("published", "withdrawn", "individual"):
        publish_comment(comment=made[state], by=cast.sami)
    reason = world.plant(f"{phase}-withheld-because", EVERYBODY)
    withhold_comment(comment=made["withheld"], ground="security", reason=reason, by=cast.sami)
    _decision(world, f"{phase}-withdrawn", made["withdrawn"], STAFF, outcome="duplicate", shown=False)
    withdraw_comment(comment=made["withdrawn"], token=world.receipts[made["withdrawn"].submission.code].token)
    if unread:
        made["received"] = _comment(world, f"{phase}-received", consultation, STAFF, kind="ed", capacity="individual")
    return made


def _refer(world: World, phase: str, consultation: Consultation, first: Comment) -> None:
    """A reply and a support that everybody reads; and of each state that is hidden one that nobody may count."""
    cast = world.cast
    replied = publish_comment(comment=_comment(world, f"{phase}-reply", consultation, EVERYBODY, first=first), by=cast.sami)
    supports = _comment(world, f"{phase}-support", consultation, EVERYBODY, first=replied, stance="support")
    withheld = _comment(
        world,
        f"{phase}-support-withheld",
        consultation,
        STAFF,
        organisation_kind="civil_society",
        first=first,
        stance="support",
    )
    withdrawn = _comment(world, f"{phase}-reply-withdrawn", consultation, STAFF, organisation_kind="government", first=first)
    for one in (supports, withdrawn):
        publish_comment(comment=one, by=cast.sami)
    reason = world.plant(f"{phase}-support-withheld-because", EVERYBODY)
    withhold_comment(comment=withheld, ground="security", reason=reason, by=cast.sami)
    withdraw_comment(comment=withdrawn, token=world.receipts[withdrawn.submission.code].token)
    _comment(world, f"{phase}-reply-received", consultation, STAFF, kind="ed", capacity="individual", first=first)


def _comment(
    world: World,
    stem: str,
    consultation: Consultation,
    seen_by: Readers,
    *,
    capacity: str = "organisation",
    organisation_kind: str = "academia",
    kind: str = "te",
    user: User | None = None,
    first: Comment | None = None,
    stance: str = "",
) -> Comment:
    """`seen_by` may read the words and the author; the person behind an organisation is the secretary's to see."""
    own = COMMENTER if user else NOBODY
    author: dict[str, Any] = {"name": world.plant(f"{stem}-name", seen_by | own)}
    if capacity == "organisation":
        person_behind = world.plant(f"{stem}-person", SECRETARY | own)
        author = {"name": person_behind, "organisation": author["name"], "organisation_kind": organisation_kind}
    words: dict[str, Any] = {name: world.plant(f"{stem}-{name.split('_')[-1]}", seen_by | own) for name in NAMES}
    passage, answer = words.pop("passage"), words.pop("answer")
    words |= {
        "confidential": world.plant(f"{stem}-kept", CONFIDANTS | own),
        "confidential_ground": "security",
        "confidential_reason": world.plant(f"{stem}-kept-because", seen_by | own),
    }
    name, within = (world.plant(f"{stem}-{word}", seen_by | own) for word in ("file", "within"))
    refers: dict[str, Any] = {"in_reply_to": first.code, "stance": stance} if first else {}
    said = NewComment(**words, **refers, kind=kind, anchor="keys", attachments=(_upload(f"{name}.txt", within),))
    receipt = submit_comments(
        consultation=consultation,
        items=[said],
        capacity=capacity,
        email=f"{world.plant(f'{stem}-mail', own)}@birds.example",
        idempotency_key=secrets.token_urlsafe(32),
        user=user,
        at=consultation.opens_at + timedelta(days=1),
        **author,
    )
    world.receipts[receipt.submission.code] = receipt
    # Only words of the clause are taken as a passage, only one of a question's answers as an answer; which of them somebody
    # marked or chose is not to come out all the same.
    Comment.objects.filter(submission=receipt.submission).update(passage=passage, passage_start=0, answer=answer)
    return Comment.objects.select_related("submission", "consultation").get(submission=receipt.submission)


def _upload(name: str, words: str) -> Attached:
    """A text, taken in as one that a browser has sent."""
    read = examine(name, words.encode())
    file = Attachment.objects.create(name=read.name, kind=read.kind, size=len(read.data), sha256=read.sha256)
    AttachmentContent.objects.create(attachment=file, data=read.data, words=read.words)
    return Attached(file.token, file.name, file.sha256)


def _decision(
    world: World, stem: str, comment: Comment, seen_by: Readers, *, outcome: str = "noted", shown: bool = True
) -> Disposition:
    reason = world.plant(f"{stem}-reason", seen_by, shown=shown)
    return decide_comment(comment=comment, outcome=outcome, reason=reason, effect="none", by=world.cast.edda)


def _follow_all(world: World) -> None:
    """Two strangers who follow whatever has a name, from before the beginning: one at once, one by a weekly digest."""
    targets = sorted({target for event in Event.objects.all() for target in event.targets} | {"site"})
    for name, pace in (("follower-at-once", "now"), ("follower-by-the-week", "weekly")):
        follower = follower_of(f"{world.plant(name, NOBODY, shown=False)}@followers.example")
        world.followers.append(follower)
        for target in targets:
            follow(follower=follower, target=target, name="something", pace=pace, everything=True)
    long_ago = timezone.now() - timedelta(days=400)
    Subscription.objects.update(created_at=long_ago)
    Follower.objects.update(next_weekly_at=timezone.now())
    Event.objects.update(told_at=None)
    tell()
    cut_digests()


def _hold_mails_up(world: World) -> None:
    """No mail server answers, so every mail stands on the page of those that did not leave."""
    deliver_due()


def _keep_import(world: World) -> None:
    """A long text that waits for the worker: whoever sent it sees how it begins, and the rest only once it is read."""
    begins = world.plant("how-a-sent-text-begins", SECRETARY)  # Sami is the secretary who sent it
    text = f"{begins} {'x ' * BEGINNING}{world.plant('sent-and-not-yet-read', NOBODY, shown=False)}"
    ImportJob.objects.create(form={"text": text, "scheme": "iso"}, by=world.cast.sami)
    name = world.plant("name-of-a-file-with-a-list", SECRETARY)
    ListImport.objects.create(file=b"", name=name, about={"series": "kites", "edition": "1"}, by=world.cast.sami)


def _keep_comments_of_others(world: World) -> None:
    """A file of another system, stopped half way: secretaries alone see what became of it, and its other rows nobody."""
    waiting = world.plant("row-of-another-system", NOBODY, shown=False)
    table, name = read_table(f"id,comment\n1,{waiting}\n".encode()), world.plant("name-of-a-file-with-comments", SECRETARY)
    job = keep_import(consultation=Consultation.objects.open()[0], table=table, name=name, by=world.cast.sami)
    job.mapping |= {"source": world.plant("another-system", SECRETARY)}
    job.state, job.answer = ImportState.STOPPED, world.plant("why-an-import-was-stopped", SECRETARY)
    job.save()
    cells, why = [world.plant("row-that-was-left-out", SECRETARY)], world.plant("why-a-row-was-left-out", SECRETARY)
    job.notes.create(number=2, is_taken=False, reason=why, cells=cells)


def _keep_unsent(world: World) -> None:
    """What the secretary was typing when the session ended, kept for that browser of hers alone."""
    typed = world.plant("typed-when-the-session-ended", NOBODY, shown=False)
    _upload(
        f"{world.plant('file-of-an-unsent-comment', NOBODY, shown=False)}.txt", world.plant("kept-unsent", NOBODY, shown=False)
    )
    UnsentForm.objects.create(user=world.cast.sami, browser="0" * 64, page="/desk/", fields={"title": [typed]}, files=[])


def _keep_draft(world: World) -> None:
    """What two colleagues write together and have not sent: who has no link meets no word of it, and no mail tells one."""
    words = [world.plant(f"draft-{what}", NOBODY, shown=False) for what in ("text", "change", "sender", "writer", "address")]
    text, change, sender, writer, address = words
    begin_draft(
        consultation=Consultation.objects.get(title=f"{BIRD}-open-consultation"),
        items=[{"about": "whole", "kind": "ed", "text": text, "proposed_change": change, "by": writer}],
        sender={"capacity": "individual", "name": sender},
        key=secrets.token_urlsafe(32),
        email=f"{address}@drafts.example",
        name=writer,
    )


def _add_endpoint(world: World) -> None:
    """The administrator's own program, and what it is for: nobody else's business."""
    description = world.plant("endpoint-is-for", ADMINISTRATOR)
    url = f"https://{world.plant('endpoint', ADMINISTRATOR)}.example/"
    endpoint, _ = add_endpoint(owner=world.cast.ada, url=url, description=description, targets=["site"], everything=True)
    send_test(endpoint=endpoint)
