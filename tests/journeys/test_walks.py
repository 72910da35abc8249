"""Four walks through the whole of commenting, each with the keyboard alone and without scripts, on a desk and on a phone.

With `NORMSITE_PICTURES` they leave a picture of every step at both widths: docs/howto/walk.md.
"""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from comments.models import Comment, Disposition, Draft
from comments.services import publish_comment, publish_dispositions
from normsite.foundation.accounts.models import Membership, Organisation
from tests import scenes
from tests.comments.commenting_form.files import workbook
from tests.comments.scenes import answered, only_comment, opened, send
from tests.journeys.hands import Keyboard, Pointer
from tests.journeys.test_days import link_to

WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 375, "height": 667}
WAYS = {
    "touch on a phone": (True, Pointer(), NARROW),
    "keyboard at a desk": (True, Keyboard(), WIDE),
    "keyboard on a phone": (True, Keyboard(), NARROW),
    "without scripts at a desk": (False, Keyboard(), WIDE),
    "without scripts on a phone": (False, Pointer(), NARROW),
}
pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize(("theatre", "hand", "size"), WAYS.values(), ids=WAYS, indirect=["theatre"]),
]
PASSAGES = [
    ("scope", "This norm", "Which edition?"),
    ("scope", "about modules", "Which modules?"),
    ("keys", "The module", "Each of them?"),
    ("keys", "erase keys", "Say how fast."),
    ("alarms", "shall raise", "When?"),
    ("alarms", "an alarm", "To whom?"),
]
FORM = [
    ("Nr", "Fundstelle", "Was uns stört", "Vorschlag"),
    ("DE-1", "2", "Keys rest too long.", "Erase them at once."),
    ("DE-2", "3", "", "Twice a day."),
]
FIELDS = ("Your own reference or number", "Clause or subclause", "Comment", "Proposed change")
MARK = """([anchor, words]) => {
    const nodes = document.createTreeWalker(document.querySelector(`#${anchor} .clause__body p`), NodeFilter.SHOW_TEXT);
    const texts = [];
    while (nodes.nextNode()) texts.push(nodes.currentNode);
    const at = texts.map((node) => node.data).join("").indexOf(words);
    const place = (offset) => {
        for (const node of texts) if (offset <= node.length) return [node, offset]; else offset -= node.length;
    };
    document.getSelection().setBaseAndExtent(...place(at), ...place(at + words.length));
}"""


class Walk:
    """Somebody on their way through the site; each place they stand at is looked at."""

    def __init__(self, theatre, hand, size, who, name):
        self.theatre, self.hand, self.size, self.name = theatre, hand, size, name
        self.page = theatre.page_of(who)
        self.page.set_viewport_size(size)
        self.page.set_default_timeout(60_000)  # a form is read by a process of its own, behind whatever else the machine does
        self.steps = 0

    def goto(self, path):
        self.page.goto(path if path.startswith("http") else f"{self.theatre.address}{path}")

    def look(self, what):
        self.steps += 1
        self.theatre.look(self.page, f"{self.name}-{self.steps:02}-{what}")

    def link(self, name):
        self.hand.press(self.page.get_by_role("link", name=name, exact=True).first)

    def button(self, name):
        self.hand.press(self.page.get_by_role("button", name=name, exact=True).first)

    def write(self, label, words):
        self.hand.write(self.page.get_by_label(label).first, words)

    def tick(self, label):
        self.hand.tick(self.page.get_by_label(label))

    def heading(self, words):
        expect(self.page.get_by_role("heading", level=1)).to_have_text(words)

    def mark(self, anchor, words):
        """A pointer marks words in the text; the keyboard, and whoever has no scripts, writes or copies them into the form."""
        place = self.page.locator(f"#{anchor}")
        if self.theatre.scripts and isinstance(self.hand, Pointer):
            self.page.evaluate(MARK, [anchor, words])
            self.hand.press(place.get_by_role("link", name="Comment on these words"))
            expect(self.page.locator("textarea[name=passage]")).to_have_value(words)
        else:
            self.hand.press(place.locator("[data-comment]"))
            self.hand.write(self.page.locator("textarea[name=passage]"), words)


@pytest.fixture
def walk(theatre, hand, size, request):
    def begun(name, who=None):
        way = "-".join(request.node.callspec.id.split())
        return Walk(theatre, hand, size, who, f"{name}-{way}")

    return begun


def test_a_reviewer_of_civil_society_writes_from_the_front_page(walk, people):
    opened(people)
    nadia = walk("reviewer")
    nadia.goto("/")
    nadia.look("front-page")
    nadia.link(re.compile("^Read the text and comment"))
    nadia.look("text")
    nadia.hand.press(nadia.page.locator("#keys [data-comment]"))
    nadia.hand.write(nadia.page.locator("textarea[name=text]"), "A year is too long.")
    nadia.look("form")
    nadia.button("Go on to send")
    expect(nadia.page.locator(".items__item")).to_contain_text("A year is too long.")
    nadia.look("who")
    nadia.button("Send")
    expect(nadia.page.locator(".govuk-error-summary")).to_be_focused()
    expect(nadia.page.locator(".govuk-error-summary li")).to_have_count(2)  # who it is, and the declaration
    nadia.look("who-refused")
    nadia.tick("For myself")
    nadia.write("Your name", "Nadia Nowak")
    nadia.tick("I declare all three")
    nadia.button("Send")
    nadia.heading("Your comment is received")
    nadia.look("receipt")
    assert [(one.text, one.clause.anchor) for one in Comment.objects.all()] == [("A year is too long.", "keys")]


def test_an_engineer_marks_six_passages_over_two_days(walk, people):
    consultation = opened(people)
    text = consultation.revision.get_absolute_url()
    office = walk("engineer")
    for anchor, words, said in PASSAGES[:3]:
        office.goto(f"{text}#{anchor}")
        office.mark(anchor, words)
        office.hand.write(office.page.locator("textarea[name=text]"), said)
        office.look("form")
        office.button("Keep it and go on writing")
        expect(office.page).to_have_url(re.compile("/comment/list/$"))
    office.look("list")
    office.link("Go on later, or with others")
    office.look("later")
    office.write("Your e-mail address", "enid@works.example")
    office.write("Who you are, for the others", "Enid")
    office.look("later-filled")
    office.button("Mail me the link")
    expect(office.page.get_by_role("heading", name="Who works on this list")).to_be_visible()
    office.look("shared")

    Draft.objects.update(created_at=timezone.now() - timedelta(days=1))
    home = walk("engineer-home", people.rosa)  # a browser of its own; that she is signed in there changes nothing
    home.goto(link_to("enid@works.example"))
    home.look("link")
    home.write("Who you are, for the others", "Enid")
    home.button("Open the list in this browser")
    expect(home.page.locator(".items__item")).to_have_count(3)
    home.look("list")
    for anchor, words, said in PASSAGES[3:]:
        home.goto(f"{text}#{anchor}")
        home.mark(anchor, words)
        home.hand.write(home.page.locator("textarea[name=text]"), said)
        home.button("Keep it and go on writing")
        expect(home.page).to_have_url(re.compile("/comment/list/$"))
    home.look("list-of-six")
    home.link("Go on")
    home.look("who")
    home.tick("For myself")
    home.write("Your name", "Enid Engineer")
    home.tick("I declare all three")
    home.look("filled")
    home.button("Send")
    home.heading("Your 6 comments are received")
    home.look("receipt")
    assert [(one.passage, one.text) for one in Comment.objects.order_by("position")] == [one[1:] for one in PASSAGES]


def test_a_national_body_uploads_its_form(walk, people):
    body = Organisation.objects.create(name="Nordland Standard", kind="national_body", country="NO")
    Membership.objects.create(user=people.nils, organisation=body)
    consultation = opened(people)
    nils = walk("body", people.nils)
    nils.goto(consultation.get_absolute_url())
    nils.look("consultation")
    nils.link("upload a comment form")
    nils.look("upload")
    file = {"name": "DIN.xlsx", "mimeType": "a/b", "buffer": workbook(*FORM)}
    nils.hand.give(nils.page.get_by_label("Your comment form"), file)
    nils.button("Read it")
    nils.look("columns")
    for heading, field in zip(FORM[0], FIELDS, strict=True):
        nils.hand.choose(nils.page.get_by_label(heading), field)
    nils.look("columns-chosen")
    nils.button("Read it so")
    expect(nils.page.get_by_text("1 comment was read, 1 row needs you.")).to_be_visible()
    nils.look("preview")
    row = nils.page.get_by_role("group", name="Row 3")
    nils.hand.write(row.get_by_label("Comment", exact=True), "Alarms are too rare.")
    nils.hand.press(nils.page.get_by_role("button", name="Put it right and go on").first)
    expect(nils.page).to_have_url(re.compile("/comment/check/$"))
    nils.look("check")
    nils.tick("I declare all three")
    nils.button("Send")
    nils.heading("Your 2 comments are received")
    nils.look("receipt")
    assert list(Comment.objects.order_by("pk").values_list("clause__anchor", "text", "own_reference")) == [
        ("keys", "Keys rest too long.", "DE-1"),
        ("alarms", "Alarms are too rare.", "DE-2"),
    ]


def test_a_commenter_comes_back_for_the_answer(walk, people):
    consultation = scenes.opened(people, scenes.frozen(people))
    receipt = send(consultation)
    nadia = walk("answer")
    nadia.goto(only_comment(receipt).get_absolute_url())
    expect(nadia.page.locator("main")).to_contain_text("being read")
    nadia.look("unread")
    answered(people, publish_comment(comment=only_comment(receipt), by=people.sami), reason="Marked answer Medlar.")
    publish_dispositions(consultation=consultation, by=people.sami)

    nadia.goto("/")
    nadia.look("front-page")
    nadia.hand.write(nadia.page.locator("#home-code"), receipt.submission.code)
    nadia.hand.press(nadia.page.locator("form:has(#home-code) button"))
    expect(nadia.page.locator("#id_key_error")).to_contain_text("needs its key to open")
    assert receipt.submission.code not in nadia.page.url
    nadia.look("key")
    nadia.hand.write(nadia.page.locator("#id_key"), receipt.token)
    nadia.hand.press(nadia.page.locator("main form button").last)
    nadia.heading("Your comment is answered")
    nadia.look("receipt")
    expect(nadia.page.get_by_role("heading", name="Our answer: rejected")).to_be_in_viewport()
    expect(nadia.page.locator("main")).to_contain_text("Marked answer Medlar.")
    expect(nadia.page.get_by_text(receipt.submission.entry.digest)).not_to_be_visible()
    nadia.hand.press(nadia.page.locator("main a.govuk-button"))
    nadia.look("answer")
    nadia.hand.tick(nadia.page.locator("input[name=reaction]").first)
    nadia.hand.press(nadia.page.locator("main button.govuk-button"))
    expect(nadia.page.locator("main")).to_contain_text("You: satisfied")
    nadia.look("said")
    assert Disposition.objects.get().reaction == "satisfied"
