"""Addresses of people, organisations and profiles. Signing in lives under /accounts/ (allauth)."""

from django.urls import path

from normsite.foundation.accounts import views

app_name = "accounts"

urlpatterns = [
    path("profile/", views.profile, name="profile"),
    path("unsent/<uuid:pk>/", views.unsent_form, name="unsent"),
    path("unsent/<uuid:pk>/forget/", views.forget_unsent, name="forget_unsent"),
    path("desk/people/", views.people, name="people"),
    path("desk/people/invite/", views.invite, name="invite"),
    path("desk/people/<int:pk>/", views.person, name="person"),
    path("desk/people/<int:pk>/close/", views.close, name="close"),
    path("desk/people/<int:pk>/reopen/", views.reopen, name="reopen"),
    path("desk/organisations/", views.organisations, name="organisations"),
    path("desk/organisations/new/", views.organisation, name="organisation_new"),
    path("desk/organisations/<int:pk>/", views.organisation, name="organisation"),
    path("desk/organisations/<int:pk>/members/", views.add_member, name="add_member"),
    path("desk/members/<int:pk>/remove/", views.remove_member, name="remove_member"),
    path("desk/permissions/", views.permissions, name="permissions"),
]
