"""Sanctions lists: the files of those who issue them, and which of their names a name is like. No database, no request."""
