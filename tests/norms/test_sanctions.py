"""Files of sanctions lists, and which of their names a name is like. All names are made up."""

from contextlib import nullcontext
from datetime import date

import pytest

from norms.models import SanctionsList
from norms.sanctions.likeness import Names
from norms.sanctions.reading import read_list
from norms.services import upload_sanctions_list
from normsite.foundation.errors import Refused

UNITED_NATIONS = """<?xml version="1.0" encoding="UTF-8"?>
<CONSOLIDATED_LIST dateGenerated="2026-11-01T00:00:00"><INDIVIDUALS>
<INDIVIDUAL><DATAID>1</DATAID><FIRST_NAME>VIKTOR</FIRST_NAME><SECOND_NAME>ARNE</SECOND_NAME><THIRD_NAME>MALVO</THIRD_NAME>
<REFERENCE_NUMBER>QZi.001</REFERENCE_NUMBER>
<NAME_ORIGINAL_SCRIPT>Виктор Мальво</NAME_ORIGINAL_SCRIPT>
<INDIVIDUAL_ALIAS><QUALITY>Good</QUALITY><ALIAS_NAME>The Ferryman</ALIAS_NAME></INDIVIDUAL_ALIAS>
<INDIVIDUAL_ALIAS><QUALITY/><ALIAS_NAME/></INDIVIDUAL_ALIAS></INDIVIDUAL>
<INDIVIDUAL><DATAID>2</DATAID></INDIVIDUAL>
</INDIVIDUALS><ENTITIES>
<ENTITY><DATAID>3</DATAID><FIRST_NAME>GREY HARBOUR TRADING</FIRST_NAME><REFERENCE_NUMBER>QZe.002</REFERENCE_NUMBER></ENTITY>
</ENTITIES></CONSOLIDATED_LIST>"""
EUROPEAN_UNION = """<?xml version="1.0" encoding="UTF-8"?>
<export xmlns="http://eu.europa.ec/fpi/fsd/export" generationDate="2026-11-01T00:00:00">
<sanctionEntity euReferenceNumber="EU.1.2" logicalId="12"><subjectType code="person"/>
<nameAlias firstName="Viktor" middleName="" lastName="Malvo" wholeName="Viktor Malvo" strong="true"/>
<nameAlias firstName="Wiktor" lastName="Malwo" wholeName=""/></sanctionEntity></export>"""
OFAC = """<?xml version="1.0"?><sdnList xmlns="http://tempuri.org/sdnList.xsd">
<publshInformation><Publish_Date>11/01/2026</Publish_Date></publshInformation>
<sdnEntry><uid>77</uid><firstName>Viktor</firstName><lastName>MALVO</lastName><sdnType>Individual</sdnType>
<akaList><aka><uid>8</uid><type>a.k.a.</type><firstName>Vic</firstName><lastName>MALVEAU</lastName></aka></akaList></sdnEntry>
</sdnList>"""
EU_CSV = (
    "\ufefffileGenerationDate;Entity_LogicalId;Entity_EU_ReferenceNumber;NameAlias_FirstName;NameAlias_LastName;NameAlias_WholeName;Address_City\r\n"
    "01/11/2026;12;EU.1.2;Viktor;Malvo;Viktor Malvo;\r\n"
    "01/11/2026;12;EU.1.2;;;;Grey Harbour\r\n"
    "01/11/2026;12;EU.1.2;Wiktor;Malwo;;\r\n"
    "01/11/2026;13\r\n"
)
OFAC_CSV = (
    '77,"MALVO, Viktor","individual","QZ",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,"DOB 1960; a.k.a. \'MALVEAU, Vic\'; male."\r\n'
    '78,"GREY HARBOUR TRADING",-0- ,"QZ",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r\n'
    "\x1a\r\n"
)


def entries(text):
    read = read_list(text.encode())
    return read.shape, [(one.reference, *one.names) for one in read.entries], read.unread


def test_the_xml_of_the_united_nations_is_read_with_names_in_their_own_script():
    assert entries(UNITED_NATIONS) == (
        "the XML of the United Nations",
        [("QZi.001", "VIKTOR ARNE MALVO", "Виктор Мальво", "The Ferryman"), ("QZe.002", "GREY HARBOUR TRADING")],
        ["entry 2: no name"],
    )


def test_the_xml_of_the_european_union_is_read_by_whole_names_or_their_parts():
    assert entries(EUROPEAN_UNION) == ("the XML of the European Union", [("EU.1.2", "Viktor Malvo", "Wiktor Malwo")], [])


def test_the_xml_of_ofac_is_read_with_other_names():
    assert entries(OFAC) == ("the XML of OFAC", [("77", "Viktor MALVO", "Vic MALVEAU")], [])


def test_the_csv_of_the_european_union_has_a_row_for_each_name_and_broken_rows_are_told():
    assert entries(EU_CSV) == (
        "the CSV of the European Union",
        [("EU.1.2", "Viktor Malvo", "Wiktor Malwo")],
        ["row 5: 2 columns, not 7"],
    )


def test_the_csv_of_ofac_has_no_headings_and_other_names_in_its_remarks():
    assert entries(OFAC_CSV) == (
        "the CSV of OFAC",
        [("77", "Viktor MALVO", "Vic MALVEAU"), ("78", "GREY HARBOUR TRADING")],
        ["Most other names are in a file of their own, ALT.CSV: the XML of OFAC has them all."],
    )


def test_a_plain_csv_has_names_and_aliases():
    assert entries("reference,name,aliases\nA1,Viktor Malvo,Vic Malveau;The Ferryman\n,Grey Harbour,\n") == (
        "CSV with the column name",
        [("A1", "Viktor Malvo", "Vic Malveau", "The Ferryman"), ("row 3", "Grey Harbour")],
        [],
    )


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"colour,taste\nred,sweet\n",
        b"<feed><entry/></feed>",
        b"<CONSOLIDATED_LIST><INDIV",
        b"name\n...\n",
        b"<CONSOLIDATED_LIST/>",
        b"\xff\xfe\x00\x01",
        b"name\nViktor\0 Malvo\n",
        b"name\nViktor\rMalvo, Vic\rMalveau\n" + b'"' + b"x" * 200_000,
    ],
)
def test_what_names_nobody_is_refused(content):
    with pytest.raises(Refused):
        read_list(content)


def test_an_entity_that_would_read_a_file_reads_nothing():
    text = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><sdnList><sdnEntry><uid>1</uid><lastName>Malvo &x;</lastName></sdnEntry></sdnList>'  # noqa: E501 - one line as it would come
    assert [one.names for one in read_list(text.encode()).entries] == [("Malvo",)]


LISTED = [
    "Muhammad al-Fulani",
    "Виктор Мальво",
    "KIM Yong Chol",
    "Abdulrahman Idris",
    "王小明",
    "Grey Harbour Trading LLC",
    "Vex",
]


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("Mohamed Fulani", ["Muhammad al-Fulani"]),
        ("Fulani, Mohammed bin Hassan", ["Muhammad al-Fulani"]),
        ("Viktor Malvo", ["Виктор Мальво"]),
        ("MALVO Wiktor", ["Виктор Мальво"]),
        ("Yong-chol Kim", ["KIM Yong Chol"]),
        ("Abdul Rahman Idris", ["Abdulrahman Idris"]),
        ("Wang Xiaoming", ["王小明"]),
        ("Grey Harbor Trading", ["Grey Harbour Trading LLC"]),
        ("Vex", ["Vex"]),
        ("Viktor Sundqvist", []),
        ("Kim Andersson", []),
        ("Aerolith GmbH", []),
        ("Mohammed", []),
        ("...", []),
    ],
)
def test_a_name_is_found_in_another_script_order_and_spelling(name, found):
    assert [LISTED[one.place] for one in Names(LISTED).like(name)] == found


def test_the_same_file_is_not_taken_twice_and_a_newer_one_supersedes(cast):
    first = upload_sanctions_list(issuer="House", as_of=date(2026, 1, 1), content=b"name\nViktor Malvo\n", by=cast.sami)
    with pytest.raises(Refused, match="This very file is in force"):
        upload_sanctions_list(issuer="house", as_of=date(2026, 1, 2), content=b"name\nViktor Malvo\n", by=cast.sami)
    second = upload_sanctions_list(issuer="House", as_of=date(2026, 1, 2), content=b"name\nVex\n", by=cast.sami)
    first.refresh_from_db()
    assert (first.superseded_at is None, second.superseded_at is None) == (False, True)


def test_control_characters_hide_no_name_and_are_told():
    read = read_list(b"name,reference\nVik\x02tor Mal\x01vo,Q\x02Z\n")
    assert ([(one.reference, one.names) for one in read.entries], read.unread) == (
        [("QZ", ("Vik tor Mal vo",))],
        ["row 2: control characters within a name"],
    )


def test_a_cell_without_end_is_refused():
    with pytest.raises(Refused, match="no CSV"):
        read_list(b'name\n"' + b"a" * 10_000_001)


def test_an_older_list_does_not_take_the_place_of_a_newer_one(cast):
    for day, person in ((2, "Viktor Malvo"), (1, "Arne Malvo")):
        content = f"name\n{person}\n".encode()
        with pytest.raises(Refused, match="A newer list is in force") if day == 1 else nullcontext():
            upload_sanctions_list(issuer="United Nations", as_of=date(2026, 11, day), content=content, by=cast.sami)
    assert [str(one) for one in SanctionsList.objects.in_force()] == ["United Nations, 2026-11-02"]
