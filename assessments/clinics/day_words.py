"""What the script of the clinic day says, in the active language. Pure."""

from django.utils.translation import gettext as _


def device_words() -> dict[str, str]:
    """Sentences for sessions that are on the device only."""
    return {
        "kept": _("Kept on this device; will be sent when the connection is back"),
        "memory": _("Not sent yet, and this browser keeps nothing: leave this page open"),
        "sending": _("Sending…"),
        "signIn": _("Kept on this device; sign in again to send it"),
        "sent": _("Everything is sent."),
        "offline": _("This page also opens without a connection."),
        "refused": _("It was refused. Look at it again."),
        "mend": _("Mend it"),
        "drop": _("Throw it away"),
        "sure": _("Throw this session away? It is nowhere else."),
        "waits": _("Waits to be sent"),
        "here": _("Sessions that wait on this device: {n}. You see them again when there is a connection."),
        "others": _(
            "Sessions of another person that wait on this device: {n}. "
            "They are sent when that person opens this page; after {days} days they are removed."
        ),
        "noFile": _("This checklist is not on the device yet: read it here, and print it later."),
        "nothing": _("This form is empty: there is nothing to send."),
    }
