"""Addresses of the pages that join the rooms. The names of public things carry no namespace: `norm`, `revision`, `comment`."""

from django.urls import include, path

from normsite.portal.pages.views import comment, design, desk, freezing, health, home, mails, metrics, norm, search

own = [
    path("", home.home, name="home"),
    path("about/", home.about, name="about"),
    path("accessibility/", home.accessibility, name="accessibility"),
    path("privacy/", home.privacy, name="privacy"),
    path("glossary/", home.glossary, name="glossary"),
    path("design/", design.gallery, name="design"),
    path("search/", search.search, name="search"),
    path("signed-in/", home.after_sign_in, name="after_sign_in"),
    path("norms/", norm.norms, name="norms"),
    path("obligations/", norm.obligations, name="obligations"),
    path("desk/", desk.dashboard, name="dashboard"),
    path("desk/mails/", mails.mails, name="mails"),
    path("desk/norms/<str:code>/freeze/", freezing.freeze, name="freeze"),
    path("robots.txt", health.robots, name="robots"),
    path("metrics", metrics.metrics, name="metrics"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]

urlpatterns = [
    path("", include((own, "pages"))),
    path("norms/<str:code>/", norm.norm, name="norm"),
    path("norms/<str:code>/r<int:number>/", norm.revision, name="revision"),
    path("norms/<str:code>/r<int:number>/clauses/<str:anchor>/comments/", norm.clause_comments, name="clause_comments"),
    path("norms/<str:code>/r<int:number>/since/r<int:other>/", norm.compare, name="compare"),
    path("provisions/<str:code>/", norm.provision, name="provision"),
    path("obligations/<str:code>/", norm.obligation, name="obligation"),
    path("comments/<str:code>/", comment.comment, name="comment"),
    path("ref/<str:code>/", search.reference, name="reference"),
]
