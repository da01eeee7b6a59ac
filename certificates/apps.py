from django.apps import AppConfig
from django.utils.translation import gettext_lazy


class CertificatesConfig(AppConfig):
    name = "certificates"
    label = "lms_certificates"
    verbose_name = "LMS certificates"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from certificates import checks, receivers, receivers_designs, wiring_reviews  # noqa: F401  system checks register themselves
        from certificates.impact import certificates_touched
        from certificates.selectors.calendar import expiry_events
        from certificates.services import (
            badges,
            conduct_reminders,
            deciding,
            issuing,
            leaving,
            motions,
            permission_reminders,
            previews,
            publishing,
            register,
            reissuing,
            renewal_reminders,
            settling,
        )
        from certificates.services.credentials import CredentialsKind
        from certificates.wiring_retention import register_retention
        from courses import events
        from courses.api import register_calendar
        from courses.kinds import register_draft_kind, register_impact
        from lms.institutions.events import leave_changed, person_erased
        from lms.jobs import api as jobs
        from lms.messages.api import register_kind

        events.course_completed.connect(receivers.on_course_completed, dispatch_uid="lms.certificates.grant")
        events.outcome_revised.connect(receivers.on_outcome_revised, dispatch_uid="lms.certificates.question")
        events.counted.connect(receivers.on_counted, dispatch_uid="lms.certificates.counted")
        register_draft_kind(CredentialsKind())
        register_calendar("certificates.expiry", expiry_events)
        wiring_reviews.register()
        register_retention()
        register_impact("certificate", certificates_touched)
        jobs.receive(person_erased, "certificates.forget_person", reissuing.forget_person)
        jobs.receive(person_erased, "certificates.forget_badges", badges.forget_badges)
        jobs.receive(leave_changed, "certificates.settle_leaves", leaving.settle_leaves)
        jobs.sweeper("certificates", settling.sweep)
        register_kind(issuing.READY, receivers.ready_facts)
        register_kind(deciding.CHANGED, receivers.changed_facts)
        register_kind(motions.ANSWERED, receivers.answered_facts)
        register_kind(renewal_reminders.REMINDER, receivers.expiring_facts)
        register_kind(conduct_reminders.ASKED, receivers.conduct_facts)
        register_kind(register.FAULTS, receivers.register_facts)
        register_kind(permission_reminders.REMINDER, receivers_designs.permission_facts)
        jobs.handler(
            previews.PREVIEW, previews.draw_preview, gettext_lazy("Preview of a design"), doorbell=previews.PREVIEW_TASK
        )
        jobs.handler(
            publishing.PUBLISH, publishing.publish_design, gettext_lazy("Publishing a design"), doorbell=publishing.PUBLISH_TASK
        )
