"""The toolkit's folder `questions`: banks of questions, one file a bank."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from django.utils.translation import gettext as _

from assessments import scoring
from assessments.kinds.reading import STAGES, Checker, head_of, yaml_files
from assessments.kinds.specs import as_number
from assessments.models import Bank, ChoiceQuestion, FactBound, NumericQuestion, Pool, QuestionEntry
from assessments.models.versions import version_of
from courses.kinds import FileProblem, Parsed, Written, by_file, note_of
from lms.kernel.canonical_yaml import without, yaml_file
from lms.kernel.textfiles import Lined

_COMMON: Final = {"key", "kind", "topic", "stage", "difficulty", "section", "stem", "feedback"}
_ORDER: Final = ("kind", "topic", "stage", "difficulty", "section", "stem", "feedback")
_OWN: Final = {
    "single": {"options"},
    "multiple": {"options"},
    "numeric": {"value", "tolerance", "unit"},
    "fact_bound": {"fact", "part", "distractors"},
}


class QuestionFiles:
    """Reads banks and writes their questions: a question's row is its version."""

    folder = "questions"
    items = ("question",)

    def read(self, root: Path, problems: list[FileProblem]) -> list[Parsed]:
        """Every question of every bank; all mistakes go to `problems`."""
        parsed: list[Parsed] = []
        seen: dict[str, str] = {}
        for path in yaml_files(root, self.folder, problems):
            checker = Checker(root, path, problems)
            file = checker.load()
            if file is not None:
                parsed += self._bank(checker, file, seen)
        return parsed

    def _bank(self, checker: Checker, file: Lined, seen: dict[str, str]) -> list[Parsed]:
        checker.unknown(file, {"note", "bank", "titles", "pool", "questions"})
        bank = {
            "key": checker.key(file, "bank"),
            "titles": checker.words(file, "titles"),
            "pool": checker.one_of(file, "pool", tuple(Pool.values), Pool.PRACTICE.value),
        }
        head = head_of(checker, file)
        found = []
        for entry in checker.entries(file, "questions", least=1):
            key = checker.key(entry)
            if key in seen:
                sentence = _("The question '{key}' stands in {place} too.")
                checker.say(entry.line_of("key"), sentence.format(key=key, place=seen[key]))
            elif key:
                seen[key] = f"{checker.path}:{entry.line_of('key')}"
                if body := _question(checker, entry):
                    found.append(
                        Parsed(
                            identity=("question", key, "", ""),
                            body={**body, "bank": bank},
                            path=checker.path,
                            line=entry.line,
                            citations=tuple(_citations(entry, body)),
                            head=head,
                        )
                    )
        return found

    def apply(self, *, item_version_id: int, parsed: Parsed) -> None:
        """Write the question's row beside its new version, and bring its place in a bank up to date."""
        body = parsed.body
        bank, _made = Bank.objects.update_or_create(
            key=body["bank"]["key"], defaults={"titles": body["bank"]["titles"], "pool": body["bank"]["pool"]}
        )
        QuestionEntry.objects.update_or_create(
            item_id=version_of(item_version_id).item_id,
            defaults={
                "bank": bank, "topic": body["topic"], "stage": body["stage"], "difficulty": body["difficulty"],
            },
        )  # fmt: skip
        common = {
            "version_id": item_version_id, "kind": body["kind"], "stem": body["stem"], "feedback": body["feedback"],
            "section_key": body["section"],
        }  # fmt: skip
        if body["kind"] == "numeric":
            value, tolerance = Decimal(body["value"]), Decimal(body["tolerance"])
            NumericQuestion.objects.create(**common, value=value, tolerance=tolerance, unit=body["unit"])
        elif body["kind"] == "fact_bound":
            FactBound.objects.create(**common, fact_key=body["fact"], part=body["part"], distractors=body["distractors"])
        else:
            ChoiceQuestion.objects.create(**common, options=body["options"])

    def path_of(self, one: Written) -> str:
        """By bank."""
        return f"{self.folder}/{one.body['bank']['key']}.yaml"

    def write(self, items: Sequence[Written]) -> dict[str, str]:
        """{path: text} of all banks."""
        return {
            path: yaml_file(
                {
                    "bank": ones[0].body["bank"]["key"],
                    "titles": ones[0].body["bank"]["titles"],
                    "pool": ones[0].body["bank"]["pool"],
                    "questions": [_written(one.identity[1], one.body) for one in ones],
                },
                note=note_of(ones),
            )
            for path, ones in by_file(items, self.path_of).items()
        }


def _written(key: str, body: Mapping[str, Any]) -> dict[str, Any]:
    """A question as an entry, in the order it is written."""
    entry = {"key": key, **without({n: body[n] for n in _ORDER}, topic="", stage="", section="", feedback={})}
    if body["kind"] == "numeric":
        numbers = {"value": as_number(body["value"]), "tolerance": as_number(body["tolerance"])}
        return entry | without({**numbers, "unit": body["unit"]}, tolerance=0, unit={})
    if body["kind"] == "fact_bound":
        wrong = [without({n: option[n] for n in ("id", "text", "feedback")}, feedback={}) for option in body["distractors"]]
        return entry | without({"fact": body["fact"], "part": body["part"], "distractors": wrong}, part="")
    options = [
        without(
            {"id": option["id"], "right": option["fraction"] > 0, "text": option["text"], "feedback": option["feedback"]},
            right=False, feedback={},
        )
        for option in body["options"]
    ]  # fmt: skip
    return entry | {"options": options}


def _question(checker: Checker, entry: Lined) -> dict[str, Any] | None:
    kind = checker.one_of(entry, "kind", scoring.KINDS)
    if kind not in scoring.KINDS:
        if "kind" not in entry:
            checker.say(entry.line, _("'{key}' must be one of {known}.").format(key="kind", known=", ".join(scoring.KINDS)))
        return None
    checker.unknown(entry, _COMMON | _OWN[kind])
    body = {
        "kind": kind,
        "topic": checker.text(entry, "topic"),
        "stage": checker.one_of(entry, "stage", STAGES),
        "difficulty": checker.number(entry, "difficulty", low=1, high=3, default=2),
        "section": checker.text(entry, "section"),
        "stem": checker.words(entry, "stem"),
        "feedback": checker.words(entry, "feedback", needed=False),
    }
    own = {"numeric": _numeric, "fact_bound": _fact_bound}.get(kind, _choice)
    return body | own(checker, entry)


def _choice(checker: Checker, entry: Lined) -> dict[str, Any]:
    options = _options(checker, entry, "options", least=2)
    rights = [bool(option.pop("right")) for option in options]
    if entry["kind"] == "single" and sum(rights) != 1:
        sentence = _("A single choice has exactly one right option; this one has {n}.")
        checker.say(entry.line_of("options"), sentence.format(n=sum(rights)))
    elif not any(rights):
        checker.say(entry.line_of("options"), _("At least one option must be right."))
    else:
        for option, fraction in zip(options, scoring.fractions_of(entry["kind"], rights), strict=True):
            option["fraction"] = fraction
    return {"options": options}


def _options(checker: Checker, entry: Lined, key: str, *, least: int) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    texts: set[tuple[str, str]] = set()
    known = {"id", "text", "feedback"} | ({"right"} if key == "options" else set())
    for one in checker.entries(entry, key, least=least):
        checker.unknown(one, known)
        right = one.get("right", False)
        if not isinstance(right, bool):
            checker.say(one.line_of("right"), _("'right' must be true or false."))
        option: dict[str, Any] = {
            "id": str(one.get("id") or ""),
            "text": checker.words(one, "text"),
            "feedback": checker.words(one, "feedback", needed=False),
            "_line": one.line,
        }
        if key == "options":
            option["right"] = right is True
        for lang, text in option["text"].items():
            if (lang, text.casefold()) in texts:
                checker.say(one.line_of("text"), _("Two options of this question read the same in '{lang}'.").format(lang=lang))
            texts.add((lang, text.casefold()))
        found.append(option)
    checker.ids(entry, key, found)
    return found


def _numeric(checker: Checker, entry: Lined) -> dict[str, Any]:
    value = checker.number(entry, "value", low=-1e9, high=1e9)
    tolerance = checker.number(entry, "tolerance", low=0, high=1e9, default=0)
    return {"value": str(value), "tolerance": str(tolerance), "unit": checker.words(entry, "unit", needed=False)}


def _fact_bound(checker: Checker, entry: Lined) -> dict[str, Any]:
    return {
        "fact": checker.fact_key(entry.get("fact"), entry.line_of("fact")),
        "part": checker.text(entry, "part"),
        "distractors": _options(checker, entry, "distractors", least=3),
    }


def _citations(entry: Lined, body: Mapping[str, Any]) -> list[dict[str, Any]]:
    cited = []
    if body.get("fact"):
        cited.append({"kind": "fact", "key": body["fact"], "part": body["part"], "line": entry.line_of("fact")})
    if body["section"]:
        cited.append({"kind": "section", "key": body["section"], "shown_only": True, "line": entry.line_of("section")})
    return [{"block": "", "slot": "", "part": "", "shown_only": False, **one} for one in cited]
