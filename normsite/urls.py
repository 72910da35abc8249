"""Every address of the site."""

from importlib.util import find_spec

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
]
for room in ("normsite.accounts", "norms", "riskreviews", "comments", "normsite.publication", "normsite.pages", "normsite.api"):
    if find_spec(f"{room}.urls") is not None:  # while the house is being built
        urlpatterns.append(path("", include(f"{room}.urls")))

handler400 = "normsite.pages.errors.bad_request"
handler403 = "normsite.pages.errors.forbidden"
handler404 = "normsite.pages.errors.not_found"
