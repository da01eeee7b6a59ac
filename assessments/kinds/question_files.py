"""The toolkit's folder `questions`: banks of questions, one file a bank."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _

from assessments.kinds.banks import bank_of, first_life, put_into
from assessments.kinds.question_fields import FIELDS, citations_of, entry_columns, read_fields
from assessments.kinds.reading import STAGES, Checker, head_of, yaml_files
from assessments.models import Edit, Pool, QuestionEntry
from assessments.models.versions import body_before, version_of
from assessments.question_kinds import question_kind, question_kinds
from assessments.question_kinds.base import scoring_key
from courses.kinds import FileProblem, Parsed, Written, by_file, note_of
from lms.kernel.canonical_yaml import without, yaml_file
from lms.kernel.textfiles import Lined

_COMMON: Final = {"key", "kind", "topic", "stage", "difficulty", "section", "stem", "feedback", *FIELDS}
_ORDER: Final = ("kind", "topic", "stage", "difficulty", "section", "stem", "feedback")


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
        checker.unknown(file, {"note", "bank", "titles", "pool", "demonstration", "questions"})
        bank: dict[str, Any] = {
            "key": checker.key(file, "bank"),
            "titles": checker.words(file, "titles"),
            "pool": checker.one_of(file, "pool", tuple(Pool.values), Pool.PRACTICE.value),
        }
        demonstration = file.get("demonstration", False)
        if not isinstance(demonstration, bool):
            checker.say(file.line_of("demonstration"), _("'{key}' must be true or false.").format(key="demonstration"))
        elif demonstration:
            bank["demonstration"] = True
        head = head_of(checker, file)
        found = []
        for entry in checker.entries(file, "questions", least=1):
            key = checker.key(entry)
            if key in seen:
                sentence = _("The question '{key}' stands in {place} too.")
                checker.say(entry.line_of("key"), sentence.format(key=key, place=seen[key]))
            elif key:
                seen[key] = f"{checker.path}:{entry.line_of('key')}"
                if body := read_question(checker, entry):
                    found.append(
                        Parsed(
                            identity=("question", key, "", ""),
                            body={**body, "bank": bank},
                            path=checker.path,
                            line=entry.line,
                            citations=tuple(citations_of(body, entry.line_of)),
                            head=head,
                        )
                    )
        return found

    def apply(self, *, item_version_id: int, parsed: Parsed) -> None:
        """Write the question's row beside its new version, and bring its place in a bank up to date."""
        body = parsed.body
        bank = bank_of(body["bank"])
        version = version_of(item_version_id)
        entry = QuestionEntry.objects.select_related("bank").filter(item_id=version.item_id).first()
        if entry is None:
            entry = QuestionEntry(item_id=version.item_id, bank=bank, life=first_life(bank))
        put_into(entry, bank, entry_columns(body))
        entry.save()
        common = {
            "version_id": item_version_id, "kind": body["kind"], "stem": body["stem"], "feedback": body["feedback"],
            "section_key": body["section"], "edit": edit_of(body, body_before(version)),
        }  # fmt: skip
        kind = question_kind(body["kind"])
        kind.model.objects.create(**common, **kind.columns(body))

    def is_private(self, body: Mapping[str, Any]) -> bool:
        """Questions of an exam never go where a repository is: only into a private pack."""
        bank = body.get("bank", {})
        return bank.get("pool") == Pool.EXAM.value and not bank.get("demonstration")

    def path_of(self, one: Written) -> str:
        """By bank."""
        return f"{self.folder}/{one.body['bank']['key']}.yaml"

    def page_of(self, item_id: int) -> str:
        """Where authors look at it."""
        return reverse("lms:assessments:question-page", args=[item_id])

    def write(self, items: Sequence[Written]) -> dict[str, str]:
        """{path: text} of all banks."""
        return {
            path: yaml_file(
                {
                    "bank": ones[0].body["bank"]["key"],
                    "titles": ones[0].body["bank"]["titles"],
                    "pool": ones[0].body["bank"]["pool"],
                    **({"demonstration": True} if ones[0].body["bank"].get("demonstration") else {}),
                    "questions": [written(one.identity[1], one.body) for one in ones],
                },
                note=note_of(ones),
            )
            for path, ones in by_file(_at_home(items), self.path_of).items()
        }


def _at_home(items: Sequence[Written]) -> list[Written]:
    """A file holds one bank, that of most of its questions. One that was moved stands in its bank's file, else in a new one."""
    banks: dict[str, Counter[str]] = {}
    for one in items:
        if one.path:
            banks.setdefault(one.path, Counter())[one.body["bank"]["key"]] += 1
    mine = {path: min(there, key=lambda key: (-there[key], key)) for path, there in sorted(banks.items())}
    home: dict[str, str] = {}
    for path, bank in mine.items():
        home.setdefault(bank, path)
    stay, come = [], []
    for one in items:
        bank = one.body["bank"]["key"]
        if one.path and mine[one.path] == bank:
            stay.append(one)
        else:
            head = next((other.head for other in items if other.path == home.get(bank)), {})
            come.append(replace(one, path=home.get(bank, ""), head=head))
    return [*stay, *come]


def edit_of(body: Mapping[str, Any], before: Mapping[str, Any] | None) -> Edit:
    """Whether a version changes what decides a score, or only words. A rule of the code: no author is asked, none can err."""
    if before is None:
        return Edit.NEW
    now, then = (scoring_key(question_kind(one["kind"]), one) for one in (body, before))
    return Edit.EDITORIAL if now == then else Edit.SCORING


def written(key: str, body: Mapping[str, Any]) -> dict[str, Any]:
    """A question as an entry, in the order it is written."""
    entry = {"key": key, **without({n: body[n] for n in _ORDER}, topic="", stage="", section="", feedback={})}
    said = {name: body[name] for name in FIELDS if body.get(name)}
    return entry | said | question_kind(body["kind"]).write(body)


def read_question(checker: Checker, entry: Lined) -> dict[str, Any] | None:
    """A question's body without its bank; None when its kind is not known. Mistakes go to `checker`, which says them."""
    known = question_kinds()
    name = checker.one_of(entry, "kind", known)
    if name not in known:
        if "kind" not in entry:
            checker.say(entry.line, _("'{key}' must be one of {known}.").format(key="kind", known=", ".join(known)))
        return None
    kind = question_kind(name)
    checker.unknown(entry, _COMMON | set(kind.entry_fields))
    said = len(checker.problems)
    body = {
        "kind": name,
        "topic": checker.text(entry, "topic"),
        "stage": checker.one_of(entry, "stage", STAGES),
        "difficulty": checker.number(entry, "difficulty", low=1, high=3, default=2),
        "section": checker.text(entry, "section"),
        "stem": checker.words(entry, "stem"),
        "feedback": checker.words(entry, "feedback", needed=False),
        **read_fields(checker, entry, bound="fact" in kind.entry_fields),
    }
    body |= kind.read(checker, entry)
    if len(checker.problems) == said:  # its rules are asked of what could be read
        for field, sentence in kind.check(body):
            checker.say(entry.line_of(field), sentence)
    return body
