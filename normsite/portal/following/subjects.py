"""What can be followed, found by its target: only what anybody may know of."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django_countries import countries

from comments.models import Comment, Consultation
from comments.queries import Wanted
from norms.models import Clause, Norm, Obligation
from norms.topics import TOPIC_NAMES
from normsite.foundation.notices.targets import LONGEST, SITE, kind_of, name_of, target
from normsite.foundation.unseen import isolated


@dataclass(frozen=True)
class Subject:
    """Something that can be followed: its target, what it is called in a sentence, and where it stands.

    `mailed` is its name in a mail to an address that anybody can have typed: without words that anybody can have typed.
    """

    target: str
    name: str
    path: str
    mailed: str = ""


def find_subject(wanted: str) -> Subject:
    """What this target names; not found where there is no such thing, or nobody may know of it."""
    find = SUBJECTS.get(kind_of(wanted))
    if find is None or len(wanted) > LONGEST or "\0" in wanted:
        raise Http404("There is nothing here that could be followed.")
    found = find(name_of(wanted))
    if len(found.target) > LONGEST or len(found.path) > LONGEST:  # a search, once it is written as in an address
        raise Http404("This is too long to be followed.")
    return found


def _site(name: str) -> Subject:
    return Subject(SITE, "everything on this site", reverse("pages:home"))


def _norm(code: str) -> Subject:
    norm = get_object_or_404(Norm.objects.public(), code=code.upper())
    return Subject(target("norm", norm.code), f"the norm {norm.code}, {isolated(norm.title)}", norm.get_absolute_url())


def _consultation(code: str) -> Subject:
    one = get_object_or_404(Consultation, code=code.upper())
    return Subject(
        target("consultation", one.code), f"the consultation {one.code}, {isolated(one.title)}", one.get_absolute_url()
    )


def _clause(name: str) -> Subject:
    code, _, anchor = name.partition("/")
    norm = get_object_or_404(Norm.objects.public(), code=code.upper())
    clauses = Clause.objects.public().filter(revision__norm=norm, anchor=anchor).order_by("-revision__number")
    clause = clauses.first()
    if clause is None:
        raise Http404("There is no such clause.")
    called = f"the clause {isolated(clause)} of {norm.code}"
    return Subject(target("clause", norm.code, anchor), called, clause.get_absolute_url())


def _committee(name: str) -> Subject:
    if not Norm.objects.public().filter(committee=name).exists():
        raise Http404("No norm of this committee can be read.")
    return Subject(target("committee", name), f"the norms of {isolated(name)}", reverse("pages:norms"))


def _topic(code: str) -> Subject:
    name = TOPIC_NAMES.get(code)
    if name is None:
        raise Http404("There is no such topic.")
    return Subject(target("topic", code), f"all norms on {name.lower()}", reverse("pages:norms"))


def _organisation(name: str) -> Subject:
    if not Comment.objects.public().filter(submission__organisation=name).exists():
        raise Http404("No comment of this organisation can be read.")
    return Subject(target("organisation", name), f"the comments of {isolated(name)}", reverse("comments:list"))


def _jurisdiction(code: str) -> Subject:
    country = countries.name(code.upper())
    if not country:
        raise Http404("There is no such country.")
    return Subject(target("jurisdiction", code.upper()), f"the comments from {country}", reverse("comments:list"))


def _obligation(code: str) -> Subject:
    one = get_object_or_404(Obligation, code=code.upper())
    return Subject(target("obligation", one.code), f"the obligation {one.code}, {isolated(one)}", one.get_absolute_url())


def _search(name: str) -> Subject:
    """`CN-3?words=keys&kind=te` is what is searched for in a docket, `?words=keys` on the whole site."""
    code, _, query = name.partition("?")
    wanted = wanted_in(query)
    query = urlencode({key: value for key, value in vars(wanted).items() if value})
    if not wanted or (not code and not wanted.words):
        raise Http404("Nothing is searched for.")
    if not code:
        address = f"{reverse('pages:search')}?{urlencode({'q': wanted.words})}"
        return Subject(
            f"search:?{query}", f"the search for {isolated(wanted.words)} on this site", address, "a search on this site"
        )
    consultation = get_object_or_404(Consultation, code=code.upper())
    called = isolated(wanted.words) if wanted.words else "comments of a kind"
    address = f"{reverse('comments:docket', args=[consultation.code])}?{query}"
    name, mailed = f"the search for {called} in {consultation.code}", f"a search in {consultation.code}"
    return Subject(f"search:{consultation.code}?{query}", name, address, mailed)


def wanted_in(query: str) -> Wanted:
    """What a docket's query asks for; what it doesn't know is left out."""
    given = dict(parse_qsl(query))
    return Wanted(**{name: given.get(name, "").strip() for name in vars(Wanted())})


SUBJECTS: dict[str, Callable[[str], Subject]] = {
    SITE: _site,
    "norm": _norm,
    "consultation": _consultation,
    "clause": _clause,
    "committee": _committee,
    "topic": _topic,
    "organisation": _organisation,
    "jurisdiction": _jurisdiction,
    "obligation": _obligation,
    "search": _search,
}


def wider_than(subject: Subject) -> list[Subject]:
    """What takes this in: the norm of a part of it, its committee and topic, the whole site; the narrowest first."""
    norm = Norm.objects.public().filter(code=_norm_of(subject)).first()
    if norm is None:
        return [] if subject.target == SITE else [_site("")]
    names = [target("norm", norm.code)]
    if norm.committee.strip():
        names.append(target("committee", norm.committee.strip()))
    if norm.topic:
        names.append(target("topic", norm.topic))
    return [find_subject(name) for name in [*names, SITE] if name != subject.target]


def _norm_of(subject: Subject) -> str:
    kind, name = kind_of(subject.target), name_of(subject.target)
    if kind == "consultation":
        return Consultation.objects.values_list("revision__norm__code", flat=True).get(code=name)
    return name.partition("/")[0] if kind in ("norm", "clause") else ""


def searched(query: dict[str, str]) -> str:
    """The target of a search as a link of the docket (`in` and its own names) or of the search page (`q`) has it."""
    words = {name: query.get(name, "") for name in vars(Wanted())}
    words["words"] = words["words"] or query.get("q", "")
    return f"search:{query.get('in', '')}?{urlencode({name: value for name, value in words.items() if value})}"
