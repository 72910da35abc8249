"""The table of what one can be told is the table of the code."""

from normsite.foundation.notices.kinds import KINDS, Area


def test_every_kind_stands_in_its_area_with_who_is_told_and_how(db, client):
    page = client.get("/notices/kinds/")
    areas = page.context["areas"]
    assert [area.area for area in areas] == list(Area.labels)
    assert sum(len(area.rows) for area in areas) == len(KINDS)
    rows = {row.what: (row.audience, row.how) for area in areas for row in area.rows}
    assert rows[KINDS["consultation_opened"].what] == ("Everybody", "At once")
    assert rows[KINDS["stage_changed"].what] == ("Everybody", "At once, if you ask for everything")
    assert rows[KINDS["comment_published"].what] == ("Everybody", "In a daily digest at the soonest, if you ask for everything")
    assert rows[KINDS["my_comment_withheld"].what] == ("Whoever sent the comment", "At once")
    for what in rows:
        assert what.replace("'", "&#x27;") in page.text
