"""Addresses of the questionnaire. Answers come in the bodies of requests, so that none stands in an address or a log."""

from django.urls import path

from normsite.portal.applies import views

app_name = "applies"

urlpatterns = [
    path("applies/", views.begin, name="begin"),
    path("applies/questions/", views.questions, name="questions"),
    path("applies/result/", views.result, name="result"),
]
