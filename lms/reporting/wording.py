"""Words of reviews in the active language: acts, reasons of the sample, findings, signs of the pre-check."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


def act_words(act: str) -> str:
    """An act of the book, as people read it."""
    return {
        "submitted": _("Submitted and frozen"), "endorsed": _("Endorsed by the national focal point"),
        "endorsed_by_silence": _("Endorsed: no objection in ten business days"), "returned": _("Returned with remarks"),
        "accepted": _("Accepted"), "file": _("File drawn"),
    }.get(act, act)  # fmt: skip


def reason_words(reasons: Iterable[str]) -> str:
    """Why an award is looked at."""
    known = {
        "drawn": _("drawn by lot"), "exception": _("granted with an exception"), "revoked": _("revoked"),
        "review": _("a review was upheld"),
    }  # fmt: skip
    return ", ".join(known.get(one, one) for one in reasons)


def outcome_words(outcome: str) -> str:
    """A finding."""
    return {
        "conforms": _("Conforms"), "observation": _("Observation"), "fails": _("Does not conform"),
    }.get(outcome, outcome)  # fmt: skip


def sign_title(rule: str) -> str:
    """The name of a rule of the pre-check."""
    return {
        "pass_rate": _("The pass rate jumped"), "quick_scoring": _("Letters scored very fast"),
        "nobody_refused": _("Nobody was refused for a year"), "exposure": _("Questions shown too often"),
        "alike": _("Letters that are almost the same"),
    }.get(rule, rule)  # fmt: skip


def sign_sentence(rule: str, facts: Mapping[str, Any]) -> str:
    """What a rule saw."""
    if rule == "pass_rate":
        return _(
            "%(percent)s %% of %(n)s passed at the first attempt, %(percent_before)s %% of %(n_before)s in the period before: "
            "%(errors)s standard errors apart."
        ) % facts  # fmt: skip
    if rule == "quick_scoring":
        return ngettext(
            "%(quick)s of %(scored)s score was given less than three minutes after the letter was opened.",
            "%(quick)s of %(scored)s scores were given less than three minutes after the letter was opened.",
            int(facts["scored"]),
        ) % facts  # fmt: skip
    if rule == "nobody_refused":
        return _("In the last four quarters %(decided)s letters got a result, and every one passed.") % facts
    if rule == "exposure":
        return _("More sheets of ninety days showed these questions than their cap allows: %(keys)s.") % {
            "keys": ", ".join(facts["questions"])
        }
    if rule == "alike":
        return _("These letters have most of their word groups in common with another one: %(letters)s.") % {
            "letters": ", ".join(f"{ref} ({percent} %)" for ref, percent in facts["letters"])
        }
    return ""


def sign_rule(rule: str) -> str:
    """The rule itself, in words: when it speaks."""
    return {
        "pass_rate": _(
            "Rule: the share that passes at the first attempt differs from the accepted report before by more than two "
            "standard errors, with ten or more people in each."
        ),
        "quick_scoring": _("Rule: a first score was recorded within three minutes of taking the letter."),
        "nobody_refused": _("Rule: in each of four quarters letters got a result, and none was refused."),
        "exposure": _("Rule: a question that these people met stood on more sheets of its quiz than its cap allows."),
        "alike": _("Rule: ninety percent or more of a letter's own word groups stand in one other letter of the same case."),
    }.get(rule, "")  # fmt: skip
