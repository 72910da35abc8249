"""Every change to assessments, scenarios, safeguards, peer reviews, simulations, screenings and indicators: one verb each."""

from normsite.foundation.conflicts import EditConflict
from riskreviews.services.assessments import carry_assessment, change_assessment, refuse_past, start_assessment
from riskreviews.services.indicators import add_indicator, change_indicator, end_indicator, end_key, key_of, make_key
from riskreviews.services.judging import judge_screening, reopen_screening, return_screening
from riskreviews.services.outside_reviews import (
    ReadOtherwise,
    add_point,
    answer_point,
    declare_interests,
    ended_review_of,
    give_outside_review,
    invite_outsider,
    remove_point,
    review_of,
    take_back_invitation,
    write_answers,
)
from riskreviews.services.peer_reviews import (
    give_peer_review,
    publish_assessments,
    reopen_assessment,
    request_peer_review,
    take_back_request,
)
from riskreviews.services.readings import correct_reading, give_reading, give_readings, refusals_of
from riskreviews.services.reappraisals import answer_reappraisal, note_reappraisal
from riskreviews.services.referrals import ask_authority, note_reply
from riskreviews.services.safeguards import (
    Priced,
    add_alternative,
    add_safeguard,
    change_costs,
    change_safeguard,
    remove_alternative,
    remove_safeguard,
)
from riskreviews.services.scenarios import add_evidence, add_scenario, change_scenario, remove_evidence, remove_scenario
from riskreviews.services.screenings import (
    answer_hits,
    begin_screening,
    change_screening,
    find_hits,
    look_through_text,
    submit_screening,
    take_back_screening,
)
from riskreviews.services.simulations import (
    carry_out_simulation,
    resume_simulations,
    simulate_again,
    start_simulation,
)
from riskreviews.services.tier_tables import change_tier_table
from riskreviews.services.verification import (
    ask_for_verification,
    carry_out_verification,
    hand_over_next_verification,
    resume_verifications,
)

__all__ = [
    "EditConflict",
    "Priced",
    "ReadOtherwise",
    "add_alternative",
    "add_evidence",
    "add_indicator",
    "add_point",
    "add_safeguard",
    "add_scenario",
    "answer_hits",
    "answer_point",
    "answer_reappraisal",
    "ask_authority",
    "ask_for_verification",
    "begin_screening",
    "carry_assessment",
    "carry_out_simulation",
    "carry_out_verification",
    "change_assessment",
    "change_costs",
    "change_indicator",
    "change_safeguard",
    "change_scenario",
    "change_screening",
    "change_tier_table",
    "correct_reading",
    "declare_interests",
    "end_indicator",
    "end_key",
    "ended_review_of",
    "find_hits",
    "give_outside_review",
    "give_peer_review",
    "give_reading",
    "give_readings",
    "hand_over_next_verification",
    "invite_outsider",
    "judge_screening",
    "key_of",
    "look_through_text",
    "make_key",
    "note_reappraisal",
    "note_reply",
    "publish_assessments",
    "refusals_of",
    "refuse_past",
    "remove_alternative",
    "remove_evidence",
    "remove_point",
    "remove_safeguard",
    "remove_scenario",
    "reopen_assessment",
    "reopen_screening",
    "request_peer_review",
    "resume_simulations",
    "resume_verifications",
    "return_screening",
    "review_of",
    "simulate_again",
    "start_assessment",
    "start_simulation",
    "submit_screening",
    "take_back_invitation",
    "take_back_request",
    "take_back_screening",
    "write_answers",
]
