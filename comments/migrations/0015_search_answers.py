"""Comments are found by the answer that they chose. No comment has chosen any yet."""

from django.db import migrations

WORDS = """
CREATE OR REPLACE FUNCTION comments_words(one comments_comment) RETURNS tsvector STABLE LANGUAGE sql AS $$
    SELECT norms_vector(concat_ws(E'\\n', one.text, one.proposed_change, one.own_reference, one.passage, {answer}
                                  CASE sent.organisation WHEN '' THEN sent.name ELSE sent.organisation END))
        || array_to_tsvector(ARRAY[lower(translate(one.code, '-', ''))])
    FROM comments_submission sent
    WHERE sent.id = one.submission_id AND one.state = 'published'
$$;

CREATE OR REPLACE TRIGGER comments_searched
    AFTER UPDATE OF state, kind, clause_id, question_id, text, proposed_change, own_reference, passage{column}
    ON comments_comment
    FOR EACH ROW WHEN (NEW.state <> 'received' OR OLD.state <> 'received') EXECUTE FUNCTION comments_keep_searched();
"""


class Migration(migrations.Migration):
    dependencies = [("comments", "0014_answers")]

    operations = [migrations.RunSQL(WORDS.format(answer="one.answer,", column=", answer"), WORDS.format(answer="", column=""))]
