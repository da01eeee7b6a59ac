from django.apps import AppConfig


class ReportingConfig(AppConfig):
    name = "lms.reporting"
    label = "lms_reporting"
    verbose_name = "LMS reporting"
    default_auto_field = "django.db.models.BigAutoField"
