"""Comments are found by the names of their files and the words in them. No comment has any yet, so nothing is taken in anew.

`norms_vector` reads 100,000 characters, since PostgreSQL keeps no more than a megabyte of words: each file of a comment has its
share of them.
"""

from django.db import migrations

ATTACHED = """
CREATE FUNCTION comments_attached_words(one comments_comment) RETURNS tsvector STABLE LANGUAGE sql AS $$
    SELECT coalesce(norms_vector(string_agg(left(words, (100000 / many)::int - 1), E'\\n')), ''::tsvector)
    FROM (
        SELECT concat_ws(E'\\n', file.name, content.words) AS words, count(*) OVER () AS many
        FROM comments_attachment file JOIN comments_attachmentcontent content ON content.attachment_id = file.id
        WHERE file.comment_id = one.id
    ) AS files
$$;
"""
WORDS = """
CREATE OR REPLACE FUNCTION comments_words(one comments_comment) RETURNS tsvector STABLE LANGUAGE sql AS $$
    SELECT norms_vector(concat_ws(E'\\n', one.text, one.proposed_change, one.own_reference, one.passage, one.answer,
                                  CASE sent.organisation WHEN '' THEN sent.name ELSE sent.organisation END))
        || array_to_tsvector(ARRAY[lower(translate(one.code, '-', ''))]){attached}
    FROM comments_submission sent
    WHERE sent.id = one.submission_id AND one.state = 'published'
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("comments", "0020_attachments")]

    operations = [
        migrations.RunSQL(
            ATTACHED + WORDS.format(attached="\n        || comments_attached_words(one)"),
            WORDS.format(attached="") + "DROP FUNCTION comments_attached_words(comments_comment);",
        )
    ]
