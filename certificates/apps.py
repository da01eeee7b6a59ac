from django.apps import AppConfig


class CertificatesConfig(AppConfig):
    name = "certificates"
    label = "lms_certificates"
    verbose_name = "LMS certificates"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from certificates import checks, receivers  # noqa: F401  system checks register themselves
        from certificates.impact import certificates_touched
        from certificates.services import deciding, drawing, motions, reissuing, renewal_reminders
        from certificates.services.credentials import CredentialsKind
        from courses import events
        from courses.kinds import register_draft_kind, register_impact
        from lms.institutions.events import person_erased
        from lms.jobs import api as jobs
        from lms.messages.api import register_kind

        events.course_completed.connect(receivers.on_course_completed, dispatch_uid="lms.certificates.grant")
        events.outcome_revised.connect(receivers.on_outcome_revised, dispatch_uid="lms.certificates.question")
        register_draft_kind(CredentialsKind())
        register_impact("certificate", certificates_touched)
        jobs.receive(person_erased, "certificates.forget_person", reissuing.forget_person)
        jobs.sweeper("certificates", drawing.sweep)
        register_kind(drawing.READY, receivers.ready_facts)
        register_kind(deciding.CHANGED, receivers.changed_facts)
        register_kind(motions.ANSWERED, receivers.answered_facts)
        register_kind(renewal_reminders.REMINDER, receivers.expiring_facts)
