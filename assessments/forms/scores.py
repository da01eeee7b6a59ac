"""The score form: a level for every criterion, an answer for every red flag."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from lms.kernel.words import in_language

LONGEST_COMMENT = 4_000


@dataclass(slots=True)
class ScoreForm:
    """What was sent, against a rubric. `errors` is {field: sentence}; read the rest only when it is empty."""

    picks: dict[str, int] = field(default_factory=dict)
    comments: dict[str, str] = field(default_factory=dict)
    red_flags: list[str] = field(default_factory=list)
    answered: dict[str, str] = field(default_factory=dict)
    fence: int = 0
    errors: dict[str, str] = field(default_factory=dict)


def read_score(post: QueryDict, rubric: Mapping[str, Any]) -> ScoreForm:
    """Read and check a score."""
    form = ScoreForm()
    fence = post.get("fence", "")
    form.fence = int(fence) if fence.isascii() and fence.isdigit() and len(fence) < 9 else 0
    for flag in rubric["flags"]:
        sent = post.get(f"flag-{flag['id']}", "")
        form.answered[flag["id"]] = sent
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
        form.comments[key] = post.get(f"comment-{key}", "").strip()
    form.comments["_"] = post.get("comment", "").strip()
    for key, text in form.comments.items():
        if len(text) > LONGEST_COMMENT:
            sentence = _("This comment is longer than {n} characters. Shorten it.")
            form.errors[f"comment-{key}"] = sentence.format(n=LONGEST_COMMENT)
    if form.red_flags and not any(form.comments.values()):
        form.errors["comment"] = _("A red flag needs a comment that tells the advisor what was missing.")
    return form
