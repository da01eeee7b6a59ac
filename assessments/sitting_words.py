"""What the scripts of a quiz say, in the reader's language: plain text with `{names}`. Pure."""

from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _


def person_mark(person_id: int) -> str:
    """A name for a person that says nothing about them: what a browser keeps is theirs alone."""
    return salted_hmac("lms.quiz.queue", str(person_id), algorithm="sha256").hexdigest()[:16]


def queue_words() -> dict[str, str]:
    """The words of answers that wait on a device."""
    return {
        "kept": _("Kept on this device; will be sent when the connection is back"),
        "memory": _("Not sent yet, and this browser keeps nothing: leave this page open"),
        "sending": _("Sending…"),
        "signIn": _("Kept on this device; sign in again to send it"),
        "saved": _("Saved"),
        "refused": _("This answer was not saved."),
        "newer": _("Question {n}: a newer answer of yours is kept; this older one is not."),
        "read": _("Read that answer"),
        "dismiss": _("I have read it; remove it from here"),
        "empty": _("(no answer)"),
    }


def online_words() -> dict[str, str]:
    """What is said otherwise in an exam, where nothing waits on a device."""
    return {
        "online": _(
            "Not saved: there is no connection, and in an exam nothing is kept on the device. Your answer still stands on this "
            "page: save it again when the connection is back, and tell the invigilator."
        ),
        "back": _("The connection is back. Save again what was not saved."),
    }


def sheet_words(*, online: bool = False) -> dict[str, str]:
    """The words of an open sheet: progress, time, one question at a time. `online`: an exam, of which nothing waits."""
    over = _("The time is over. What was saved counts.")
    return {
        "answered": _("Answered: {n} of {total}"),
        "minutes": _("{n} minutes left"),
        "minute": _("1 minute left"),
        "seconds": _("{n} seconds left"),
        "over": over,
        "overOffline": over
        if online
        else _("The time is over, and there is no connection. What is kept on this device is sent when it is back."),
        "dot": _("Question {n}, not answered"),
        "dotAnswered": _("Question {n}, answered"),
        "one": _("One question at a time"),
        "all": _("All questions on one page"),
        "checkOffline": _("An answer can only be checked with a connection. It is kept; check it later."),
        "changed": _("Changed since it was checked."),
    }
