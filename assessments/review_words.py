"""What shows after handing in, and when, in plain words. Pure."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from assessments.clock import say_time, say_when
from assessments.reviewing import PARTS, RIGHT_AFTER, Shown, moment_at, shown, shows_later

Review = Mapping[str, Mapping[str, Any]]


def parts_words(see: Shown, *, but: Shown | None = None) -> str:
    """«your score, the right answers and the explanations»: what shows, without what showed before; '' for nothing."""
    names = {"score": _("your score"), "right": _("the right answers"), "feedback": _("the explanations")}
    told = [names[part] for part in PARTS if getattr(see, part) and not (but and getattr(but, part))]
    return str(get_text_list(told, _("and"))) if told else ""


def review_lines(review: Review, *, closes_at: datetime | None, checks: bool) -> list[str]:
    """What a quiz shows, a line a moment, before anybody has sat it. `checks`: answers can be checked one by one."""
    lines = []
    if checks and review.get("during"):
        during = parts_words(_without_score(shown(review, "during")))
        if not during:
            lines.append(_("When you check an answer you see whether it is right, and no more."))
    after, later = shown(review, "after"), shown(review, "later")
    if after.anything:
        lines.append(_("Right after you hand in: {what}.").format(what=parts_words(after)))
    if parts_words(later, but=after):
        lines.append(_("Some minutes later: {what}.").format(what=parts_words(later, but=after)))
    if after.anything and not later.anything:
        lines.append(_("Two minutes later it is not shown any more: read it at once."))
    if closes_at:
        closed = shown(review, "closed")
        if more := parts_words(closed, but=later):
            lines.append(_("When the quiz has closed, on {when}: {what}.").format(when=say_when(closes_at), what=more))
    return lines or [_("After you hand in you see only that your answers arrived.")]


def later_sentence(review: Review, *, submitted_at: datetime, closes_at: datetime | None, now: datetime) -> str:
    """When more will show of an attempt than now, and what; '' when nothing more will."""
    moment = moment_at(submitted_at=submitted_at, closes_at=closes_at, now=now)
    then = shows_later(review, moment, closes_at=closes_at)
    if not then:
        return ""
    what = parts_words(shown(review, then), but=shown(review, moment))
    if then == "closed":
        return _("When the quiz has closed, on {when}, this page also shows {what}.").format(
            when=say_when(closes_at), what=what
        )
    seconds = timedelta(seconds=60 - submitted_at.second) if submitted_at.second else timedelta(0)
    when = say_time(submitted_at + RIGHT_AFTER + seconds)  # the next whole minute: a clock shows no seconds
    return _("From {time} on this page also shows {what}. Open it again then.").format(time=when, what=what)


def _without_score(see: Shown) -> Shown:
    return Shown(False, see.right, see.feedback)
