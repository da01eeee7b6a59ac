"""Where a candidate stands with a supervised piece, and what it is, in words. Pure."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext as _

from assessments.clock import say_when


def piece_sentence(code: str, params: Mapping[str, object], *, score: str, needed: str) -> str:
    """One sentence: the date and the person, or who has to plan it; '' for a code that is none of ours."""
    at, person = params.get("at"), params.get("person") or _("somebody whose name was erased")
    when = say_when(datetime.fromisoformat(str(at))) if at else ""
    planned = _("Your coordinator plans another day, with another examiner.")
    if code == "piece_failed":
        return _("Not yet competent: {score}; {needed} is needed.").format(score=score, needed=needed) + " " + planned
    if code == "piece_red_flag":
        return _("Not yet competent: a red flag was raised.") + " " + planned
    sentences = {
        "not_started": _("To be planned: your coordinator names the day and the examiner once your letter has a result."),
        "piece_to_plan": _("To be planned: your coordinator names the day and the examiner."),
        "piece_planned_oral": _("Oral on your letter on {when}, with {person}."),
        "piece_planned_observed": _("Observed clinic session on {when}, with {person}."),
        "piece_missed": _("It did not take place on {when}. Your coordinator plans another day."),
        "piece_cancelled": _("The day was cancelled. Your coordinator plans another one."),
        "piece_passed": _("Passed with {score}, before an examiner."),
        "piece_none_left": _("Not yet competent, and no try is left. Your facilitator can help."),
    }
    return sentences.get(code, "").format(when=when, person=person, score=score, needed=needed)


def form_words(form: str) -> str:
    """What kind of piece it is."""
    return {"oral": _("Oral on the letter"), "observed": _("Observed clinic session")}.get(form, form)


def form_explained(form: str) -> str:
    """What happens in it, for the candidate."""
    if form == "oral":
        return _(
            "You talk about your own letter for ten minutes, with the letter before you. The examiner asks four questions "
            "drawn from it: the client's goal, a claim of law, a step, a risk. The criteria are those of the case."
        )
    return _(
        "The examiner watches you advise in a clinic session, in the room or by video, and says nothing. The criteria are "
        "those of the case that hold in every country. The business has to agree beforehand."
    )


def state_words(state: str) -> str:
    """How an appointment stands."""
    return {
        "planned": _("Planned"), "held": _("Held"), "missed": _("Did not take place"), "cancelled": _("Cancelled"),
    }.get(state, state)  # fmt: skip


def missed_words(who: str) -> str:
    """Who was not there."""
    return {
        "candidate": _("The candidate was not there"), "examiner": _("The examiner was not there"),
        "neither": _("Something else got in the way"),
    }.get(who, who)  # fmt: skip


def why_words(why: str) -> str:
    """Why an appointment ended, as somebody wrote it or as the program knows it."""
    return _("The enrolment was closed.") if why == "closed" else why


def kind_words(kind: str) -> str:
    """What one of the four questions is about."""
    return {
        "goal": _("The client's goal"), "law": _("A claim of law"), "step": _("A recommended step"), "risk": _("A risk"),
    }.get(kind, kind)  # fmt: skip
