"""Pages of risk reviews, for everybody and for staff."""
