from django.apps import AppConfig


class InstitutionsConfig(AppConfig):
    name = "lms.institutions"
    label = "lms_institutions"
    verbose_name = "LMS institutions"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from lms.institutions import events
        from lms.institutions.selectors import resolve_request
        from lms.institutions.services.traits import forget_traits
        from lms.jobs import api as jobs
        from lms.kernel.policy import register_resolver

        register_resolver(resolve_request)
        jobs.receive(events.person_erased, "institutions.forget_traits", forget_traits)
