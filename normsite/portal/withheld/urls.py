"""Addresses of what is withheld: the register and its gaps for everybody, the decisions at the desk."""

from django.urls import path

from normsite.portal.withheld import views

app_name = "withheld"

urlpatterns = [
    path("withheld/", views.register, name="register"),
    path("withheld/withheld.csv", views.table, name="table"),
    path("withheld/<str:code>/", views.detail, name="detail"),
    path("desk/withheld/", views.desk_list, name="desk_list"),
    path("desk/withheld/new/<slug:kind>/<str:about>/", views.new, name="new"),
    path("desk/withheld/new/<slug:kind>/<str:about>/<str:place>/", views.new, name="new"),
    path("desk/withheld/<str:code>/", views.decide, name="decide"),
]
