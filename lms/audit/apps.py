from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "lms.audit"
    label = "lms_audit"
    verbose_name = "LMS audit"
    default_auto_field = "django.db.models.BigAutoField"
