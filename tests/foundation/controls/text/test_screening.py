"""What in a text may touch a list, with words, place, paragraph and reason."""

import pickle
import time
from dataclasses import replace

import pytest

from normsite.foundation.controls.hits import HitKind
from normsite.foundation.controls.text.criteria import suggest_criteria
from normsite.foundation.controls.text.index import build_index
from normsite.foundation.controls.text.screening import screen_text
from tests.foundation.controls.text.own_list import index, rows

INDEX = index()


def found(text: str) -> list[tuple[str, str, str]]:
    return [(hit.kind.value, hit.code, hit.words) for hit in screen_text(text, INDEX)]


@pytest.mark.parametrize(
    ("text", "hit"),
    [
        ("A 16 bit, 100 MSPS analogue-to-digital converter is used.", ("quantity", "3A001.a.5.b", "16 bit, 100 MSPS")),
        ("The A/D converter samples with 18 bits at 80 MS/s.", ("quantity", "3A001.a.5.b", "18 bits at 80 MS/s")),
        ("An unmanned aircraft with a range of 320 km is meant.", ("quantity", "9A012", "320 km")),
        ("The drone flew 1 200 miles.", ("quantity", "9A012", "1 200 miles")),
        ("Drones shall have an endurance of 90 minutes.", ("quantity", "9A012.a", "90 minutes")),
        ("The bioreactor has an internal volume of 50 l.", ("quantity", "2B352.b", "50 l")),
        ("Traffic is encrypted by AES with 256-bit keys.", ("algorithm", "5A002.a", "AES with 256-bit")),
        ("The cipher suite is TLS_RSA_WITH_AES_128_GCM_SHA256.", ("algorithm", "5A002.a", "AES_128")),
        ("IDEA has 64-bit blocks and a 128-bit key.", ("algorithm", "5A002.a", "IDEA has 64-bit blocks and a 128-bit")),
        ("One AEAD variant has a 160-bit key.", ("algorithm", "5A002.a", "160-bit key")),
        ("Frames are protected by GCMP-256.", ("algorithm", "5A002.a", "GCMP-256")),
        ("The session key is encrypted with 3072-bit RSA.", ("algorithm", "5A002.a", "3072-bit RSA")),
        ("Keys are agreed on by ECDH on a 256-bit curve.", ("algorithm", "5A002.a", "ECDH on a 256-bit")),
        ("ML-KEM-768 encapsulates the key.", ("algorithm", "5A002.a", "ML-KEM-768")),
        ("Devices for quantum key distribution shall be marked.", ("term", "5A002.c", "quantum key distribution")),
        ("The sample shall contain thiodiglycol.", ("term", "1C350.b", "thiodiglycol")),
        ("The substance 111-48-8 is sold in drums.", ("term", "1C350.b", "111-48-8")),
        ("See ECCN 5A002a for ciphers.", ("code", "5A002.a", "5A002a")),
        ("It is listed under 3A001.a.5.b today.", ("code", "3A001.a.5.b", "3A001.a.5.b")),
    ],
)  # fmt: skip
def test_what_touches_the_list_is_found(text: str, hit: tuple[str, str, str]):
    assert found(text) == [hit]


def test_figures_of_several_criteria_are_each_found():
    assert found("The machine has 5 axes contouring with 3 µm positioning accuracy.") == [
        ("quantity", "2B201.a.2", "5 axes"), ("quantity", "2B201.a.1", "3 µm"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "An 8 bit, 50 MSPS analogue-to-digital converter is used.",
        "Audio has 16 bit sample depth at 48 kHz.",
        "A 16 bit analogue-to-digital converter is used.",
        "The machine tool for milling has 3 axes and 20 µm positioning accuracy.",
        "An unmanned aircraft with a range of 120 km is meant.",
        "Electric cars have a range of 320 km.",
        "The vacuum pump has an input throat size of 40 mm.",
        "Each frame ends with a 32-bit CRC.",
        "Text is encoded in UTF-16.",
        "The message is signed with RSA and 2048 bits.",
        "Frames are authenticated by HMAC with a 256-bit key.",
        "DES with a 56-bit key is forbidden for encryption.",
        "The AES/EBU interface carries 24 bits.",
        "GMAC generation and verification may use AES-128 or AES-256.",
        "False export information sent through the AES is fined.",
        "The nonce shall be at least 64 bits long.",
        "The production and use of bread, its development and its technology.",
        "The code 5Z999 is none, and 3C100 neither.",
    ],
)
def test_what_only_comes_near_is_not(text: str):
    assert found(text) == []


def test_what_stands_above_and_beside_a_sentence_says_what_it_is_about():
    assert found("# Unmanned aircraft\n\nThe endurance shall be 2 hours.") == [("quantity", "9A012.a", "2 hours")]
    assert found("# Candles\n\nThe endurance shall be 2 hours.") == []


def test_a_hit_tells_its_place_and_its_reason():
    text = "# Scope\n\nThis is about drones. They cost 400 EUR.\n\nAn unmanned aircraft has a range of 320 km."
    [hit] = screen_text(text, INDEX)
    assert text[hit.start : hit.end] == hit.words == "320 km"
    assert hit.compared == "a range of at least 300 km"
    assert hit.why == (
        "“320 km” meets 9A012 of our list (a range of at least 300 km): Rules on missiles apply to unmanned aerial vehicles"
        " capable of a range of at least 300 km."
    )


def test_words_by_which_lists_control_count_only_beside_something_listed():
    said = "is specially designed, has a lid that is cured at 180 °C, and follows the test method"
    assert found(f"The fermenter of 50 litres volume {said}.") == [
        ("quantity", "2B352.b", "50 litres"),
        ("term", "2B352.b", "specially designed"),
        ("know_how", "2B352.b", "cured at"),
        ("test_procedure", "2B352.b", "test method"),
    ]
    assert found(f"The table of 50 litres volume {said}.") == []


def test_markings_and_source_code_are_found_wherever_they_stand():
    marked = "EXPORT-CONTROLLED\n\nBread.\n\n```python\nprint(1)\n```\n"
    assert [(hit.kind, hit.words) for hit in screen_text(marked, INDEX)] == [
        (HitKind.MARKING, "EXPORT-CONTROLLED"), (HitKind.SOURCE_CODE, "print(1)\n"),
    ]  # fmt: skip
    assert found('```json\n{"a": 1}\n```\n') == []


def test_a_list_that_says_nothing_of_keys_finds_no_algorithms():
    others = [row for row in rows() if row.entry not in {"5A002"}]
    made = build_index([row for row in others if row.parent is None], (), name="headings")
    assert screen_text("Traffic is encrypted by AES with 256-bit keys.", made) == []


def test_a_rejected_criterion_finds_nothing_and_hits_bear_the_key_of_theirs():
    kept = [replace(one, key=7) for one in suggest_criteria(rows()) if one.code == "9A012"]
    made = build_index(rows(), kept, name="our list")
    [hit] = screen_text("The unmanned aircraft has a range of 320 km and an endurance of 90 minutes.", made)
    assert (hit.criterion, hit.code) == (7, "9A012")


def test_the_version_changes_with_texts_and_criteria_and_with_nothing_else():
    versions = {
        index().version,
        build_index(rows()[:-1], (), name="our list").version,
        build_index(rows(), (), name="our list").version,
    }
    assert (len(versions), index().version) == (3, INDEX.version)


def test_an_index_can_be_kept_and_finds_the_same():
    text = "An unmanned aircraft with a range of 320 km is meant."
    assert screen_text(text, pickle.loads(pickle.dumps(INDEX))) == screen_text(text, INDEX)  # noqa: S301 - made here


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("300 km ", 25_000),  # figures of one kind in one sentence
        ("AES with 256-bit keys. ", 8_000),  # sentences of one block
    ],
)
def test_the_time_for_what_comes_again_and_again_grows_with_its_number_alone(words, number):
    """With the square of it these would take minutes of a processor; they take a second or two."""
    before = time.process_time()
    screen_text(words * number, INDEX)
    assert time.process_time() - before < 20
