from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "lms.accounts"
    label = "lms_accounts"
    verbose_name = "LMS accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from allauth.account import signals

        from lms.accounts import receivers, services, tasks
        from lms.config import checks  # noqa: F401  registers the checks of the stand-alone site
        from lms.institutions import events
        from lms.jobs import api as jobs
        from lms.messages.api import DELIVER

        jobs.handler(services.MAIL, tasks.send_mail, doorbell=DELIVER)
        jobs.receive(events.invitation_accepted, "accounts.prove_invited_address", receivers.prove_invited_address)
        signals.email_confirmed.connect(receivers.link_when_confirmed, dispatch_uid="lms.accounts.email_confirmed")
        signals.user_logged_in.connect(receivers.link_when_signed_in, dispatch_uid="lms.accounts.user_logged_in")
