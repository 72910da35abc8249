"""Nobody finds a comment by what a withheld file is called or says."""

from django.db import migrations

ATTACHED = """
CREATE OR REPLACE FUNCTION comments_attached_words(one comments_comment) RETURNS tsvector STABLE LANGUAGE sql AS $$
    SELECT coalesce(norms_vector(string_agg(left(words, (100000 / many)::int - 1), E'\\n')), ''::tsvector)
    FROM (
        SELECT concat_ws(E'\\n', file.name, content.words) AS words, count(*) OVER () AS many
        FROM comments_attachment file JOIN comments_attachmentcontent content ON content.attachment_id = file.id
        WHERE file.comment_id = one.id{public}
    ) AS files
$$;
"""
KEPT = """
CREATE FUNCTION comments_keep_file() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    UPDATE comments_searchedcomment kept SET words = comments_words(one)
    FROM comments_comment one WHERE one.id = NEW.comment_id AND kept.comment_id = one.id;
    RETURN NULL;
END $$;
CREATE TRIGGER comments_searched_file AFTER UPDATE OF withheld_as ON comments_attachment
    FOR EACH ROW WHEN (OLD.withheld_as <> NEW.withheld_as) EXECUTE FUNCTION comments_keep_file();
"""
BACK = """
DROP TRIGGER comments_searched_file ON comments_attachment;
DROP FUNCTION comments_keep_file();
"""


class Migration(migrations.Migration):
    dependencies = [("comments", "0033_withheld_files")]

    operations = [
        migrations.RunSQL(
            ATTACHED.format(public="\n            AND file.withheld_as = ''") + KEPT,
            BACK + ATTACHED.format(public=""),
        )
    ]
