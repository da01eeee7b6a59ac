"""The ledger in words, in the active language. Pure."""

from django.utils.translation import gettext as _


def class_in_words(change_class: str) -> str:
    """«Obligatorio»."""
    return {"mandatory": _("Mandatory"), "advisory": _("Advisory"), "editorial": _("Editorial")}.get(change_class, change_class)


def class_explained(change_class: str) -> str:
    """Whom a class asks, in one sentence."""
    return {
        "mandatory": _(
            "The advice that people give would be wrong now. Those certified under the old text in this country get a "
            "refresher of five minutes; nobody else is asked."
        ),
        "advisory": _("Good to know. The same people get a notice and are asked nothing."),
        "editorial": _("Better words for the same rule. Nobody hears of it."),
    }.get(change_class, "")


def change_state_in_words(state: str) -> str:
    """«Propuesto»: where a change is."""
    return {
        "proposed": _("Proposed"),
        "approved": _("Approved"),
        "closed": _("Closed"),
        "withdrawn": _("Withdrawn"),
    }.get(state, state)


def entry_state_in_words(state: str) -> str:
    """«Por hacer»: what was decided of an entry."""
    return {"to_do": _("To do"), "mended": _("Mended"), "not_affected": _("Not affected")}.get(state, state)


def entry_kinds_in_words(kind: str) -> str:
    """«Secciones»: the heading over the entries of a kind."""
    return {
        "section": _("Sections"),
        "unit": _("Units of courses"),
        "question": _("Questions"),
        "case": _("Cases and their rubrics"),
        "checklist": _("Checklists"),
        "fact": _("Facts"),
        "term": _("Glossary terms"),
        "stage": _("Stages of a business"),
        "comparison": _("Comparison tables"),
        "resource": _("Help resources"),
        "office": _("Offices"),
        "figure": _("Figures"),
        "enrolment": _("People taking a course now"),
        "completion": _("People who finished"),
        "certificate": _("Certificates"),
    }.get(kind, kind)
