from django.apps import AppConfig


class InstitutionsConfig(AppConfig):
    name = "lms.institutions"
    label = "lms_institutions"
    verbose_name = "LMS institutions"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from lms.institutions.selectors import resolve_request
        from lms.kernel.policy import register_resolver

        register_resolver(resolve_request)
