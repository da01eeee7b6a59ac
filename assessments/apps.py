from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    name = "assessments"
    label = "lms_assessments"
    verbose_name = "LMS assessments"
    default_auto_field = "django.db.models.BigAutoField"
