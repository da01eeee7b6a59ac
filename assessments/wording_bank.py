"""The words of banks: lives, pools, levels, acts. In the active language."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext


def life_in_words(life: str) -> str:
    """Where a question stands in its life."""
    return {
        "draft": pgettext("life of a question", "Draft"),
        "pilot": pgettext("life of a question", "On trial"),
        "operational": pgettext("life of a question", "In use"),
        "resting": pgettext("life of a question", "Resting"),
        "retired": pgettext("life of a question", "Retired"),
        "compromised": pgettext("life of a question", "Its answer is known"),
    }.get(life, life)


def pool_in_words(pool: str) -> str:
    """What a bank is for."""
    return {"practice": _("For practice"), "exam": _("For exams")}.get(pool, pool)


def difficulty_in_words(level: int) -> str:
    """How hard its author thinks it is."""
    return {1: _("Easy"), 2: _("Medium"), 3: _("Hard")}.get(level, "")


def edit_in_words(edit: str) -> str:
    """What a version changed of the one before it."""
    return {
        "new": _("The first version"),
        "editorial": _("Editorial: words only"),
        "scoring": _("Scoring: what is right, or what it earns"),
    }.get(edit, _("Not kept"))


def act_in_words(act: str, value: str) -> str:
    """What an act does, in the imperative: the heading of its confirmation and of its undoing."""
    said = {
        "move": _("Move to the bank «%(value)s»"),
        "topic": _("Set the topic to «%(value)s»"),
        "stage": _("Set the stage to «%(value)s»"),
        "difficulty": _("Set the difficulty to «%(value)s»"),
        "tag": _("Add the tag «%(value)s»"),
        "untag": _("Take away the tag «%(value)s»"),
        "family": _("Make them variants of one family, «%(value)s»"),
        "retire": _("Retire: no draw takes them any more"),
        "revive": _("Bring back: draws may take them again"),
    }
    return said[act] % {"value": value}


def reason_in_words(reason: str) -> str:
    """The reason of a step in a question's life: what a person wrote, or the daily look in words."""
    return {
        "drift": _("The daily look: lately it was answered rightly much more often than before."),
        "questions: retire": _("Retired in the list of questions."),
        "questions: revive": _("Brought back in the list of questions."),
        "questions: undo": _("Taken back."),
    }.get(reason, reason)
