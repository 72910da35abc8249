"""Normsite: technical norms with their security rationale, in the open."""

from normsite.celery import app as celery_app

__all__ = ["celery_app"]
