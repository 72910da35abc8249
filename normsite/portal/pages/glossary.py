"""The words of the field in plain language, for the glossary page."""

GLOSSARY = (
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
        "declassification",
        "Declassification trigger",
        "The event that lifts a restriction without anybody having to ask for it.",
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
    ("inherent-risk", "Inherent risk", "The risk before any safeguard works."),
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
    ("redline", "Redline", "Two texts shown as one, with what went out struck through and what came in underlined."),
    ("residual-risk", "Residual risk", "The risk that is left with the safeguards in place."),
    ("revision", "Revision", "One state of a norm's text. A frozen revision never changes."),
    ("safeguard", "Safeguard", "What is done about a risk. Tiers go from T0 (open to all) to T4 (tied to an export licence)."),
    ("scenario", "Scenario", "A way in which harm could come about: who, by which weakness, with what effect."),
    ("stage", "Stage", "Where a norm is on its way, by the harmonized ISO stage codes from 00 to 95."),
    ("withheld", "Withheld", "Not shown to the public. The number of withheld parts, the ground and the reason are public."),
)
