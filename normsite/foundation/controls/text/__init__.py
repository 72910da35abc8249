"""Reads the texts of control lists and of drafts: quantities, thresholds, subjects, algorithms. No database, no request."""
