"""Terms that a list defines are found where it quotes them."""

from normsite.foundation.controls.terms import quoted_terms


def test_quoted_words_are_found_with_their_place():
    text = 'A “kite,” "Specially  designed" for \'tails\', 5" long, "1.5" and "open'
    found = [(text[one.start : one.end], one.term) for one in quoted_terms(text)]
    assert found == [("kite", "kite"), ("Specially  designed", "specially designed")]
