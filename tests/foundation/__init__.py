"""Tests of normsite/foundation: the floor that every room stands on."""
