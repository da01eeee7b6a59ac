from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "lms.home"
    label = "lms_home"
    verbose_name = "LMS home"
    default_auto_field = "django.db.models.BigAutoField"
