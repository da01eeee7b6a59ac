"""Why somebody is at risk, in words of the active language."""

from collections.abc import Sequence

from django.utils.translation import gettext, ngettext

from courses.risk import BEHIND, FAILED, NEVER_SEEN, NOT_SEEN, OVERDUE, SMALLEST_GROUP, Reason, Rule


def risk_sentence(reason: Reason) -> str:
    """One reason as a sentence with its numbers."""
    params = dict(reason.params)
    if reason.code == NOT_SEEN:
        return ngettext("Not seen for %(n)s day.", "Not seen for %(n)s days.", params["n"]) % params
    if reason.code == NEVER_SEEN:
        return ngettext("Has not come in yet after %(n)s day.", "Has not come in yet after %(n)s days.", params["n"]) % params
    if reason.code == BEHIND:
        return gettext("Has done %(percent)s\u00a0%%; half of the group has done %(median)s\u00a0%% or more.") % params
    if reason.code == FAILED:
        return ngettext("%(n)s failed attempt in one unit.", "%(n)s failed attempts in one unit.", params["n"]) % params
    assert reason.code == OVERDUE
    return ngettext("A due date passed %(n)s day ago.", "A due date passed %(n)s days ago.", params["n"]) % params


def risk_sentences(reasons: Sequence[Reason]) -> str:
    """All of them, one after the other."""
    return " ".join(risk_sentence(one) for one in reasons)


def rule_sentences(rule: Rule) -> list[str]:
    """What a rule calls at risk, one sentence a sign."""
    found = []
    if rule.failed_attempts is not None:
        found.append(
            ngettext(
                "%(n)s failed attempt or more in a unit that is not passed yet.",
                "%(n)s failed attempts or more in a unit that is not passed yet.",
                rule.failed_attempts,
            )
            % {"n": rule.failed_attempts}
        )
    if rule.overdue_days is not None:
        found.append(
            ngettext(
                "A due date that passed %(n)s day ago or earlier.",
                "A due date that passed %(n)s days ago or earlier.",
                rule.overdue_days,
            )
            % {"n": rule.overdue_days}
        )
    if rule.not_seen_days is not None:
        found.append(
            ngettext("Not seen for %(n)s day or longer.", "Not seen for %(n)s days or longer.", rule.not_seen_days)
            % {"n": rule.not_seen_days}
        )
    if rule.behind_points is not None:
        found.append(
            gettext(
                "%(n)s percentage points or more behind the group's median, in a group of at least %(least)s people and a week "
                "after enrolling."
            )
            % {"n": rule.behind_points, "least": SMALLEST_GROUP}
        )
    return found
