"""Small control lists in our own words, one in each shape of file. Codes look real; what they control is made up."""

import json

MARKDOWN = [
    {
        "name": "Category 3-Electronics",
        "product_groups": [
            {
                "name": 'A. "Systems" and "components"',
                "eccn": [
                    {
                        "code": "3A001",
                        "description": "Kites that compute, as follows (see List of Items Controlled).",
                        "details": (
                            "License Requirements\n\n*Reason for Control:* NS, AT\n\n"
                            "| Control(s) | Country chart |\n|---|---|\n| NS applies to entire entry | NS Column 1 |\n\n"
                            "List Based License Exceptions (See Part 740 for a description of all license exceptions)\n\n"
                            "*LVS:* $500\n\nList of Items Controlled\n\n*Related Controls:* See also 3B777.\n\n*Items:*\n\n"
                            "a. Kites of paper having any of the following:\n\n"
                            "a.1. A tail longer than 5 m; *or*\n\n"
                            "a.2 Two tails, each of them:\n\n"
                            "a.2.a. Red; *or*\n\na.2.b. Blue;\n\n"
                            "*Note 1 to 3A001.a:*\n*3A001.a does not control:*\n\n*a. Toys;*\n\n*b. Flags.*\n\n"
                            '*N.B.:*\n*See [the annex](https://example.org "_blank").*\n\n'
                            "b. through w. [Reserved]\n\n"
                            'x. "Parts" "specially designed" for kites.\n\n'
                            "2. A line without its letter.\n"
                        ),
                    },
                    {"code": "ECCN", "description": "A row that lost its code", "details": ""},
                ],
            }
        ],
    }
]

ROWS = {
    "deepCategories": ["3"],
    "entries": [
        {
            "eccn": "3A001",
            "heading": "Kites that compute, as follows.",
            "reasonForControl": "NS, AT",
            "countryChart": [{"control": "NS applies", "countryChart": "NS Column 1."}],
            "licenceExceptionFlags": {"LVS": "$500"},
            "staSpecialConditions": None,
            "relatedControls": None,
            "items": [
                {"paragraph": "a", "kind": "item", "depth": 1, "text": "Kites of paper:"},
                {"paragraph": "a.1", "kind": "item", "depth": 2, "text": "With a tail;"},
                {"paragraph": None, "kind": "text", "depth": 0, "text": "It does not control:"},
                {"paragraph": "a", "kind": "item", "depth": 1, "text": "Toys;"},
                {"paragraph": "b", "kind": "item", "depth": 1, "text": "Flags."},
                {"paragraph": "b", "kind": "item", "depth": 1, "text": "Kites of cloth;"},
                {"paragraph": "c", "kind": "item", "depth": 1, "text": "Kites of film."},
            ],
        },
        {"eccn": "9A012", "heading": "Balloons.", "items": []},
    ],
}


def piece(path, mark, text, note_type="base"):
    return {"path": path, "depth": len(path) // 4, "mark": mark, "note_type": note_type, "text": text}


PATHS = {
    "entries": [
        {
            "code": "5A002",
            "category": 5,
            "category_name": "Letters and envelopes",
            "part": 2,
            "group": "A",
            "group_name": "Systems",
            "regime": "Made up",
            "paragraphs": [
                piece("0001", "5A002.", "Envelopes,   as follows:"),
                piece("00010001", "a.", "Sealed envelopes:"),
                piece("000100010001", "1.", "With wax;"),
                piece(
                    "000100010002",
                    "2.",
                    "With glue having any of the following:<br>  a. A smell; or<br>&emsp; 1. Of fish;<br> b. A taste;",
                ),
                piece("000100010003", "Note 1:", "1: Glue is not wax.", "Note"),
                piece("00010002", "b.", "Open envelopes:"),
                piece("000100020001", "1.", "White;"),
                piece("000100020002", "2.", "Grey;"),
                piece("000100020003", "1.", "Of another paragraph;"),
                piece("00010003", "3.", "A number where letters are;"),
                piece("000100030001", "a.", "And what stands below it."),
                piece("00010004", "c.", "Letters without envelopes."),
            ],
        }
    ]
}

XML = """<?xml version="1.0" encoding="UTF-8"?>
<DIV5 N="774" TYPE="PART"><DIV8 N="774.1" TYPE="SECTION"><HEAD>See 5A002</HEAD><P><B>5A002</B> is elsewhere.</P></DIV8>
<DIV9 N="Supplement No. 1 to Part 774" TYPE="APPENDIX">
<HEAD>Supplement No. 1 to Part 774—The Commerce Control List</HEAD>
<HD1>Category 3—Electronics</HD1>
<P>Words before any entry.</P>
<HD1>A. “Systems”</HD1>
<FP-2><B>3A001 Kites that compute, as follows (see List of Items Controlled).</B></FP-2>
<FP-1><E T="04">License Requirements</E></FP-1>
<FP-1><I>Reason for Control:</I> NS, AT</FP-1>
<DIV><TABLE><TR><TH>Control(s)</TH><TH>Country chart</TH></TR><TR><TD>NS applies</TD><TD>NS Column 1.</TD></TR></TABLE></DIV>
<HD1>List Based License Exceptions (See Part 740 for a Description of All License Exceptions)</HD1>
<FP-1><I>LVS:</I> $500</FP-1>
<FP-1><E T="04">List of Items Controlled</E></FP-1>
<FP-1><I>Related Controls:</I> See also 3B777.</FP-1>
<FP><I>Items:</I> a. Kites of paper having any of the following:</FP>
<P>a.1. A weight of 5 × 10<sup>3</sup> g; <I>or</I></P>
<P>a.2. <I>Papilio machaon;</I></P>
<NOTE><HED><I>Note 1 to 3A001.a:</I></HED><P><I>3A001.a does not control:</I></P><P><I>a. Toys;</I></P></NOTE>
<HD2>Cloth</HD2>
<P>b. Kites of cloth.</P>
<FP-1><B>3A002 “Kites” of film, as follows</B>.</FP-1>
<FP-1><I>List of Items Controlled</I></FP-1>
<FP><I>Items</I> a. Of thin film.</FP>
<P>b. [Reserved]</P>
<FP-2><B>ECCN 3A069 Kites for laboratories.</B></FP-2>
<FP-2><B>Technical note on kites</B></FP-2>
<P>They fly.</P>
<P>a. And land.</P>
<HD1>D. “Software”</HD1>
<P><B>3D001</B> Programs for kites.</P>
<FP-1><E T="04">List of Items Controlled</E></FP-1>
<FP-1><I>Related Controls:</I> N/A</FP-1>
<P>a. Those that fly them;</P>
<P>b. Those that land them.</P>
</DIV9>
<DIV9 N="Supplement No. 2 to Part 774" TYPE="APPENDIX"><HEAD>Another</HEAD>
<FP-2><B>9A999 Not of this list.</B></FP-2></DIV9></DIV5>
"""

SLIPS = """<DIV9 N="Supplement No. 1 to Part 774" TYPE="APPENDIX"><HD1>Category 3—Electronics</HD1><HD1>A. “Systems”</HD1>
<HD1>I. Kites that fly</HD1>
<FP-2><B>3A011 Kites enriched in straw-6 (</B>
<SU>6</SU><B>St), as follows.</B></FP-2>
<FP-1><E T="04">List of Items Controlled</E></FP-1>
<FP-1><I>Related Controls: See</I> 3B777.</FP-1>
<FP-1><I>Related Definitions</I> See “kite”.</FP-1>
<FP><I>Items:</I></FP>
<P>a. A weight of 5 × 10
<SU>3</SU> g/m
<SU>2</SU>, or less than 10<E T="51">−</E>
<SU>8</SU> t:</P>
<NOTE><HED><I>Note:</I></HED><P><I>3A011.a does not control:</I></P><P><I>a. Toys;</I></P><P><I>b. Flags.</I></P>
<P>b. Kites of cloth.</P></NOTE>
<P>c. Kites of film.</P>
<HD1>II. Kites that do not fly</HD1>
<FP-2><B>3A012 Kites for walls.</B></FP-2>
</DIV9>
"""


def line(mark, *words):
    """A line of the Official Journal: a table of two cells."""
    return f'<table><tr><td><p class="oj-normal">{mark}</p></td><td>{"".join(words)}</td></tr></table>'


def words(text, is_italic=False):
    return f'<p class="oj-normal">{f"<span class=oj-italic>{text}</span>" if is_italic else text}</p>'


HTML = "".join(
    [
        "<!DOCTYPE html><html><head><title>5A002</title></head><body><p>As 5A002 says.</p><p class='oj-doc-ti'>ANNEX I</p>",
        words("CATEGORY 5 – LETTERS AND ENVELOPES"),
        words("5A2 Systems, equipment and components"),
        line(
            "5A002",
            words("Envelopes, as follows:"),
            line(
                "a.",
                words("Sealed envelopes:"),
                line("1.", words("With wax of 5 × 10<sup>3</sup> g;")),
                line("2.", words("With glue having any of the following:"), line("a.", words("A smell;"))),
                words("Note: Glue is not:", is_italic=True),
                line("1.", words("Wax;", is_italic=True)),
                line("2.", words("Water.", is_italic=True)),
                line("3.", words("▼M1 With string.")),
            ),
            line("b.", words("Open envelopes, see 5A999.")),
        ),
        "<p>ANNEX II</p>",
        line("5A003", words("Not of this annex.")),
        "</body></html>",
    ]
)

CSV = """row,entry,kind,inside,mark,code,text,problem,category_name,group_name,facts
1,3A001,entry,,,,"Kites, that compute",,Electronics,Systems,"{""reasons"": ""NS""}"
2,3A001,item,,a,3A001.a,Of paper:,,,,
3,3A001,item,2,a.1,3A001.a.1,With a tail,,,,
4,3A001,note,3,Note,,A string is no tail,,,,
5,3A001,item,,b,3B001.b,Of another entry,,,,
6,3A001,item,,c,3A001.c,Twice,,,,
7,3A001,item,,c,3A001.c,Twice as well,,,,
8,3A777,item,,a,3A777.a,Without its entry,,,,
9,nothing,entry,,,,No code,,,,
10,3A001,riddle,,,,No kind,,,,
"""


def as_bytes(text: object) -> bytes:
    return (text if isinstance(text, str) else json.dumps(text)).encode()
