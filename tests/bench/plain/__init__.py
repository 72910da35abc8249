"""A Django project as a team would begin it: what `startproject` writes, one app, no cleverness. The bench measures against it.

The plain page (models, view and its two templates) is less than 60 lines.
"""
