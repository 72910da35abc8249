"""ISO international harmonized stage codes: which cells exist, their names, what follows which (docs/domain.md, section 2)."""

STAGES = {
    "00": "Preliminary",
    "10": "Proposal",
    "20": "Preparatory",
    "30": "Committee",
    "40": "Enquiry",
    "50": "Approval",
    "60": "Publication",
    "90": "Review",
    "95": "Withdrawal",
}

SUBSTAGES = {
    "00.00": "proposal received",
    "00.20": "under review",
    "00.60": "close of review",
    "00.98": "abandoned",
    "00.99": "approval to ballot proposal",
    "10.00": "registered",
    "10.20": "ballot initiated",
    "10.60": "close of voting",
    "10.92": "returned to submitter",
    "10.98": "rejected",
    "10.99": "approved",
    "20.00": "registered in work programme",
    "20.20": "working draft study",
    "20.60": "close of comment period",
    "20.98": "deleted",
    "20.99": "approved as committee draft",
    "30.00": "committee draft registered",
    "30.20": "study or ballot initiated",
    "30.60": "close of comment period",
    "30.92": "referred back to working group",
    "30.98": "deleted",
    "30.99": "approved as enquiry draft",
    "40.00": "enquiry draft registered",
    "40.20": "ballot initiated (12 weeks)",
    "40.60": "close of voting",
    "40.92": "referred back to committee",
    "40.93": "new enquiry ballot",
    "40.98": "deleted",
    "40.99": "approved as final draft",
    "50.00": "final text registered",
    "50.20": "ballot initiated (8 weeks)",
    "50.60": "close of voting",
    "50.92": "referred back",
    "50.98": "deleted",
    "50.99": "approved for publication",
    "60.00": "under publication",
    "60.60": "published",
    "90.20": "under periodical review",
    "90.60": "close of review",
    "90.92": "to be revised",
    "90.93": "confirmed",
    "90.99": "withdrawal proposed",
    "95.20": "withdrawal ballot initiated",
    "95.60": "close of voting",
    "95.92": "not to withdraw",
    "95.99": "withdrawn",
}

START = "20.20"
PUBLISHED = "60.60"  # entered by publishing, and in no other way

# Where a norm may go from each cell: on in its stage, by a decision into the next, back where a decision says so. A project
# that was given up may be taken up again at the beginning of its stage; a withdrawn norm stays withdrawn.
MOVES = {
    "00.00": ("00.20", "00.98"),
    "00.20": ("00.60", "00.98"),
    "00.60": ("00.20", "00.98", "00.99"),
    "00.98": ("00.00",),
    "00.99": ("10.00",),
    "10.00": ("10.20", "10.98"),
    "10.20": ("10.60", "10.98"),
    "10.60": ("10.92", "10.98", "10.99"),
    "10.92": ("10.00", "10.98"),
    "10.98": ("10.00",),
    "10.99": ("20.00",),
    "20.00": ("20.20", "20.98"),
    "20.20": ("20.60", "20.98"),
    "20.60": ("20.20", "20.98", "20.99"),
    "20.98": ("20.00",),
    "20.99": ("30.00", "40.00"),
    "30.00": ("30.20", "30.98"),
    "30.20": ("30.60", "30.98"),
    "30.60": ("30.20", "30.92", "30.98", "30.99"),
    "30.92": ("20.20",),
    "30.98": ("30.00",),
    "30.99": ("40.00",),
    "40.00": ("40.20", "40.98"),
    "40.20": ("40.60", "40.98"),
    "40.60": ("40.92", "40.93", "40.98", "40.99"),
    "40.92": ("30.00", "30.20"),
    "40.93": ("40.20",),
    "40.98": ("40.00",),
    "40.99": ("50.00", "60.00"),
    "50.00": ("50.20", "50.98"),
    "50.20": ("50.60", "50.98"),
    "50.60": ("50.92", "50.98", "50.99"),
    "50.92": ("40.00", "30.00", "20.20"),
    "50.98": ("50.00",),
    "50.99": ("60.00",),
    "60.00": (),
    "60.60": ("90.20",),
    "90.20": ("90.60",),
    "90.60": ("90.92", "90.93", "90.99"),
    "90.92": ("20.00", "20.20"),
    "90.93": ("90.20",),
    "90.99": ("95.20",),
    "95.20": ("95.60",),
    "95.60": ("95.92", "95.99"),
    "95.92": ("90.20",),
    "95.99": (),
}

STAGE_CHOICES = [(code, f"{code} {STAGES[code[:2]]}: {name}") for code, name in SUBSTAGES.items()]


def stage_name(code: str) -> str:
    """`40.20` as "Enquiry: ballot initiated (12 weeks)"; refuses a cell that the table doesn't have with KeyError."""
    return f"{STAGES[code[:2]]}: {SUBSTAGES[code]}"


def is_draft(code: str) -> bool:
    """Whether a norm at this stage has yet to be published."""
    return code < "60.00"


def is_over(code: str) -> bool:
    """The project was given up, or the norm is withdrawn."""
    return code.endswith(".98") or code == "95.99"
