"""The words of the field and the codes of the site in plain language, for the glossary page. Templates lead to a word by its
anchor (`{% term %}`)."""

from normsite.foundation.codes import Kind
from riskreviews.methods import METHODS

GLOSSARY = (
    (
        "adoption",
        "Adoption",
        (
            "How far a country takes a norm over: identical (IDT), modified (MOD), not equivalent (NEQ: something else holds), "
            "or not at all."
        ),
    ),
    (
        "agreed",
        "Agreed",
        "Of a risk assessment: a peer who has written nothing in it agrees with it, on the words that the text has then.",
    ),
    (
        "carve-out",
        "Carve-out",
        (
            "A clause that does not hold in one country as it is written, with the reason, the legal basis and the day from "
            "which that is so."
        ),
    ),
    ("clause", "Clause", "A numbered part of a norm. Its anchor stays the same through all revisions; its number may change."),
    (
        "comment",
        "Comment",
        "What somebody says about a draft during its consultation: general (ge), technical (te) or editorial (ed).",
    ),
    (
        "consultation",
        "Consultation",
        "The period in which anybody may comment on a frozen revision. It opens and closes at an exact instant.",
    ),
    (
        "control-list",
        "Control list",
        "What a jurisdiction lets out only with a licence. It has editions, entries such as 5A002, and paragraphs.",
    ),
    (
        "crossing",
        "Crossing",
        "An indicator reaches its crossing value. That opens a review of each norm tied to it, in public.",
    ),
    (
        "declassification",
        "Declassification trigger",
        "The event that lifts a restriction without anybody having to ask for it.",
    ),
    (
        "digest",
        "Digest",
        "A number of 64 signs (SHA-256) computed from a record. If one sign of the record changes, the digest is another.",
    ),
    (
        "disposition",
        "Disposition",
        "The answer to a comment: what was decided and why, how the text changed, and if the commenter is satisfied.",
    ),
    (
        "dual-use",
        "Dual-use",
        "Made for civil purposes and usable for military or other harmful ones too; trade in it may need a licence.",
    ),
    (
        "eccn",
        "ECCN",
        "Export Control Classification Number: the code by which a control list calls an entry, for example 5A002.",
    ),
    ("effect", "Effect", "What an answer to a comment does to the text: no change, an editorial one, or one of substance."),
    (
        "fragmentation",
        "Fragmentation",
        (
            "Of all pairs of a clause and a country, the share in which the clause does not hold as written: 0 when it holds "
            "everywhere, 1 when nowhere."
        ),
    ),
    ("frozen", "Frozen", "Kept for ever as it is on that day. Later facts stand beside a frozen page, never in it."),
    (
        "gap",
        "Gap",
        (
            "Something that the record lacks, said in words: a requirement without a risk, a risk without a safeguard. What "
            "is withheld is a marked gap too."
        ),
    ),
    (
        "governability",
        "Governability",
        (
            "How well rules can hold a technology at all. High: few makers, parts that can be counted. Low: software or "
            "knowledge that anybody can copy."
        ),
    ),
    (
        "indicator",
        "Indicator",
        (
            "Something measured outside, with a warning value and a crossing value, which tells when a norm must be looked at "
            "again."
        ),
    ),
    ("inherent-risk", "Inherent risk", "The risk before any safeguard works."),
    (
        "less-restrictive",
        "Less restrictive alternative",
        "A milder safeguard that was weighed and refused, with the reason why it would fail.",
    ),
    (
        "level",
        "Level of risk",
        "One of five steps: very low, low, moderate, high, very high. A risk has one without safeguards and one with them.",
    ),
    (
        "method",
        "Method",
        "How judgements become a level of risk. Each assessment names its method; the methods and their tables are public.",
    ),
    (
        "objection",
        "Objection",
        (
            "A commenter has said that the answer to their comment does not do. That is public; their words about it are for "
            "the secretary."
        ),
    ),
    (
        "obligation",
        "Obligation",
        "Something binding from outside the norm, such as a treaty or a law; provisions implement, support or limit it.",
    ),
    ("peer-review", "Peer review", "The judgement of a risk assessment by somebody who did not write it."),
    (
        "provision",
        "Provision",
        "One sentence of a norm that binds, recommends or allows something. It has its own code for ever, such as P-31.",
    ),
    (
        "rationale",
        "Rationale",
        "Why a clause is there: the reason in words, the risk it answers, the obligations it names, the evidence.",
    ),
    (
        "reach",
        "Reach",
        (
            "How far a clause reaches: open knowledge that anybody has, a limited class of products or people, or something "
            "that a control list names."
        ),
    ),
    ("redline", "Redline", "Two texts shown as one, with what went out struck through and what came in underlined."),
    ("residual-risk", "Residual risk", "The risk that is left with the safeguards in place."),
    (
        "review",
        "Review of a norm",
        "A look at a published norm that something has called for, such as an indicator. It ends with an outcome and a reason.",
    ),
    ("revision", "Revision", "One state of a norm's text. A frozen revision never changes."),
    ("safeguard", "Safeguard", "What is done about a risk, and how strictly: its tier."),
    ("scenario", "Scenario", "A way in which harm could come about: who, by which weakness, with what effect."),
    ("stage", "Stage", "Where a norm is on its way, by the harmonized ISO stage codes from 00 to 95."),
    (
        "tier",
        "Tier",
        (
            "How strict a safeguard is. T0 Open: nothing is asked beyond the requirement. T1 Notice: those concerned are "
            "told. T2 Extra testing: the maker shows by tests that it holds. T3 Third-party assessment: somebody independent "
            "shows it. T4 Licence-linked: it is tied to a licence of an authority."
        ),
    ),
    (
        "traces",
        "Traces",
        (
            "The way from an obligation over requirement, risk, safeguard and comment to the changed text, counted step by "
            "step with what is missing."
        ),
    ),
    (
        "verification",
        "Verification",
        (
            "Every figure of a risk assessment computed anew from what was judged, to show that the same comes out. Anybody "
            "can ask for it."
        ),
    ),
    (
        "warning",
        "Warning value",
        "The value from which an indicator is watched closely. Norms are looked at again at its crossing value, further on.",
    ),
    ("withheld", "Withheld", "Not shown to the public. The number of withheld parts, the ground and the reason are public."),
)


def words() -> list[tuple[str, str, str]]:
    """Anchor, word and meaning of each, those of the methods of risk among them, in the order of the words."""
    methods = [(f"method-{method.key}", method.title, f"A method for risks. {method.summary}") for method in METHODS.values()]
    return sorted((*GLOSSARY, *methods), key=lambda one: one[1].casefold())


CODES = {
    Kind.NORM: "A norm.",
    Kind.PROVISION: "A provision: one sentence of a norm that requires, recommends or allows something.",
    Kind.OBLIGATION: "An obligation from outside, such as an article of a treaty.",
    Kind.ASSESSMENT: "A risk assessment.",
    Kind.SCENARIO: "A scenario: one risk in an assessment.",
    Kind.SAFEGUARD: "A safeguard: what is done about a risk.",
    Kind.SCREENING: "A screening of a text by a control list, before it circulates.",
    Kind.CONSULTATION: "A consultation.",
    Kind.COMMENT: "A comment, with the year in which it came.",
    Kind.RECEIPT: "The receipt for comments that were sent together, with the year.",
    Kind.PUBLICATION: "A published rationale page.",
    Kind.CRITERION: "A criterion for heightened screening, made of figures that a control list names.",
    Kind.WITHHOLDING: "A withheld part of the record, with its ground.",
    Kind.NORM_REVIEW: "A review of a published norm.",
    Kind.INDICATOR: "An indicator.",
}
"""What each public code stands for."""
