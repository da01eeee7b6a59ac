from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportingConfig(AppConfig):
    name = "lms.reporting"
    label = "lms_reporting"
    verbose_name = "LMS reporting"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from lms.audit import api as audit
        from lms.jobs import api as jobs
        from lms.messages import api as messages
        from lms.reporting.matrix_table import register_matrix

        register_matrix()

        from lms.reporting.wiring_programme import register_programme

        register_programme()

        from lms.reporting import wiring_people

        wiring_people.wire()

        from lms.reporting import wiring_holders

        wiring_holders.wire()

        def build(claimed: jobs.Claim) -> dict[str, object]:
            from lms.reporting.services.building import build_edition

            return build_edition(claimed)

        jobs.handler("reporting.build", build, title=_("Computing a report"))

        def draw(claimed: jobs.Claim) -> dict[str, object]:
            from lms.reporting.services.files import make_papers

            return make_papers(claimed)

        def record(claimed: jobs.Claim) -> dict[str, object]:
            from lms.reporting.services.files import make_record

            make_record(edition_id=int(claimed.args["edition_id"]))
            return {}

        def compare(claimed: jobs.Claim) -> dict[str, object]:
            from lms.reporting.services.comparing import compare as compared

            return compared(claimed)

        def run(claimed: jobs.Claim) -> dict[str, object]:
            from lms.reporting.services.schedules import run_schedule

            return run_schedule(claimed)

        def check() -> list[int]:
            from lms.reporting.services.verifying import editions_against_book

            return editions_against_book()

        jobs.handler("reporting.papers", draw, title=_("Drawing the files of a report"))
        jobs.handler("reporting.record", record, title=_("Drawing the record of a review"))
        jobs.handler("reporting.compare", compare, title=_("Comparing a report with today's data"))
        jobs.handler("reporting.schedule", run, title=_("Making a scheduled report"))
        audit.also_check("reports", "report", check)
        for kind in ("report_to_endorse", "report_to_decide", "report_delegate", "report_ready", "schedule_paused"):
            messages.register_kind(kind)
        messages.register_kind("report_returned")
        messages.register_kind("report_accepted")
