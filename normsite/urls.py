"""Every address of the site."""

from django.urls import include, path

urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("", include("normsite.accounts.urls")),
    path("", include("norms.urls")),
    path("", include("riskreviews.urls")),
    path("", include("comments.urls")),
    path("", include("normsite.publication.urls")),
    path("", include("normsite.pages.urls")),
    path("", include("normsite.api.urls")),
]

handler400 = "normsite.pages.errors.bad_request"
handler403 = "normsite.pages.errors.forbidden"
handler404 = "normsite.pages.errors.not_found"
handler500 = "normsite.pages.errors.broken"
