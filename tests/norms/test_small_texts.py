"""What real drafts taught us, row by row: small texts from beside the project, each read right in all places.

The texts stand in the shared folder, with a README that says how each is to be read; a test here is one row of it.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.conf import settings

from norms.services import freeze_revision, import_markdown
from norms.text.edition import Edition, read_edition
from norms.text.parsing import decode_upload
from norms.text.redline import Difference, redline
from norms.text.sides import Known
from normsite.foundation.markup.tree import read
from tests.comments.scenes import opened
from tests.norms.scenes import draft

FOLDER = Path(settings.BASE_DIR).parent / "shared/data/texts/inputs"
BOX = '<div class="table-scroll" role="group" aria-label="Table" tabindex="0">'


def source(name: str) -> str:
    """A small text; the test is skipped where the material is not at hand."""
    path = FOLDER / name
    if not path.exists():
        pytest.skip(f"needs the small text {name} in {FOLDER.parent.name}, which is not part of the project")
    return decode_upload(path.read_bytes())


def edition(name: str, scheme: str = "iso", known: tuple[Known, ...] = ()) -> Edition:
    return read_edition(source(name), scheme, known, [])


def outline(found: Edition) -> list[tuple[int, str | None, str, str]]:
    return [(one.level, one.number, one.title, one.kind) for one in found.parsed.clauses]


def page(found: Edition) -> list[list[str]]:
    """The lines of the stored HTML of each clause, with short tags for keywords and tables, a line for each row of a table, and
    without the digests in front of footnotes."""
    return [_lines(clause.html) for clause in found.clauses]


def _lines(html: str) -> list[str]:
    html = re.sub(r'<em class="kw kw--[a-z-]+">([^<]+)</em>', r"<kw>\1</kw>", html)
    html = re.sub(r"\bt-[0-9a-f]{8}-", "t-", html.replace(BOX, "").replace("</table></div>", "</table>"))
    return html.replace("<tr>", "\n<tr>").split("\n") if html else []


def marked(found: Edition) -> list[str]:
    """The words that the page marks as keywords."""
    return [word for lines in page(found) for word in re.findall("<kw>([^<]+)</kw>", "\n".join(lines))]


def provisions(found: Edition) -> list[tuple[str, str]]:
    return [(one.kind, one.text) for clause in found.clauses for one in clause.statements]


def remarks(found: Edition) -> list[tuple[int, str]]:
    return [(one.line, one.sentence) for one in found.parsed.warnings]


@dataclass(frozen=True)
class Row:
    file: str
    outline: list[tuple[int, str | None, str, str]]
    page: list[list[str]]
    provisions: list[tuple[str, str]]
    remarks: list[tuple[int, str]] = field(default_factory=list)
    scheme: str = "iso"


ROWS = {
    "a second list goes on at the number that it gives": Row(
        "01-list-start.md",
        outline=[(1, "1", "Scope", "scope"), (1, "2", "Starting order", "clause")],
        page=[
            ["<p>This norm covers starting of the pump.</p>"],
            [
                "<p>Do these before filling:</p>",
                "<ol><li>Close valve A.</li>",
                "<li>Open valve B.</li></ol>",
                "<p>The pump <kw>shall</kw> stay off until step 2 is done.</p>",
                '<ol start="3"><li>Start the pump.</li>',
                "<li>Read gauge G.</li></ol>",
                "<p>Step 4 <kw>shall</kw> be repeated after one minute.</p>",
            ],
        ],
        provisions=[
            ("requirement", "The pump shall stay off until step 2 is done."),
            ("requirement", "Step 4 shall be repeated after one minute."),
        ],
    ),
    "a list keeps its letters, so that item b) is item b)": Row(
        "02-lettered-list.md",
        outline=[(1, "1", "Record", "clause")],
        page=[
            [
                "<p>The record <kw>shall</kw> state:</p>",
                '<ol class="paren" type="a"><li>the date of the test;</li>',
                "<li>the place of the test;</li>",
                "<li>the name of the tester.</li></ol>",
                "<p>Item b) <kw>may</kw> be left out for field tests.</p>",
            ]
        ],
        provisions=[
            (
                "requirement",
                ("The record shall state:\n– the date of the test;\n– the place of the test;\n– the name of the tester."),
            ),
            ("permission", "Item b) may be left out for field tests."),
        ],
    ),
    "inner items stand inside their outer item": Row(
        "03-nested-list.md",
        outline=[(1, "1", "Access", "clause")],
        page=[
            [
                "<p>Access <kw>shall</kw> be granted if:</p>",
                "<ul><li>the person is cleared, which means either",
                "<ul><li>cleared by the host, or</li>",
                "<li>cleared by the home body;</li></ul></li>",
                "<li>the room is locked.</li></ul>",
                "<ol><li>Before the test:",
                "<ul><li>charge the cell;</li>",
                "<li>note the voltage.</li></ul></li>",
                "<li>After the test:",
                "<ul><li>note the voltage again.</li></ul></li></ol>",
            ]
        ],
        provisions=[
            (
                "requirement",
                (
                    "Access shall be granted if:\n– the person is cleared, which means either\n– cleared by "
                    "the host, or\n– cleared by the home body;\n– the room is locked."
                ),
            )
        ],
    ),
    "braces in running text are words": Row(
        "05-braces.md",
        outline=[(1, "1", "Addresses", "clause")],
        page=[
            [
                (
                    "<p>The client <kw>shall</kw> expand the template <a "
                    'href="https://norms.example/{part}{#section}" rel="nofollow '
                    'noopener">https://norms.example/{part}{#section}</a> before it asks for a page.</p>'
                ),
                (
                    "<p>The states of the gate are the set {:open, :closed, :jammed} and no other. An empty set is "
                    "written {}.</p>"
                ),
            ]
        ],
        provisions=[
            (
                "requirement",
                ("The client shall expand the template https://norms.example/{part}{#section} before it asks for a page."),
            )
        ],
    ),
    "a definition at the end of the file serves every clause": Row(
        "06-link-definitions.md",
        outline=[(1, "1", "Keys", "clause"), (1, "2", "Logs", "clause"), (1, "3", "Last clause", "clause")],
        page=[
            [
                (
                    '<p>Keys <kw>shall</kw> be made as <a href="https://norms.example/guide" rel="nofollow '
                    'noopener">the guide on keys</a> says, and stored as said in the note.<span '
                    'id="t-fnref-1"></span><sup><a href="#t-fn-1">1</a></sup></p>'
                ),
                (
                    '<div class="footnote"><ol><li id="t-fn-1"><p>A sealed module is a store. <a href="#t-fnref-1" '
                    'title="Back to footnote 1 in the text">↩</a></p></li></ol></div>'
                ),
            ],
            [
                (
                    '<p>Logs <kw>shall</kw> be kept for a year, see <a href="https://norms.example/guide" '
                    'rel="nofollow noopener">guide</a>.</p>'
                )
            ],
            ["<p>Nothing more is asked.</p>"],
        ],
        provisions=[
            ("requirement", "Keys shall be made as the guide on keys says, and stored as said in the note."),
            ("requirement", "Logs shall be kept for a year, see guide."),
        ],
    ),
    "a comment of kramdown is neither published nor counted": Row(
        "07-kramdown-comment.md",
        outline=[(1, "1", "Seals", "clause")],
        page=[["<p>The seal <kw>MUST</kw> be numbered.</p>", "<p>The number <kw>SHOULD</kw> be raised.</p>"]],
        provisions=[("requirement", "The seal MUST be numbered."), ("recommendation", "The number SHOULD be raised.")],
        scheme="rfc2119",
    ),
    "a keyword that opens an item or a cell counts with a capital": Row(
        "08-capital-shall.md",
        outline=[(1, "1", "Supplier", "clause"), (1, "2", "Table", "clause")],
        page=[
            [
                "<p>The supplier</p>",
                "<ul><li><kw>Shall</kw> keep a list of keys;</li>",
                "<li><kw>Shall not</kw> export the list;</li>",
                "<li><kw>Should</kw> rotate keys each year.</li></ul>",
            ],
            [
                "<table><thead>",
                "<tr><th>Who</th><th>What</th></tr></thead><tbody>",
                "<tr><td>Operator</td><td><kw>Shall</kw> lock the door</td></tr>",
                "<tr><td>Guard</td><td><kw>Must</kw> report</td></tr></tbody></table>",
            ],
        ],
        provisions=[
            ("requirement", "Shall keep a list of keys;"),
            ("requirement", "Shall not export the list;"),
            ("recommendation", "Should rotate keys each year."),
            ("requirement", "Shall lock the door"),
            ("external_constraint", "Must report"),
        ],
    ),
    "code keeps its indentation": Row(
        "10-code-indent-r1.md",
        outline=[(1, "1", "File", "clause")],
        page=[["<p>The file <kw>shall</kw> read:</p>", "<pre><code>log:", "  keep: 90", "  sign: yes", "</code></pre>"]],
        provisions=[("requirement", "The file shall read:")],
    ),
    "a struck word is no part of its sentence": Row(
        "11-struck-word-r1.md",
        outline=[(1, "1", "Key", "clause")],
        page=[["<p>The key <kw>shall</kw> <del>not</del> be stored in the clear.</p>"]],
        provisions=[("requirement", "The key shall be stored in the clear.")],
    ),
    "a word that is not struck is part of its sentence": Row(
        "11-struck-word-r2.md",
        outline=[(1, "1", "Key", "clause")],
        page=[["<p>The key <kw>shall not</kw> be stored in the clear.</p>"]],
        provisions=[("requirement", "The key shall not be stored in the clear.")],
    ),
    "composed letters are read": Row(
        "12-nfd-r1.md",
        outline=[(1, "1", "Sécurité à l’entrée", "clause"), (1, "2", "Réseau", "clause")],
        page=[
            ["<p>La clé doit être gardée à l’accueil, près de l’entrée, et <kw>shall not</kw> leave it.</p>"],
            ["<p>Le réseau <kw>shall</kw> be séparé, même à l’intérieur.</p>"],
        ],
        provisions=[
            ("requirement", "La clé doit être gardée à l’accueil, près de l’entrée, et shall not leave it."),
            ("requirement", "Le réseau shall be séparé, même à l’intérieur."),
        ],
    ),
    "decomposed letters are read as composed ones": Row(
        "12-nfd-r2.md",
        outline=[(1, "1", "Sécurité à l’entrée", "clause"), (1, "2", "Réseau", "clause")],
        page=[
            ["<p>La clé doit être gardée à l’accueil, près de l’entrée, et <kw>shall not</kw> leave it.</p>"],
            ["<p>Le réseau <kw>shall</kw> be séparé, même à l’intérieur.</p>"],
        ],
        provisions=[
            ("requirement", "La clé doit être gardée à l’accueil, près de l’entrée, et shall not leave it."),
            ("requirement", "Le réseau shall be séparé, même à l’intérieur."),
        ],
    ),
    "signs of direction are shown by their code points": Row(
        "13-bidi-redline-r2.md",
        outline=[(1, "1", "Access", "clause")],
        page=[["<p>The guard <kw>shall</kw> admit staff of ⟦U+202E⟧B tsil⟦U+202C⟧, not list A.</p>"]],
        provisions=[("requirement", "The guard shall admit staff of ⟦U+202E⟧B tsil⟦U+202C⟧, not list A.")],
    ),
    "a sentence between two rules stays and counts": Row(
        "15-rule-not-front-matter.md",
        outline=[(1, "1", "Cleaning", "clause")],
        page=[
            [
                "<p>The cleaner <kw>shall</kw> wear gloves.</p>",
                "<hr>",
                "<p>Warning: The device <kw>shall</kw> be off before it is cleaned.</p>",
                "<hr>",
                "<p>The device <kw>shall</kw> be dry before it is used.</p>",
            ]
        ],
        provisions=[
            ("requirement", "The cleaner shall wear gloves."),
            ("requirement", "Warning: The device shall be off before it is cleaned."),
            ("requirement", "The device shall be dry before it is used."),
        ],
    ),
    "names that look like our codes are plain words": Row(
        "16-code-like-names.md",
        outline=[(1, "1", "Curves", "clause")],
        page=[
            [
                (
                    "<p>Keys <kw>shall</kw> be on curve P-256 or P-384. The supply <kw>shall</kw> meet the N-1 "
                    "criterion, and no R-134 coolant <kw>may</kw> be used.</p>"
                )
            ]
        ],
        provisions=[
            ("requirement", "Keys shall be on curve P-256 or P-384."),
            ("requirement", "The supply shall meet the N-1 criterion, and no R-134 coolant may be used."),
        ],
    ),
    "a soft hyphen within a keyword hides nothing": Row(
        "17-soft-hyphen.md",
        outline=[(1, "1", "Alarm", "clause")],
        page=[["<p>The operator <kw>shall</kw> acknowledge each alarm. The guard <kw>should</kw> note it.</p>"]],
        provisions=[
            ("requirement", "The operator shall acknowledge each alarm."),
            ("recommendation", "The guard should note it."),
        ],
        remarks=[
            (5, "2 soft hyphens or joiners of no width, from here on, will not be on the page: no word may hide behind one.")
        ],
    ),
    "a line separator ends a line for all who read it": Row(
        "19-line-separator.md",
        outline=[
            (1, None, "Line separators", "clause"),
            (2, "1", "Stop", "clause"),
            (1, None, "4 brakes shall close.", "clause"),
        ],
        page=[
            [],
            ["<p>In an alarm</p>"],
            ["<p>In an alarm</p>", "<blockquote><p>5 km of track shall be cleared.</p></blockquote>"],
        ],
        provisions=[],
    ),
    "a product sign is a sign and no mark": Row(
        "20-product-sign-r1.md",
        outline=[(1, "1", "Time", "clause")],
        page=[[("<p>The timeout <kw>shall</kw> be at most 3 * t seconds, and t <kw>shall</kw> be below 5 * u.</p>")]],
        provisions=[("requirement", "The timeout shall be at most 3 * t seconds, and t shall be below 5 * u.")],
    ),
    "a block of code stands inside its item": Row(
        "21-code-in-list.md",
        outline=[(1, "1", "Set-up", "clause")],
        page=[
            [
                "<ol><li><p>The file <kw>shall</kw> read:</p>",
                "<pre><code>keep: 90",
                "sign: yes",
                "</code></pre></li>",
                "<li><p>Restart the device.</p></li></ol>",
            ]
        ],
        provisions=[("requirement", "The file shall read:")],
    ),
    "accents and names with signs stay as they are written": Row(
        "23-search.md",
        outline=[(1, "1", "Ciphers", "clause")],
        page=[
            [
                (
                    "<p>The link <kw>shall</kw> use AES-256-GCM and the body ISO/IEC 27001-2022. The aircraft of "
                    "type P-8A is exempt. Ask Zoé Müñoz-Gårder for the naïve façade test.</p>"
                )
            ]
        ],
        provisions=[("requirement", "The link shall use AES-256-GCM and the body ISO/IEC 27001-2022.")],
    ),
    "annexes as ISO writes them bind or inform": Row(
        "24-annex-informative.md",
        outline=[
            (1, "1", "Scope", "scope"),
            (1, "2", "Lamps", "clause"),
            (1, "A", "Test of lamps", "annex"),
            (1, "B", "Hints", "informative_annex"),
        ],
        page=[
            ["<p>This norm covers lamps.</p>"],
            ["<p>A lamp <kw>shall</kw> glow.</p>"],
            ["<p>Each lamp <kw>shall</kw> be tested.</p>"],
            ["<p>The lamp <kw>shall</kw> be dusted weekly.</p>"],
        ],
        provisions=[
            ("requirement", "A lamp shall glow."),
            ("requirement", "Each lamp shall be tested."),
            ("requirement", "The lamp shall be dusted weekly."),
        ],
        remarks=[(15, "“B Hints” is informative and holds 1 requirement.")],
    ),
    "addresses and code hold no keywords": Row(
        "27-keyword-in-address.md",
        outline=[(1, "1", "Reading", "clause"), (1, "2", "Listing", "clause")],
        page=[
            [
                (
                    '<p>More is told at <a href="https://norms.example/what-you-may-and-shall-not-do/can/" '
                    'rel="nofollow noopener">https://norms.example/what-you-may-and-shall-not-do/can/</a> and in no '
                    "other place.</p>"
                )
            ],
            ["<ul><li><p>Run this:</p>", '<pre><code>  echo "the device shall stop"', "</code></pre></li></ul>"],
        ],
        provisions=[],
    ),
    "words before the first clause become a foreword": Row(
        "rt-01-title-preamble-foreword.md",
        outline=[(1, None, "Foreword", "foreword"), (1, None, "Sending", "clause"), (1, None, "Receiving", "clause")],
        page=[
            ["<p>This paragraph stands between the title and the first clause.</p>"],
            ["<p>The sender <kw>MUST</kw> sign each widget.</p>"],
            ["<p>The receiver <kw>MUST</kw> check the signature.</p>"],
        ],
        provisions=[
            ("requirement", "The sender MUST sign each widget."),
            ("requirement", "The receiver MUST check the signature."),
        ],
        remarks=[(1, "The text before the first clause became a foreword.")],
        scheme="rfc2119",
    ),
    "a fence is closed by a longer one": Row(
        "rt-02-fence-closed-by-longer-fence.md",
        outline=[(1, None, "Before", "clause"), (1, None, "Between", "clause"), (1, None, "After", "clause")],
        page=[
            ["<p>The sender <kw>MUST</kw> sign.</p>", "<pre><code>A -&gt; B", "</code></pre>"],
            [
                "<p>The receiver <kw>MUST</kw> check. The receiver <kw>MUST</kw> answer.</p>",
                "<pre><code>B -&gt; A",
                "</code></pre>",
            ],
            ["<p>The sender <kw>MAY</kw> wait.</p>"],
        ],
        provisions=[
            ("requirement", "The sender MUST sign."),
            ("requirement", "The receiver MUST check."),
            ("requirement", "The receiver MUST answer."),
            ("permission", "The sender MAY wait."),
        ],
        scheme="rfc2119",
    ),
    "links defined at the end work in each clause": Row(
        "rt-03-reference-links-defined-at-the-end.md",
        outline=[(1, None, "Sending", "clause"), (1, None, "Naming", "clause")],
        page=[
            [
                (
                    '<p>Follow the <a href="#names">naming rules</a> and the <a href="https://example.org/wire" '
                    'rel="nofollow noopener">wire format</a>; see also <a href="https://example.org/widget" '
                    'rel="nofollow noopener">widget</a>.</p>'
                )
            ],
            ["<p>Names <kw>MUST</kw> be short.</p>"],
        ],
        provisions=[("requirement", "Names MUST be short.")],
        scheme="rfc2119",
    ),
    "the info of a fence may have several words": Row(
        "rt-04-fence-with-two-words.md",
        outline=[(1, None, "Sending", "clause")],
        page=[
            [
                "<p>The sender <kw>MUST</kw> send this:</p>",
                '<pre><code>{"MUST": "# not a heading", "a": "&lt;b&gt;"}',
                "</code></pre>",
                "<p>The receiver <kw>MUST NOT</kw> answer before.</p>",
                '<pre><code>{"ok": true}',
                "</code></pre>",
                "<p>Then the sender <kw>MAY</kw> close.</p>",
            ]
        ],
        provisions=[
            ("requirement", "The sender MUST send this:"),
            ("requirement", "The receiver MUST NOT answer before."),
            ("permission", "Then the sender MAY close."),
        ],
        scheme="rfc2119",
    ),
    "a list may follow a paragraph directly": Row(
        "rt-05-list-after-paragraph.md",
        outline=[(1, None, "Types", "clause")],
        page=[
            [
                "<p>The types are:</p>",
                "<ul><li><code>alpha</code></li>",
                "<li><code>beta</code></li></ul>",
                "<p>The request <kw>MUST</kw> hold a sequence of</p>",
                "<ul><li>a range line,</li>",
                "<li>a hash line.</li></ul>",
                "<p>The sender accepts these parameters:</p>",
                "<ul><li><p><code>name</code>: the name <kw>SHOULD</kw> be used.</p>",
                "<p>It is short.</p></li>",
                "<li><p><code>unit</code>: the unit <kw>SHOULD</kw> be used.</p>",
                "<p>It is shorter.</p></li></ul>",
            ]
        ],
        provisions=[
            ("requirement", "The request MUST hold a sequence of"),
            ("recommendation", "name: the name SHOULD be used."),
            ("recommendation", "unit: the unit SHOULD be used."),
        ],
        scheme="rfc2119",
    ),
    "links by the slug of a title and by a name inside the text work": Row(
        "rt-06a-slug-links-first.md",
        outline=[(1, None, "Sending rules", "clause"), (1, None, "Names", "clause")],
        page=[
            [
                (
                    '<p>Widgets <kw>MUST</kw> be signed. See <a href="#sendingRules">Sending rules</a> and <a '
                    'href="#t-rowA">the table</a>.</p>'
                )
            ],
            ['<p><span id="t-rowA"></span>Row A <kw>MUST</kw> be named.</p>'],
        ],
        provisions=[("requirement", "Widgets MUST be signed."), ("requirement", "Row A MUST be named.")],
        scheme="rfc2119",
    ),
    "links by the slug of a title work": Row(
        "rt-06b-slug-links-second.md",
        outline=[(1, None, "Sending rules", "clause"), (1, None, "Names", "clause")],
        page=[
            [
                (
                    '<p>Widgets <kw>MUST</kw> be signed. See <a href="#sending-rules">Sending rules</a> and <a '
                    'href="#names">Names</a>.</p>'
                )
            ],
            ["<p>Row A <kw>MUST</kw> be named.</p>"],
        ],
        provisions=[("requirement", "Widgets MUST be signed."), ("requirement", "Row A MUST be named.")],
        scheme="rfc2119",
    ),
    "a link into another document leads to no clause of this one": Row(
        "rt-08-link-into-another-document.md",
        outline=[(1, None, "Overview", "clause"), (1, None, "Keys", "clause")],
        page=[
            ["<p>This volume speaks of keys.</p>"],
            [
                (
                    '<p>As the <span class="elsewhere" title="volume-a.md#overview">overview of volume A</span> '
                    'says, and its <span class="elsewhere" title="volume-a.html#names">section on names</span>, keys '
                    '<kw>MUST</kw> be long. See the <span class="elsewhere" title="../format/data.md">data '
                    "format</span>.</p>"
                )
            ],
        ],
        provisions=[("requirement", "As the overview of volume A says, and its section on names, keys MUST be long.")],
        remarks=[
            (
                9,
                "Links into other files are shown as words with the name of the file: there are 3, the first in “Keys”.",
            )
        ],
        scheme="rfc2119",
    ),
    "details, summary and named words are shown and their Markdown read": Row(
        "rt-09-details-and-span.md",
        outline=[(1, None, "Terms", "clause")],
        page=[
            [
                "<details><summary>Earlier names</summary>",
                '<ul><li><a href="#t-gadget">Gadget</a></li>',
                "<li><strong>Gizmo</strong></li></ul></details>",
                "<table><thead>",
                "<tr><th>Term</th><th>Meaning</th></tr></thead><tbody>",
                (
                    '<tr><td><span id="t-gadget"></span>Gadget</td><td>A widget that <kw>MUST</kw> be '
                    "signed.</td></tr></tbody></table>"
                ),
            ]
        ],
        provisions=[("requirement", "A widget that MUST be signed.")],
        scheme="rfc2119",
    ),
    "a keyword in an alert that warns counts": Row(
        "rt-10-alerts.md",
        outline=[(1, None, "Sending", "clause")],
        page=[
            [
                '<div class="important"><p>The sender <kw>MUST</kw> sign.</p></div>',
                '<div class="note"><p>Signing is quick.</p></div>',
            ]
        ],
        provisions=[("requirement", "The sender MUST sign.")],
        scheme="rfc2119",
    ),
    "a list written in HTML with tabs is a list": Row(
        "rt-11-tab-indented-html-list.md",
        outline=[(1, None, "Sending", "clause")],
        page=[
            [
                "<p>The following applies:</p>",
                "<ol><li>The sender <kw>SHALL</kw> sign.</li>",
                "<li>The receiver <kw>SHALL</kw> check.</li></ol>",
            ]
        ],
        provisions=[("requirement", "The sender SHALL sign."), ("requirement", "The receiver SHALL check.")],
        scheme="rfc2119",
    ),
    "long front matter is no text": Row(
        "rt-14-long-front-matter.md",
        outline=[(1, None, "Sending", "clause"), (1, None, "Receiving", "clause")],
        page=[["<p>The sender <kw>MUST</kw> sign.</p>"], ["<p>The receiver <kw>MUST</kw> check.</p>"]],
        provisions=[("requirement", "The sender MUST sign."), ("requirement", "The receiver MUST check.")],
        scheme="rfc2119",
    ),
    "closing signs and attributes are no part of a title": Row(
        "rt-16-closing-marks-and-attributes.md",
        outline=[
            (1, None, "Sending", "clause"),
            (1, None, "Login", "clause"),
            (1, None, "Bindings for C#", "clause"),
            (1, None, "3.0.0 Changes", "clause"),
        ],
        page=[
            ["<p>The sender <kw>MUST</kw> sign.</p>"],
            ['<p>See <a href="#old-login">Login</a>.</p>'],
            ["<p>The binding <kw>MAY</kw> be thin.</p>"],
            ["<p>None.</p>"],
        ],
        provisions=[("requirement", "The sender MUST sign."), ("permission", "The binding MAY be thin.")],
        remarks=[(15, ("“3.0.0 Changes” begins with a number out of sequence; it was read as a word of the title."))],
        scheme="rfc2119",
    ),
    "a footnote stands with the clause that cites it": Row(
        "rt-18-footnote-in-another-clause.md",
        outline=[(1, None, "Sending", "clause"), (1, None, "Receiving", "clause"), (1, None, "Notes", "clause")],
        page=[
            [
                (
                    '<p>The sender <kw>MUST</kw> sign.<span id="t-fnref-1"></span><sup><a href="#t-fn-1">1</a></sup> '
                    'Twice.<span id="t-fnref-2"></span><sup><a href="#t-fn-2">2</a></sup></p>'
                ),
                (
                    '<div class="footnote"><ol><li id="t-fn-1"><p>With a key. <a href="#t-fnref-1" title="Back to '
                    'footnote 1 in the text">↩</a></p></li>'
                ),
                (
                    '<li id="t-fn-2"><p>Because once is not enough. <a href="#t-fnref-2" title="Back to footnote 2 '
                    'in the text">↩</a></p></li></ol></div>'
                ),
            ],
            ["<p>The receiver <kw>MUST</kw> check.</p>"],
            [],
        ],
        provisions=[("requirement", "The sender MUST sign."), ("requirement", "The receiver MUST check.")],
        scheme="rfc2119",
    ),
    "a section that says so is informative": Row(
        "rt-19-non-normative-section.md",
        outline=[(1, None, "Background", "clause"), (1, None, "Sending", "clause")],
        page=[
            ["<p><em>This section is non-normative.</em></p>", "<p>Widgets <kw>MUST</kw> have been round once.</p>"],
            ["<p>This section is not normative.</p>", "<p>The sender <kw>MUST</kw> sign.</p>"],
        ],
        provisions=[("requirement", "Widgets MUST have been round once."), ("requirement", "The sender MUST sign.")],
        remarks=[
            (3, "“Background” is informative and holds 1 requirement."),
            (9, "“Sending” is informative and holds 1 requirement."),
        ],
        scheme="rfc2119",
    ),
    "line ends of another system change nothing": Row(
        "rt-20-crlf.md",
        outline=[(1, None, "Types", "clause")],
        page=[
            [
                "<p>The types are:</p>",
                "<ul><li><code>alpha</code></li>",
                "<li><code>beta</code></li></ul>",
                "<p>The request <kw>MUST</kw> hold a sequence of</p>",
                "<ul><li>a range line,</li>",
                "<li>a hash line.</li></ul>",
                "<p>The sender accepts these parameters:</p>",
                "<ul><li><p><code>name</code>: the name <kw>SHOULD</kw> be used.</p>",
                "<p>It is short.</p></li>",
                "<li><p><code>unit</code>: the unit <kw>SHOULD</kw> be used.</p>",
                "<p>It is shorter.</p></li></ul>",
            ]
        ],
        provisions=[
            ("requirement", "The request MUST hold a sequence of"),
            ("recommendation", "name: the name SHOULD be used."),
            ("recommendation", "unit: the unit SHOULD be used."),
        ],
        scheme="rfc2119",
    ),
    "a byte order mark changes nothing": Row(
        "rt-21-bom.md",
        outline=[(1, None, "Sending", "clause"), (1, None, "Naming", "clause")],
        page=[
            [
                (
                    '<p>Follow the <a href="#names">naming rules</a> and the <a href="https://example.org/wire" '
                    'rel="nofollow noopener">wire format</a>; see also <a href="https://example.org/widget" '
                    'rel="nofollow noopener">widget</a>.</p>'
                )
            ],
            ["<p>Names <kw>MUST</kw> be short.</p>"],
        ],
        provisions=[("requirement", "Names MUST be short.")],
        scheme="rfc2119",
    ),
    "UTF-16 changes nothing": Row(
        "rt-22-utf16.md",
        outline=[(1, None, "Foreword", "foreword"), (1, None, "Sending", "clause"), (1, None, "Receiving", "clause")],
        page=[
            ["<p>This paragraph stands between the title and the first clause.</p>"],
            ["<p>The sender <kw>MUST</kw> sign each widget.</p>"],
            ["<p>The receiver <kw>MUST</kw> check the signature.</p>"],
        ],
        provisions=[
            ("requirement", "The sender MUST sign each widget."),
            ("requirement", "The receiver MUST check the signature."),
        ],
        remarks=[(1, "The text before the first clause became a foreword.")],
        scheme="rfc2119",
    ),
    "front matter in TOML is no text": Row(
        "rt-24-toml-front-matter.md",
        outline=[(1, None, "Sending", "clause")],
        page=[["<p>The sender <kw>MUST</kw> sign.</p>"]],
        provisions=[("requirement", "The sender MUST sign.")],
        scheme="rfc2119",
    ),
    "comments are neither shown nor counted": Row(
        "rt-26-comments.md",
        outline=[(1, None, "Sending", "clause"), (1, None, "Receiving", "clause")],
        page=[["<p>The sender <kw>MUST</kw> sign.</p>"], ["<p>The receiver <kw>MUST</kw> check.</p>"]],
        provisions=[("requirement", "The sender MUST sign."), ("requirement", "The receiver MUST check.")],
        scheme="rfc2119",
    ),
    "a name is found wherever it stands in its tag": Row(
        "rt-27-jekyll-anchor.md",
        outline=[(1, None, "Sending", "clause"), (1, None, "Names", "clause")],
        page=[['<p>See <a href="#names-all">below</a>.</p>'], ['<p>See <a href="#send-all">above</a>.</p>']],
        provisions=[],
    ),
    "numbers of three levels make the tree": Row(
        "rt-29a-numbers-shifted-first.md",
        outline=[
            (1, None, "Foreword", "foreword"),
            (1, "1", "Scope", "scope"),
            (1, "2", "Names", "clause"),
            (2, "2.1", "Short name", "clause"),
            (3, "2.1.1", "Intent", "clause"),
            (3, "2.1.2", "Examples", "clause"),
            (2, "2.2", "Long name", "clause"),
            (3, "2.2.1", "Intent", "clause"),
            (3, "2.2.2", "Examples", "clause"),
            (1, "3", "Keys", "clause"),
            (2, "3.1", "Public key", "clause"),
            (3, "3.1.1", "Intent", "clause"),
            (3, "3.1.2", "Examples", "clause"),
            (2, "3.2", "Private key", "clause"),
            (3, "3.2.1", "Intent", "clause"),
            (3, "3.2.2", "Examples", "clause"),
        ],
        page=[
            ["<p>Copyright nobody.</p>"],
            ["<p>This text is about widgets.</p>"],
            [],
            [],
            ["<p>The short name is for people; it <kw>MUST</kw> be unique in the list.</p>"],
            ["<p>gizmo</p>"],
            [],
            ["<p>The long name is for machines; it <kw>MUST</kw> be a full address.</p>"],
            [('<p><a href="https://example.org/gizmo" rel="nofollow noopener">https://example.org/gizmo</a></p>')],
            [],
            [],
            ["<p>The public key checks signatures; it <kw>MUST</kw> be published.</p>"],
            ["<p>k1</p>"],
            [],
            ["<p>The private key makes signatures; it <kw>MUST</kw> be kept secret.</p>"],
            ["<p>k2</p>"],
        ],
        provisions=[
            ("requirement", "The short name is for people; it MUST be unique in the list."),
            ("requirement", "The long name is for machines; it MUST be a full address."),
            ("requirement", "The public key checks signatures; it MUST be published."),
            ("requirement", "The private key makes signatures; it MUST be kept secret."),
        ],
        remarks=[(1, "The text before the first clause became a foreword.")],
        scheme="rfc2119",
    ),
    "tags named in code are words": Row(
        "rt-40-tag-names-in-code.md",
        outline=[(1, "1", "Scope", "scope"), (1, "2", "Elements", "clause")],
        page=[
            ["<p>This norm is about presentation.</p>"],
            [
                (
                    "<p>A page <kw>shall not</kw> use <code>&lt;s&gt;</code>, <code>&lt;strike&gt;</code>, "
                    "<code>&lt;tt&gt;</code> or <code>&lt;big&gt;</code>.</p>"
                )
            ],
        ],
        provisions=[("requirement", "A page shall not use <s>, <strike>, <tt> or <big>.")],
    ),
    "second paragraphs stay in their items": Row(
        "rt-45-paragraph-in-indented-item.md",
        outline=[(1, "1", "Algorithms", "clause")],
        page=[
            [
                "<p>Only these algorithms may be used:</p>",
                "<ul><li><p>PKCS1 with SHA-256.</p>",
                "<p>The encoded identifier <kw>MUST</kw> match the bytes <code>300d</code>.</p></li>",
                "<li><p>PSS with SHA-256.</p>",
                "<p>The salt <kw>MUST</kw> have 32 bytes.</p></li></ul>",
                "<ol><li><p>A party holds its keys.</p>",
                "<p>It <kw>MUST NOT</kw> send them.</p></li></ol>",
            ]
        ],
        provisions=[
            ("requirement", "The encoded identifier MUST match the bytes 300d."),
            ("requirement", "The salt MUST have 32 bytes."),
            ("requirement", "It MUST NOT send them."),
        ],
        scheme="rfc2119",
    ),
    "numbers may begin afresh in each part": Row(
        "rt-46-parts-numbered-afresh.md",
        outline=[
            (1, None, "Logger component", "clause"),
            (2, "1", "Introduction", "clause"),
            (2, "2", "Requirements", "clause"),
            (3, "2.1", "Memory", "clause"),
            (1, None, "Timer component", "clause"),
            (2, "1", "Introduction", "clause"),
            (2, "2", "Requirements", "clause"),
            (3, "2.1", "Drift", "clause"),
        ],
        page=[
            [],
            ["<p>The logger keeps lines.</p>"],
            ["<p>The logger <kw>shall</kw> keep 100 lines.</p>"],
            ["<p>The logger <kw>shall</kw> use 1 MB.</p>"],
            [],
            ["<p>The timer counts.</p>"],
            ["<p>The timer <kw>shall</kw> count milliseconds.</p>"],
            ["<p>The timer <kw>shall not</kw> drift.</p>"],
        ],
        provisions=[
            ("requirement", "The logger shall keep 100 lines."),
            ("requirement", "The logger shall use 1 MB."),
            ("requirement", "The timer shall count milliseconds."),
            ("requirement", "The timer shall not drift."),
        ],
    ),
    "titles keep every word": Row(
        "rt-48-words-in-brackets-in-titles.md",
        outline=[
            (1, None, "Photos (*_photo.<extension>)", "clause"),
            (1, None, "The tag <summary>", "clause"),
            (1, None, "<para>", "clause"),
            (1, None, "List<T> and Map<K, V>", "clause"),
            (1, None, "Send to info@example.org", "clause"),
        ],
        page=[
            ["<p>A photo <kw>shall</kw> be named so.</p>"],
            ["<p>It <kw>shall</kw> be short.</p>"],
            ["<p>It <kw>shall</kw> hold text.</p>"],
            ["<p>They <kw>shall</kw> be sorted.</p>"],
            ["<p>It <kw>shall</kw> be sent.</p>"],
        ],
        provisions=[
            ("requirement", "A photo shall be named so."),
            ("requirement", "It shall be short."),
            ("requirement", "It shall hold text."),
            ("requirement", "They shall be sorted."),
            ("requirement", "It shall be sent."),
        ],
    ),
    "a note in a cell binds nobody": Row(
        "rt-53-note-in-a-cell.md",
        outline=[(1, "1", "Duties", "clause")],
        page=[
            [
                "<table><thead>",
                "<tr><th>No</th><th>Duty</th></tr></thead><tbody>",
                "<tr><td>1</td><td>The body <kw>SHALL</kw> keep a list.<br>",
                "Note: The body MAY keep it with others.</td></tr>",
                "<tr><td>2</td><td>The body <kw>SHALL</kw> sign the list.",
                "<p>Note: The body MAY sign it twice.</p></td></tr></tbody></table>",
            ]
        ],
        provisions=[("requirement", "The body SHALL keep a list."), ("requirement", "The body SHALL sign the list.")],
        scheme="rfc2119",
    ),
    "annexes keep their letters": Row(
        "rt-54-annexes-that-do-not-begin-at-A.md",
        outline=[
            (1, "1", "Duty", "clause"),
            (1, "B", "Portability", "annex"),
            (2, "B.1", "General", "clause"),
            (1, "D", "Forms", "annex"),
            (2, "D.1", "General", "clause"),
        ],
        page=[
            ['<p>See <a href="#forms">Annex D</a>.</p>'],
            [],
            ["<p>Porting <kw>shall</kw> be possible.</p>"],
            [],
            ["<p>Forms <kw>shall</kw> be used.</p>"],
        ],
        provisions=[("requirement", "Porting shall be possible."), ("requirement", "Forms shall be used.")],
    ),
    "terms have their definitions": Row(
        "rt-56-definition-list.md",
        outline=[(1, "1", "Terms and definitions", "clause")],
        page=[
            [
                "<dl><dt>Attester:</dt>",
                "<dd>a role performed by an entity whose evidence is appraised.</dd>",
                "<dt>Verifier</dt>",
                "<dd>a role that appraises evidence. It <kw>MUST</kw> be trusted.</dd></dl>",
            ]
        ],
        provisions=[("requirement", "It MUST be trusted.")],
        scheme="rfc2119",
    ),
    "an escaped sign is the sign itself": Row(
        "rt-58a-escaped-underscore-first.md",
        outline=[(1, "1", "Files", "clause"), (1, "2", "Figure", "clause")],
        page=[
            [
                (
                    '<p>The file is read after <a href="#files">stop_times.txt</a> and fare_rules.txt. <span '
                    'class="img" title="one.png">[Image: Figure 1]</span></p>'
                )
            ],
            ['<p><span class="img" title="old.png">[Image: Old figure]</span></p>'],
        ],
        provisions=[],
        remarks=[(5, "Pictures are not shown, only the words that describe them: there are 2, the first in “1 Files”.")],
    ),
    "headings written in HTML are headings": Row(
        "rt-59-html-headings.md",
        outline=[(1, None, "Scope", "scope"), (1, None, "Duties", "clause")],
        page=[["<p>The site <kw>shall</kw> be open.</p>"], ["<p>The site <kw>shall</kw> be fast.</p>"]],
        provisions=[("requirement", "The site shall be open."), ("requirement", "The site shall be fast.")],
        remarks=[(1, "“Scope” is the scope and holds 1 requirement.")],
    ),
}


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_a_small_text_is_read_as_it_was_meant(row: Row):
    found = edition(row.file, row.scheme)
    assert outline(found) == row.outline
    assert page(found) == row.page
    assert provisions(found) == row.provisions
    assert remarks(found) == row.remarks


def test_a_source_of_another_tool_is_known_by_its_marks():
    found = edition("07-kramdown-comment.md", "rfc2119").parsed
    assert (found.dialect, found.reason) == ("extra", "line 7 has {::comment}, as kramdown writes it")


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_keywords_are_marked_counted_and_provided_alike(row: Row):
    found = edition(row.file, row.scheme)
    shown = [" ".join(word.lower().split()) for word in marked(found)]
    provided = [word for clause in found.clauses for one in clause.statements for word in one.keywords]
    assert provided == shown
    assert {word: shown.count(word) for word in shown} == found.keyword_counts


# --- what a row says beyond this -------------------------------------------------------------------------------------


@pytest.mark.parametrize("marker", ["a)", "(a)", "A)", "1)", "(1)", "i)"])
def test_items_keep_their_markers_whatever_letters_they_are(marker: str):
    first, second, third = {"a": "a b c", "A": "A B C", "1": "1 2 3"}.get(marker.strip("()"), "i ii iii").split()
    around = marker.replace(marker.strip("()"), "{}")
    text = "".join(f"{around.format(letter)} the date;\n" for letter in (first, second, third))
    kind = {"a": "a", "A": "A", "i": "i"}.get(marker.strip("()"))
    dress = f'class="{"parens" if marker[0] == "(" else "paren"}"' + (f' type="{kind}"' if kind else "")
    assert page(read_edition(f"# Record\n\n{text}", "iso", [], [])) == [
        [f"<ol {dress}><li>the date;</li>", "<li>the date;</li>", "<li>the date;</li></ol>"]
    ]


def test_a_condition_that_opens_with_should_is_no_recommendation():
    text = "# Duty\n\nShould the device fail, call us.\n\n- Should the device fail, call us."
    assert provisions(read_edition(text, "iso", [], [])) == []


@pytest.mark.parametrize(
    ("file", "count", "row"),
    [
        ("18-long-table.md", 400, "<td>{n}</td><td>a{n}</td><td>{two} MHz</td><td>{three} MHz</td><td>yes</td>"),
        (
            "18-long-table-b.md",
            300,
            "<td>{n}</td><td>channel {n} of band A</td><td>{two} MHz</td><td>{three} MHz</td><td>allowed indoors</td>",
        ),
        ("rt-12-long-table.md", 400, "<td>The long name of licence number {n} of the whole list</td><td>LIC-{n}</td>"),
    ],
)
def test_a_long_table_is_imported_whole(file: str, count: int, row: str):
    found = edition(file)
    rows = [f"<tr>{row.format(n=n, two=2 * n, three=3 * n)}</tr>" for n in range(1, count + 1)]
    ((_, _, _, *body),) = page(found)
    assert body == [*rows[:-1], f"{rows[-1]}</tbody></table>"]
    assert remarks(found) == []


def test_a_long_list_of_contents_is_taken_whole():
    found = edition("rt-43-contents-of-a-long-norm.md")
    links = [
        f'{n // 20 + 1}.{n % 20 + 1} <a href="#a-clause-{n}">A clause with a title of ordinary length, number {n}</a>'
        for n in range(300)
    ]
    assert outline(found) == [(1, None, "Table of contents", "clause"), (1, "1", "Duty", "clause")]
    assert "<br>\n".join(links) == "\n".join(page(found)[0]).removeprefix("<p>").removesuffix("</p>")
    assert page(found)[1] == ["<p>The vendor <kw>shall</kw> answer.</p>"]
    dead = ", ".join(f"#a-clause-{n}" for n in range(300))
    assert remarks(found) == [(5, f"“Table of contents” has links to {dead}, and nothing in the text bears that name.")]


@pytest.mark.parametrize(
    ("file", "facts"),
    [
        ("rt-14-long-front-matter.md", {"title": "Widget exchange", "author": [{"name": f"Person {n}"} for n in range(70)]}),
        ("rt-24-toml-front-matter.md", {"title": "Widget exchange", "weight": 10}),
    ],
)
def test_front_matter_gives_the_facts_of_the_norm(file: str, facts: dict[str, object]):
    found = edition(file).parsed
    assert (found.title, found.meta) == ("Widget exchange", facts)


@pytest.mark.parametrize(
    ("file", "binding"),
    [
        ("24-annex-informative.md", {"Scope": True, "Lamps": True, "Test of lamps": True, "Hints": False}),
        ("rt-01-title-preamble-foreword.md", {"Foreword": False, "Sending": True, "Receiving": True}),
        ("rt-19-non-normative-section.md", {"Background": False, "Sending": False}),
    ],
)
def test_a_clause_binds_or_informs(file: str, binding: dict[str, bool]):
    assert {clause.title: clause.normative for clause in edition(file, "rfc2119").parsed.clauses} == binding


@pytest.mark.parametrize(
    ("file", "anchors"),
    [
        ("rt-03-reference-links-defined-at-the-end.md", ["sending", "names"]),
        ("rt-06a-slug-links-first.md", ["sendingRules", "names"]),
        ("rt-16-closing-marks-and-attributes.md", ["sending", "old-login", "bindings-for-c", "300-changes"]),
        ("rt-27-jekyll-anchor.md", ["send-all", "names-all"]),
        ("rt-54-annexes-that-do-not-begin-at-A.md", ["duty", "portability", "general", "forms", "general-2"]),
        ("rt-59-html-headings.md", ["scope", "duties"]),
    ],
)
def test_a_clause_is_called_as_the_file_calls_it(file: str, anchors: list[str]):
    assert [clause.anchor for clause in edition(file).clauses] == anchors


@pytest.mark.parametrize(
    ("file", "uncounted"),
    [
        (
            "27-keyword-in-address.md",
            [("may", "an address"), ("shall", "an address"), ("can", "an address"), ("shall", "code")],
        ),
        ("19-line-separator.md", [("shall", "a heading"), ("shall", "a quotation")]),
        ("rt-53-note-in-a-cell.md", [("MAY", "a note or an example")]),
    ],
)
def test_what_only_looks_like_a_keyword_is_told(file: str, uncounted: list[tuple[str, str]]):
    found = edition(file, "rfc2119" if file.startswith("rt") else "iso")
    assert [(word, f"it stands in {why}") for word, why in uncounted] == [
        told for clause in found.clauses for told in clause.uncounted
    ]


def test_a_keyword_in_an_alert_that_only_notes_is_told_and_not_counted():
    text = "# Sending\n\n> [!{}]\n> The sender MUST sign."
    read_as = {
        kind: read_edition(text.format(kind), "rfc2119", [], []).clauses[0]
        for kind in ("NOTE", "TIP", "IMPORTANT", "WARNING", "CAUTION")
    }
    assert {kind: len(clause.statements) for kind, clause in read_as.items()} == {
        "NOTE": 0, "TIP": 0, "IMPORTANT": 1, "WARNING": 1, "CAUTION": 1,
    }  # fmt: skip
    assert {kind: clause.uncounted for kind, clause in read_as.items() if clause.uncounted} == {
        "NOTE": {("MUST", "it stands in a note"): 1},
        "TIP": {("MUST", "it stands in a note"): 1},
    }


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (
            "05-braces.md",
            (
                "The client shall expand the template https://norms.example/{part}{#section} before it asks for a page.\n"
                "The states of the gate are the set {:open, :closed, :jammed} and no other. An empty set is written {}."
            ),
        ),
        (
            "16-code-like-names.md",
            "Keys shall be on curve P-256 or P-384. The supply shall meet the N-1 criterion, and no R-134 coolant may be used.",
        ),
        ("17-soft-hyphen.md", "The operator shall acknowledge each alarm. The guard should note it."),
        ("20-product-sign-r1.md", "The timeout shall be at most 3 * t seconds, and t shall be below 5 * u."),
        (
            "23-search.md",
            (
                "The link shall use AES-256-GCM and the body ISO/IEC 27001-2022. The aircraft of type P-8A is exempt. "
                "Ask Zoé Müñoz-Gårder for the naïve façade test."
            ),
        ),
        ("rt-40-tag-names-in-code.md", "A page shall not use <s>, <strike>, <tt> or <big>."),
        (
            "rt-53-note-in-a-cell.md",
            (
                "No\nDuty\n1\nThe body SHALL keep a list.\nNote: The body MAY keep it with others.\n"
                "2\nThe body SHALL sign the list.\nNote: The body MAY sign it twice."
            ),
        ),
    ],
)
def test_search_indexes_the_words_of_the_page(file: str, words: str):
    assert edition(file).clauses[-1].words == words


# --- two editions ----------------------------------------------------------------------------------------------------


def between(first: str, second: str) -> list[Difference]:
    """The redline of each clause that both editions have at the same place and that changed."""
    pairs = zip(edition(first).clauses, edition(second).clauses, strict=True)
    lines = [redline(read(old.html), read(new.html)) for old, new in pairs]
    return [one for one in lines if not one.same]


def moves(html: str) -> list[tuple[str, str]]:
    """What went out and came in, without its dress."""
    return [(tag, re.sub("<[^>]+>", "", words)) for tag, words in re.findall(r"<(ins|del)>(.*?)</\1>", html, re.S)]


@pytest.mark.parametrize(
    ("first", "second", "changes"),
    [
        ("10-code-indent-r1.md", "10-code-indent-r2.md", [[("del", "  sign: yes"), ("ins", "sign: yes")]]),
        ("11-struck-word-r1.md", "11-struck-word-r2.md", [[("del", "not"), ("ins", "not")]]),
        ("12-nfd-r1.md", "12-nfd-r2.md", []),
        ("13-bidi-redline-r1.md", "13-bidi-redline-r2.md", [[("ins", "⟦U+202E⟧B tsil⟦U+202C⟧, not ")]]),
        ("20-product-sign-r1.md", "20-product-sign-r2.md", [[("del", "* "), ("del", "* ")]]),
        (
            "rt-29a-numbers-shifted-first.md",
            "rt-29b-numbers-shifted-second.md",
            [[("del", "full"), ("ins", "complete")]],
        ),
        (
            "rt-58a-escaped-underscore-first.md",
            "rt-58b-escaped-underscore-second.md",
            [
                [("del", "is"), ("ins", "shall be")],
                [("del", "[Image: Old figure]"), ("ins", "[Image: New figure]")],
            ],
        ),
    ],
    ids=["indentation", "struck word", "Unicode form", "direction", "product sign", "numbers", "escaped signs and a picture"],
)
def test_the_redline_shows_what_changed_and_nothing_else(first: str, second: str, changes: list[list[tuple[str, str]]]):
    assert [moves(one.html) for one in between(first, second)] == changes


def known(found: Edition) -> tuple[Known, ...]:
    """The clauses of an edition as the record would hold them."""
    clauses = zip(found.parsed.clauses, found.clauses, strict=True)
    return tuple(Known(one.anchor, one.anchor, said.number or "", said.title, one.words) for said, one in clauses)


def test_the_same_text_in_another_unicode_form_has_the_same_clauses():
    first = edition("12-nfd-r1.md")
    second = edition("12-nfd-r2.md", known=known(first))
    assert [(pair.old.title, pair.new.title) for pair in second.matching.pairs] == [
        ("Sécurité à l’entrée", "Sécurité à l’entrée"),
        ("Réseau", "Réseau"),
    ]
    assert [clause.words for clause in second.clauses] == [clause.words for clause in first.clauses]


def test_links_by_a_slug_work_where_the_clause_kept_an_older_anchor():
    first = edition("rt-06a-slug-links-first.md")
    second = edition("rt-06b-slug-links-second.md", known=known(first))
    assert [clause.anchor for clause in second.clauses] == ["sendingRules", "names"]
    assert re.findall('href="([^"]+)"', second.clauses[0].html) == ["#sendingRules", "#names"]
    assert remarks(second) == []


def test_every_intent_and_example_keeps_its_clause():
    first = edition("rt-29a-numbers-shifted-first.md")
    second = edition("rt-29b-numbers-shifted-second.md", known=known(first))
    assert [clause.anchor for clause in second.clauses] == [clause.anchor for clause in first.clauses]


# --- after a real import ---------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("file", "scheme", "told"),
    [
        (
            "08-capital-shall.md",
            "iso",
            [
                (
                    "1",
                    "Supplier",
                    "clause",
                    True,
                    ["Shall keep a list of keys;", "Shall not export the list;", "Should rotate keys each year."],
                ),
                ("2", "Table", "clause", True, ["Shall lock the door", "Must report"]),
            ],
        ),
        ("11-struck-word-r1.md", "iso", [("1", "Key", "clause", True, ["The key shall be stored in the clear."])]),
        (
            "15-rule-not-front-matter.md",
            "iso",
            [
                (
                    "1",
                    "Cleaning",
                    "clause",
                    True,
                    [
                        "The cleaner shall wear gloves.",
                        "Warning: The device shall be off before it is cleaned.",
                        "The device shall be dry before it is used.",
                    ],
                )
            ],
        ),
        (
            "24-annex-informative.md",
            "iso",
            [
                ("1", "Scope", "scope", True, []),
                ("2", "Lamps", "clause", True, ["A lamp shall glow."]),
                ("A", "Test of lamps", "annex", True, ["Each lamp shall be tested."]),
                ("B", "Hints", "informative_annex", False, []),
            ],
        ),
        (
            "rt-53-note-in-a-cell.md",
            "rfc2119",
            [("1", "Duties", "clause", True, ["The body SHALL keep a list.", "The body SHALL sign the list."])],
        ),
    ],
)
def test_programs_read_what_the_page_shows(cast, client, file: str, scheme: str, told: list[tuple[object, ...]]):
    norm = import_markdown(text=source(file), by=cast.edda, scheme=scheme).norm
    opened(cast, revision=freeze_revision(revision=draft(norm), by=cast.edda))
    answer = client.get(f"/api/v1/norms/{norm.code}/revisions/1/clauses/").json()
    assert [
        (one["number"], one["title"], one["kind"], one["normative"], [said["text"] for said in one["provisions"]])
        for one in answer
    ] == told
    shown = client.get(f"/norms/{norm.code}/r1/").content.decode()
    assert re.findall('<em class="kw kw--[a-z-]+">([^<]+)</em>', shown) == marked(edition(file, scheme))
