"""ISO international harmonized stage codes: which cells exist and what they are called (docs/domain.md, section 2)."""

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

STAGE_CHOICES = [(code, f"{code} {STAGES[code[:2]]}: {name}") for code, name in SUBSTAGES.items()]


def stage_name(code: str) -> str:
    """`40.20` as "Enquiry: ballot initiated (12 weeks)"; refuses a cell that the table doesn't have with KeyError."""
    return f"{STAGES[code[:2]]}: {SUBSTAGES[code]}"
