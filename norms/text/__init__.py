"""What can be known from the text of a norm alone: keywords, structure, likeness, changes. No database, no request."""
