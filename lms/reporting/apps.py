from django.apps import AppConfig


class ReportingConfig(AppConfig):
    name = "lms.reporting"
    label = "lms_reporting"
    verbose_name = "LMS reporting"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from lms.jobs import api as jobs
        from lms.messages import api as messages
        def build(claimed: jobs.Claim) -> dict[str, object]:
            from lms.reporting.services.building import build_edition

            return build_edition(claimed)

        jobs.handler("reporting.build", build)
        messages.register_kind("report_returned")
        messages.register_kind("report_accepted")
