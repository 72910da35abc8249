"""Every address of the site."""

from django.urls import include, path

urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("", include("normsite.foundation.accounts.urls")),
    path("", include("normsite.foundation.schedule.urls")),
    path("", include("normsite.foundation.controls.urls")),
    path("", include("norms.urls")),
    path("", include("riskreviews.urls")),
    path("", include("comments.urls")),
    path("", include("normsite.portal.following.urls")),
    path("", include("normsite.portal.publication.urls")),
    path("", include("normsite.portal.export_control.urls")),
    path("", include("normsite.portal.applies.urls")),
    path("", include("normsite.portal.withheld.urls")),
    path("", include("normsite.portal.pages.urls")),
    path("", include("normsite.portal.api.urls")),
]

handler400 = "normsite.portal.pages.errors.bad_request"
handler403 = "normsite.portal.pages.errors.forbidden"
handler404 = "normsite.portal.pages.errors.not_found"
handler500 = "normsite.portal.pages.errors.broken"
