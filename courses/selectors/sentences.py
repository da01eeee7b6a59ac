"""Requirements in words: the kind turns codes into a sentence; who it waits on and by when stand beside it."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from courses.kinds import kind_of
from courses.paths import Requirement


def why_open(requirement: Requirement) -> str:
    """One sentence that says how a requirement stands, in the active language."""
    if requirement.state == "recognised" and requirement.code == "recognised_prior":
        return _("Recognised: what you learned before stands for it.")
    said = kind_of(requirement.kind).sentence(code=requirement.code, params=requirement.params)
    return said or state_in_words(requirement.state)


def state_in_words(state: str) -> str:
    """How a unit stands, in two words at most."""
    return {
        "": _("Not started"),
        "started": _("In progress"),
        "waiting": _("Being assessed"),
        "failed": _("Not passed yet"),
        "passed": pgettext("a unit", "Done"),
        "recognised": _("Recognised"),
    }[state]


def law_of(country: str) -> str:
    """«la ley del Perú», in the active language."""
    return {
        "CL": _("the law of Chile"),
        "CO": _("the law of Colombia"),
        "MX": _("the law of Mexico"),
        "PE": _("the law of Peru"),
    }[country]


def waits_on_in_words(who: str, *, own: bool = True) -> str:
    """Who has to act next, as a short sentence: to the learner (`own`), or to those who accompany the learner."""
    if own:
        said = {
            "learner": _("It depends on you."),
            "facilitator": _("It is with your facilitator."),
            "coordinator": _("It is with your coordinator."),
        }
    else:
        said = {
            "learner": _("It depends on the learner."),
            "facilitator": _("It is with the facilitator."),
            "coordinator": _("It is with the coordinator."),
        }
    said |= {
        "assessor": _("It is with an assessor."), "system": _("The system is at work."),
        "invigilator": _("It is with who watched over the sitting."), "decider": _("It is with who decides in the programme."),
    }  # fmt: skip
    return said.get(who, "")
