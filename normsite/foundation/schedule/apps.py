from django.apps import AppConfig


class ScheduleConfig(AppConfig):
    name = "normsite.foundation.schedule"
    label = "schedule"
