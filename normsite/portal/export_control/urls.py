"""Addresses of what anybody may read about export control."""

from django.urls import URLPattern

app_name = "export_control"

urlpatterns: list[URLPattern] = []
