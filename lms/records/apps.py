from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "lms.records"
    label = "lms_records"
    verbose_name = "LMS records"
    default_auto_field = "django.db.models.BigAutoField"
