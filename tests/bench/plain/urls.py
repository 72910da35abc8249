from django.urls import include, path

from tests.bench.plain import views

urlpatterns = [
    path("same-bytes/", views.same_bytes),
    path("norms/<int:pk>/", views.page),
    path("norms/<int:pk>/contrib/", views.contrib),
    path("remark/", views.remark, name="remark"),
    path("comments/", include("django_comments.urls")),
]
