"""Words and dates of another system, as they are taken over."""

from zoneinfo import ZoneInfo

import pytest

from comments.other_systems import NoInstant, has_html, instant_of, plain

BRUSSELS = ZoneInfo("Europe/Brussels")


@pytest.mark.parametrize(
    ("words", "instant"),
    [
        ("2025-05-16T04:00Z", "2025-05-16T04:00:00"),  # regulations.gov
        ("2025-05-16T04:00:00-04:00", "2025-05-16T08:00:00"),
        ("2026-10-01 10:00:00 UTC", "2026-10-01T10:00:00"),  # Discourse
        ("2021/08/06 23:57:37", "2021-08-06T21:57:37"),  # the EU
        ("3/4/2026 5:06 PM", "2026-04-03T15:06:00"),
        ("3.4.2026, 12:06 am", "2026-04-02T22:06:00"),
        ("27 November 2026 10:00", "2026-11-27T09:00:00"),
        ("Fri, 27 Nov 2026 10:00:00 +0000", "2026-11-27T10:00:00"),
        ("1732700000", "2024-11-27T09:33:20"),
        ("1732700000000", "2024-11-27T09:33:20"),
    ],
)
def test_an_instant_is_read_however_it_is_written(words, instant):
    assert instant_of(words, BRUSSELS, day_first=True).isoformat() == f"{instant}+00:00"


@pytest.mark.parametrize("words", ["2026-11-27", "27/11/2026", "Nov 27, 2026"])
def test_a_day_is_its_last_second_so_that_nothing_counts_as_in_time_that_may_have_come_later(words):
    assert instant_of(words, BRUSSELS, day_first=True).isoformat() == "2026-11-27T22:59:59+00:00"


def test_a_time_that_the_clock_showed_twice_is_the_later():
    assert instant_of("2025-10-26 02:30", BRUSSELS, day_first=True).isoformat() == "2025-10-26T01:30:00+00:00"


def test_the_month_may_come_first():
    assert instant_of("3/4/2026 10:00", BRUSSELS, day_first=False).isoformat() == "2026-03-04T09:00:00+00:00"


@pytest.mark.parametrize(
    "words", ["", "soon", "2026", "31/2/2026", "1/2/26", "9999-12-31", "0001-01-01", "99:99", "12/31/2026", "x" * 99]
)
def test_what_tells_no_instant_is_none(words):
    with pytest.raises(NoInstant):
        instant_of(words, ZoneInfo("Pacific/Pago_Pago"), day_first=True)


def test_html_becomes_the_words_that_its_reader_saw():
    html = (
        "Dear all,<br/>keys &amp; locks&#39; <b>end</b>.<p>First</p><ul><li>one<li>two</ul><script>evil()</script>"
        '<a href="https://x.example/a">here</a> <a href="javascript:evil()">there</a> <me@x.example> wrote 1 < 2'
    )
    assert plain(html) == (
        "Dear all,\nkeys & locks' end.\n\nFirst\n\n- one\n- two\n\nhere (https://x.example/a) there <me@x.example> wrote 1 < 2"
    )


@pytest.mark.parametrize(
    ("html", "words"),
    [
        *[(f"One <{tag}>two <b>three</b>", "One\n\ntwo three") for tag in ("template", "title", "head")],
        *[(f"One <{tag}>two three", "One\n\ntwo three") for tag in ("script", "style")],
        ("<head><title>Form</title><p>Two", "Form\n\nTwo"),
        ("One <template>two</title> three", "One\n\ntwo three"),
        ("One <title>two</title> three<script>four</script>", "One three"),
        ("One <?two> three <![CDATA[four]]><?xml five?>", "One <?two> three four"),
        ("One <!-- two", "One <!-- two"),
    ],
)
def test_words_that_a_tag_without_an_end_would_swallow_are_kept(html, words):
    assert plain(html) == words


def test_html_is_noticed_where_it_is():
    assert [has_html(words) for words in ("a<br/>b", "<p>", "A &amp; B", "a < b & c > d", "R&D; x")] == [
        True,
        True,
        True,
        False,
        False,
    ]


@pytest.mark.parametrize(
    "words",
    [
        "see <![1]",
        "1 <![x]> 2",
        f"a &#{'1' * 5_000}; b",
        f'<a href="&#{"1" * 5_000};">b</a>',
        *(sign * 10_000 + opening * 10_000 for sign in ("", ">") for opening in ("<a ", "<a/", '<a x="', "<a x='", "<!--")),
    ],
)
def test_what_no_parser_reads_stays_as_it_stands(words):
    assert plain(words) == words
