"""The score form: a level for every criterion, an answer for every red flag, remarks on passages, words of the bank."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.http import QueryDict
from django.utils.translation import gettext as _

from assessments import anchors, rubrics
from assessments.errors.scoring import QuoteNotThere
from lms.kernel.words import clean_text, in_language

LONGEST_COMMENT: Final = 4_000
WHOLE: Final = "_"  # the comment on the whole letter
_NEW: Final = ("part", "quote", "criterion", "text", "block", "start", "end")


@dataclass(slots=True)
class ScoreForm:
    """What was sent, against a rubric. `errors` is {field: sentence}; read the rest only when it is empty.

    `new` is a remark that is being written: {part, quote, criterion, text, block, start, end}, all as typed.
    """

    picks: dict[str, int] = field(default_factory=dict)
    comments: dict[str, str] = field(default_factory=dict)
    red_flags: list[str] = field(default_factory=list)
    answered: dict[str, str] = field(default_factory=dict)
    anchors: list[dict[str, Any]] = field(default_factory=list)
    new: dict[str, str] = field(default_factory=dict)
    fence: int = 0
    errors: dict[str, str] = field(default_factory=dict)

    def draft(self) -> dict[str, Any]:
        """As `keep_draft` keeps it; {} when nothing was typed."""
        said = {
            "picks": self.picks,
            "answered": {key: value for key, value in self.answered.items() if value},
            "comments": {key: text for key, text in self.comments.items() if text},
            "anchors": self.anchors,
            "new": {key: value for key, value in self.new.items() if value},
        }
        return said if any(said.values()) else {}

    def fields(self) -> list[tuple[str, str]]:
        """The whole form as names and values, to be sent again."""
        return [
            *((f"level-{key}", str(n)) for key, n in self.picks.items()),
            *((f"flag-{key}", value) for key, value in self.answered.items()),
            *((_comment_name(key), text) for key, text in self.comments.items() if text),
            *(("anchor", json.dumps(one)) for one in self.anchors),
            ("fence", str(self.fence)),
        ]


def _comment_name(key: str) -> str:
    return "comment" if key == WHOLE else f"comment-{key}"


def from_draft(draft: Mapping[str, Any], fence: int = 0) -> ScoreForm:
    """The form as it was kept."""
    answered = dict(draft.get("answered", {}))
    return ScoreForm(
        picks=dict(draft.get("picks", {})), comments=dict(draft.get("comments", {})), answered=answered,
        red_flags=[key for key, value in answered.items() if value == "raised"], anchors=list(draft.get("anchors", [])),
        new=dict(draft.get("new", {})), fence=fence,
    )  # fmt: skip


def draft_of_score(score: Any, rubric: Mapping[str, Any]) -> dict[str, Any]:
    """What an assessor said, as a draft to go on from."""
    answered = {flag["id"]: "raised" if flag["id"] in score.red_flags else "clear" for flag in rubric["flags"]}
    return {"picks": score.picks, "answered": answered, "comments": score.comments, "anchors": score.anchors}


def read_score(
    post: QueryDict,
    rubric: Mapping[str, Any],
    *,
    texts: Mapping[str, str] | None = None,
    phrases: Mapping[str, str] | None = None,
    add: bool = True,
) -> ScoreForm:
    """Read and check a score. `texts` of the letter hold the passages; `phrases` {value: words} may be chosen for a comment;
    `add`: a remark that was being written is added too."""
    form = ScoreForm()
    fence = post.get("fence", "")
    form.fence = int(fence) if fence.isascii() and fence.isdigit() and len(fence) < 9 else 0
    for flag in rubric["flags"]:
        sent = post.get(f"flag-{flag['id']}", "")
        form.answered[flag["id"]] = sent if sent in ("raised", "clear") else ""
        if sent == "raised":
            form.red_flags.append(flag["id"])
        elif sent != "clear":
            title = in_language(flag["titles"])
            form.errors[f"flag-{flag['id']}"] = _("Say whether this red flag is raised: {title}").format(title=title)
    for criterion in rubric["criteria"]:
        key = criterion["id"]
        sent = post.get(f"level-{key}", "")
        if sent in {str(level["n"]) for level in criterion["levels"]}:
            form.picks[key] = int(sent)
        else:
            form.errors[f"level-{key}"] = _("Choose a level: {title}").format(title=in_language(criterion["titles"]))
        form.comments[key] = _with_phrase(post, key, phrases or {})
    form.comments[WHOLE] = _with_phrase(post, WHOLE, phrases or {})
    for key, text in form.comments.items():
        if len(text) > LONGEST_COMMENT:
            sentence = _("This comment is longer than {n} characters. Shorten it.")
            form.errors[_comment_name(key)] = sentence.format(n=LONGEST_COMMENT)
    _read_anchors(form, post, rubric, texts or {}, add=add)
    if form.red_flags and not any(form.comments.values()) and not form.anchors:
        form.errors["comment"] = _("A red flag needs a comment that tells the advisor what was missing.")
    return form


def _with_phrase(post: QueryDict, key: str, phrases: Mapping[str, str]) -> str:
    """A comment, and after it the words that were chosen for it; a script puts them at the cursor and empties the choice."""
    text = clean_text(post.get(_comment_name(key), "")).strip()
    chosen = phrases.get(post.get(f"phrase-{key}", ""), "")
    return f"{text}\n{chosen}".strip() if chosen and chosen not in text else text


def _read_anchors(form: ScoreForm, post: QueryDict, rubric: Mapping[str, Any], texts: Mapping[str, str], *, add: bool) -> None:
    criteria = {criterion["id"] for criterion in rubric["criteria"]}
    found = []
    for number, sent in enumerate(post.getlist("anchor")[: anchors.MOST_ANCHORS], start=1):
        raw = _object(sent)
        raw["text"] = post.get(f"remark-{number}", raw.get("text"))
        found.append(anchors.clean_anchor(raw, texts, criteria))
    form.new = {name: clean_text(post.get(f"new-{name}", "")).strip()[:2_000] for name in _NEW}
    if add and form.new["text"]:
        found.append(_new_anchor(form, texts, criteria))
    form.anchors = anchors.in_order([one for one in found if one], texts)


def _new_anchor(form: ScoreForm, texts: Mapping[str, str], criteria: set[str]) -> dict[str, Any] | None:
    """The remark that was being written; an error when its words do not stand in the letter."""
    new = form.new
    place: dict[str, Any] | None = None
    if new["start"].isdigit() and new["end"].isdigit() and new["block"]:
        place = {"block": new["block"], "start": int(new["start"][:9]), "end": int(new["end"][:9])}
        if anchors.find_quote(texts.get(new["block"], "")[place["start"] : place["end"]], new["quote"]) is None:
            place = None  # the words were changed after the passage was selected
    place = place or anchors.place_quote(texts, new["part"], new["quote"])
    kept = anchors.clean_anchor({**new, **place}, texts, criteria) if place else None
    if kept is None:
        form.errors["new-quote"] = QuoteNotThere().sentence()
    else:
        form.new = {}
    return kept


def _object(sent: str) -> dict[str, Any]:
    try:
        raw = json.loads(sent[:6_000])
    except (ValueError, RecursionError):
        return {}
    return raw if isinstance(raw, dict) else {}


def missing_of(form: ScoreForm, rubric: Mapping[str, Any]) -> tuple[int, int]:
    """How many criteria have no level, and how many red flags no answer."""
    criteria = sum(criterion["id"] not in form.picks for criterion in rubric["criteria"])
    return criteria, sum(form.answered.get(flag["id"]) not in ("raised", "clear") for flag in rubric["flags"])


def percent_of(form: ScoreForm, rubric: Mapping[str, Any]) -> Any:
    """The percentage by the rubric's rule; None while a level is missing."""
    return None if missing_of(form, rubric)[0] else rubrics.percent_by(rubric, form.picks)
