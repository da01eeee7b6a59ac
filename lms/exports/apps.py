from django.apps import AppConfig


class ExportsConfig(AppConfig):
    name = "lms.exports"
    label = "lms_exports"
    verbose_name = "LMS exports"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from lms.exports import receivers, tasks
        from lms.exports.services.making import MAKE
        from lms.institutions import events
        from lms.jobs import api as jobs

        jobs.handler(MAKE, tasks.make_export, _("Your file"))
        jobs.receive(events.person_erased, "exports.forget_person", receivers.forget_person)
