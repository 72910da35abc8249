from django.apps import AppConfig


class FollowingConfig(AppConfig):
    name = "normsite.portal.following"
    label = "following"
