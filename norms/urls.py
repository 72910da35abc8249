"""Addresses of the desk's pages about norms and obligations."""

from django.urls import path

from norms.views import clauses, drafts, imports, norms, obligations, revisions

app_name = "norms"

urlpatterns = [
    path("desk/norms/", norms.desk_list, name="desk_list"),
    path("desk/norms/new/", norms.create, name="create"),
    path("desk/norms/import/", imports.take, name="import"),
    path("desk/norms/<str:code>/", norms.desk, name="desk"),
    path("desk/norms/<str:code>/facts/", norms.facts, name="facts"),
    path("desk/norms/<str:code>/stage/", norms.stage, name="stage"),
    path("desk/norms/<str:code>/freeze/", revisions.freeze, name="freeze"),
    path("desk/norms/<str:code>/next/", revisions.start, name="start"),
    path("desk/norms/<str:code>/draft/", drafts.draft, name="draft"),
    path("desk/norms/<str:code>/draft/add/", drafts.add, name="add"),
    path("desk/norms/<str:code>/clauses/<slug:anchor>/", clauses.clause, name="clause"),
    path("desk/norms/<str:code>/clauses/<slug:anchor>/preview/", clauses.preview, name="preview"),
    path("desk/norms/<str:code>/clauses/<slug:anchor>/move/", drafts.move, name="move"),
    path("desk/norms/<str:code>/clauses/<slug:anchor>/remove/", drafts.remove, name="remove"),
    path("desk/provisions/<str:code>/link/", obligations.link, name="link"),
    path("desk/provisions/<str:code>/links/<int:pk>/remove/", obligations.unlink, name="unlink"),
    path("desk/obligations/", obligations.index, name="obligations"),
    path("desk/obligations/new/", obligations.edit, name="obligation_new"),
    path("desk/obligations/<str:code>/", obligations.edit, name="obligation"),
]
