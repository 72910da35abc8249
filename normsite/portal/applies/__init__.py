"""Does this apply to me? A questionnaire for whoever makes, supplies or studies something; nothing of it is kept."""
