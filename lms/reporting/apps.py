from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


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

        jobs.handler("reporting.build", build, title=_("Computing a report"))
        messages.register_kind("report_returned")
        messages.register_kind("report_accepted")
