"""Django's backend for PostgreSQL, with another look at whether a connection lives."""
