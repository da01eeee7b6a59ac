from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MessagesConfig(AppConfig):
    name = "lms.messages"
    label = "lms_messages"
    verbose_name = "LMS messages"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from lms.institutions import events
        from lms.jobs import api as jobs
        from lms.kernel.retention import register_record_class
        from lms.messages import kinds, receivers, services, tasks
        from lms.messages.retention import MAIL
        from lms.messages.services import nudges

        register_record_class(MAIL)
        jobs.handler(services.SEND, tasks.send_message, doorbell=services.DELIVER)
        jobs.handler(nudges.SPREAD, nudges.spread, title=_("Writing to people"))
        kinds.register_kind("invitation", receivers.invitation_facts, urgent=True)
        kinds.register_kind(nudges.NUDGE, nudges.nudge_facts, optional=_("What your coordinator or facilitator writes to you"))
        jobs.receive(events.person_erased, "messages.forget_person", receivers.forget_person)
        jobs.receive(events.person_invited, "messages.tell_of_invitation", receivers.tell_of_invitation)
