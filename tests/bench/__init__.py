"""Measurements; run by `make bench`, not by the tests, because times depend on the machine."""
