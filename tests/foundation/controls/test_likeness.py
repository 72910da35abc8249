"""Which paragraphs read alike, whatever their codes."""

from normsite.foundation.controls.likeness import Pair, Piece, alike, compare

OURS = [
    Piece("3A001.a", "Mixers for soup that hold more than 20 litres.", "Kitchen machines"),
    Piece("3A001.b", "Ovens that reach 400 degrees within a minute.", "Kitchen machines"),
    Piece("3A900.x", "Anything else that is specially designed for canteens.", "Kitchen machines"),
]
THEIRS = [
    Piece("3A001.b", "Mixers for soups, holding more than 20 litres", "Machines of the kitchen"),
    Piece("3A001.a", "Scissors for hedges.", "Garden tools"),
    Piece("7B003.c", "Ovens that reach 400 degrees within one minute.", "Machines of the kitchen"),
]


def test_what_reads_alike_is_paired_whatever_its_code():
    assert [(pair.left, pair.right) for pair in alike(OURS, THEIRS)] == [("3A001.a", "3A001.b"), ("3A001.b", "7B003.c")]


def test_likeness_is_told_as_of_a_hundred():
    assert alike(OURS[:1], [Piece("9Z999", OURS[0].words, OURS[0].above)]) == [Pair("3A001.a", "9Z999", 100)]
    assert compare(Piece("1", "Scissors"), Piece("1", "Soup")) < 40


def test_a_paragraph_has_one_partner_and_nothing_is_paired_with_nothing():
    twins = [Piece("1A001.a", OURS[0].words), Piece("1A001.b", OURS[0].words)]
    assert len(alike(twins, THEIRS)) == 1
    assert alike([], THEIRS) == alike(OURS, []) == []
