"""How many public comments chose which answer to a question, kept by triggers in the tallies.

The page of a consultation is made anew while comments come in, and must not count them each time. The key is the position of the
question and the place of the answer in it. Nobody writes comments between the triggers and the first count: the triggers lock
the table until both are there.
"""

from django.db import migrations

COUNTED = """
CREATE FUNCTION comments_chosen(one comments_comment) RETURNS text STABLE LANGUAGE sql AS $$
    SELECT asked.position || ' ' || said.place
    FROM comments_question asked, jsonb_array_elements_text(asked.answers) WITH ORDINALITY AS said(answer, place)
    WHERE asked.id = one.question_id AND said.answer = one.answer
$$;

CREATE FUNCTION comments_count_chosen() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    chosen text := comments_chosen(NEW);
BEGIN
    IF chosen IS NOT NULL THEN
        INSERT INTO comments_tally (consultation_id, figure, key, number)
        VALUES (NEW.consultation_id, 'answer', chosen, CASE NEW.state WHEN 'published' THEN 1 ELSE -1 END);
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER comments_counted_chosen_new AFTER INSERT ON comments_comment
    FOR EACH ROW WHEN (NEW.answer <> '' AND NEW.state = 'published') EXECUTE FUNCTION comments_count_chosen();
CREATE TRIGGER comments_counted_chosen AFTER UPDATE OF state ON comments_comment
    FOR EACH ROW WHEN (NEW.answer <> '' AND OLD.state <> NEW.state AND 'published' IN (OLD.state, NEW.state))
    EXECUTE FUNCTION comments_count_chosen();
"""
TAKE_IN = """
INSERT INTO comments_tally (consultation_id, figure, key, number)
SELECT one.consultation_id, 'answer', comments_chosen(one), count(*)
FROM comments_comment one
WHERE one.state = 'published' AND one.answer <> '' AND comments_chosen(one) IS NOT NULL GROUP BY 1, 3;
"""
BACK = """
DROP TRIGGER comments_counted_chosen ON comments_comment;
DROP TRIGGER comments_counted_chosen_new ON comments_comment;
DROP FUNCTION comments_count_chosen();
DROP FUNCTION comments_chosen(comments_comment);
DELETE FROM comments_tally WHERE figure = 'answer';
"""


class Migration(migrations.Migration):
    dependencies = [("comments", "0023_bulk_imports")]

    operations = [migrations.RunSQL(COUNTED + TAKE_IN, BACK)]
