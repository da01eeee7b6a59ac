from django.apps import AppConfig


class InstitutionsConfig(AppConfig):
    name = "lms.institutions"
    label = "lms_institutions"
    verbose_name = "LMS institutions"
    default_auto_field = "django.db.models.BigAutoField"
