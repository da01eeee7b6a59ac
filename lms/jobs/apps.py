from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "lms.jobs"
    label = "lms_jobs"
    verbose_name = "LMS jobs"
    default_auto_field = "django.db.models.BigAutoField"
