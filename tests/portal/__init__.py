"""Tests of normsite/portal: the roof over the rooms."""
