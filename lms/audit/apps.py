from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "lms.audit"
    label = "lms_audit"
    verbose_name = "LMS audit"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from lms.audit.retention import DETAILS
        from lms.kernel.retention import register_record_class

        register_record_class(DETAILS)
