"""Addresses of the desk's pages about control lists and criteria."""

from django.urls import URLPattern

app_name = "controls"

urlpatterns: list[URLPattern] = []
