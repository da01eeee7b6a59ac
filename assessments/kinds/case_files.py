"""The toolkit's folder `cases`: one file a case, with its rubric. It becomes two items of the same key: case and rubric."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from django.utils.translation import gettext as _

from assessments import rubrics
from assessments.kinds.reading import STAGES, Checker, head_of, yaml_files
from assessments.kinds.rubric_files import listed, read_rubric, written_rubric
from assessments.models import Rubric
from courses.kinds import FileProblem, Parsed, Written, by_file, note_of
from lms.kernel.canonical_yaml import without, yaml_file
from lms.kernel.places import COUNTRIES
from lms.kernel.textfiles import Lined

_KNOWN: Final = {
    "note", "key", "titles", "stage", "sector", "business", "documents", "ask", "local", "task", "issues", "twins", "rubric",
}  # fmt: skip
FACT_IN_TEXT: Final = re.compile(r"\{fact:([a-z0-9_-]+\.[a-z0-9_-]+)(?:\.([a-z0-9_-]+))?\}")


class CaseFiles:
    """Reads cases and writes the row of each rubric's wording."""

    folder = "cases"
    items = ("case", "rubric")

    def read(self, root: Path, problems: list[FileProblem]) -> list[Parsed]:
        """Every case and its rubric; all mistakes go to `problems`."""
        parsed: list[Parsed] = []
        seen: set[str] = set()
        for path in yaml_files(root, self.folder, problems):
            checker = Checker(root, path, problems)
            file = checker.load()
            if file is None:
                continue
            key = checker.key(file)
            if key in seen:
                checker.say(file.line_of("key"), _("There are two cases with the key '{key}'.").format(key=key))
                continue
            seen.add(key)
            parsed += self._case(checker, file, key)
        return parsed

    def _case(self, checker: Checker, file: Lined, key: str) -> list[Parsed]:
        checker.unknown(file, _KNOWN)
        head = head_of(checker, file)
        local, cited = _local(checker, file)
        issues = _issues(checker, file, cited)
        body = {
            "titles": checker.words(file, "titles"),
            "stage": checker.one_of(file, "stage", STAGES),
            "sector": checker.words(file, "sector"),
            "business": checker.words(file, "business"),
            "documents": _documents(checker, file),
            "ask": _ask(checker, file),
            "local": local,
            "task": checker.words(file, "task"),
            "issues": issues,
        }
        if twins := checker.words(file, "twins", needed=False):
            body["twins"] = twins
        rubric_entry = file.get("rubric")
        if not isinstance(rubric_entry, Lined):
            checker.say(file.line_of("rubric"), _("A case needs a 'rubric' with criteria and flags."))
            return []
        case = Parsed(
            identity=("case", key, "", ""), body=body, path=checker.path, line=file.line, citations=tuple(cited), head=head
        )
        rubric = Parsed(
            identity=("rubric", key, "", ""),
            body=read_rubric(checker, rubric_entry),
            path=checker.path,
            line=file.line_of("rubric"),
            head=head,
        )
        return [case, rubric]

    def apply(self, *, item_version_id: int, parsed: Parsed) -> None:
        """Write the row of a rubric's wording, once per wording; a case has no row of its own beside the version."""
        kind, key, _country, _language = parsed.identity
        if kind != "rubric":
            return
        content = rubrics.content_hash(key, parsed.body)
        if not Rubric.objects.filter(content_hash=content).exists():  # a wording that came back keeps its row
            Rubric.objects.create(
                version_id=item_version_id, content_hash=content, structure_hash=rubrics.structure_hash(parsed.body)
            )

    def path_of(self, one: Written) -> str:
        """A file a case."""
        return f"{self.folder}/{one.identity[1]}.yaml"

    def write(self, items: Sequence[Written]) -> dict[str, str]:
        """{path: text} of all cases that have their rubric."""
        found = {}
        for path, ones in by_file(items, self.path_of).items():
            bodies = {one.identity[0]: one.body for one in ones}
            if len(bodies) == len(self.items):
                entries = _written(ones[0].identity[1], bodies["case"], bodies["rubric"])
                found[path] = yaml_file(entries, note=note_of(ones))
        return found


def _written(key: str, case: Mapping[str, Any], rubric: Mapping[str, Any]) -> dict[str, Any]:
    """A case with its rubric, in the order it is written."""

    return without(
        {
            "key": key,
            **{name: case[name] for name in ("titles", "stage", "sector", "business")},
            "documents": listed(case["documents"], "id", "titles", "text"),
            "ask": listed(case["ask"], "id", "question", "answer"),
            "local": {country: case["local"][country] for country in COUNTRIES if country in case["local"]},
            "task": case["task"],
            "issues": listed(case["issues"], "id", "titles", "advice", "facts"),
            "twins": case.get("twins", {}),
            "rubric": written_rubric(rubric),
        },
        stage="", documents=[], ask=[], twins={},
    )  # fmt: skip


def _citation(key: str, part: str, *, block: str, slot: str, line: int, shown_only: bool = False) -> dict[str, Any]:
    return {"block": block, "slot": slot, "kind": "fact", "key": key, "part": part, "shown_only": shown_only, "line": line}


def _local(checker: Checker, file: Lined) -> tuple[dict[str, dict[str, str]], list[dict[str, Any]]]:
    """What is true in each country, and the facts that this text names."""
    value = file.get("local")
    if not isinstance(value, Lined):
        sentence = _("'local' needs one entry for each of {countries}.")
        checker.say(file.line_of("local"), sentence.format(countries=", ".join(COUNTRIES)))
        return {}, []
    checker.unknown(value, set(COUNTRIES))
    local, cited = {}, []
    for country in COUNTRIES:
        if country not in value:
            checker.say(value.line, _("'local' has no entry for {country}.").format(country=country))
            continue
        local[country] = checker.words(value, country)
        named = {match.groups() for text in local[country].values() for match in FACT_IN_TEXT.finditer(text)}
        line = value.line_of(country)
        for key, part in sorted(named, key=str):
            cited.append(_citation(key, part or "", block="local", slot=country, line=line))
    return local, cited


def _ask(checker: Checker, file: Lined) -> list[dict[str, Any]]:
    found = []
    for one in checker.entries(file, "ask"):
        checker.unknown(one, {"id", "question", "answer"})
        found.append(
            {
                "id": str(one.get("id") or ""),
                "question": checker.words(one, "question"),
                "answer": checker.words(one, "answer"),
                "_line": one.line,
            }
        )
    checker.ids(file, "ask", found)
    return found


def _documents(checker: Checker, file: Lined) -> list[dict[str, Any]]:
    """What there is to look at: an e-mail, a clause, a label in words."""
    found = []
    for one in checker.entries(file, "documents"):
        checker.unknown(one, {"id", "titles", "text"})
        found.append(
            {
                "id": str(one.get("id") or ""),
                "titles": checker.words(one, "titles"),
                "text": checker.words(one, "text"),
                "_line": one.line,
            }
        )
    checker.ids(file, "documents", found)
    return found


def _issues(checker: Checker, file: Lined, cited: list[dict[str, Any]]) -> list[dict[str, Any]]:
    found = []
    for one in checker.entries(file, "issues", least=1):
        checker.unknown(one, {"id", "titles", "advice", "facts"})
        facts = one.get("facts") or []
        if not isinstance(facts, list):
            checker.say(one.line_of("facts"), _("'{key}' must be a list.").format(key="facts"))
            facts = []
        keys = [key for key in (checker.fact_key(fact, one.line_of("facts")) for fact in facts) if key]
        issue: dict[str, Any] = {
            "id": str(one.get("id") or ""),
            "titles": checker.words(one, "titles"),
            "advice": checker.words(one, "advice"),
            "facts": keys,
            "_line": one.line,
        }
        # an issue's fact need not exist in every country: "no rule here" is an answer too
        cited += [_citation(k, "", block=issue["id"][:40], slot="", line=one.line_of("facts"), shown_only=True) for k in keys]
        found.append(issue)
    checker.ids(file, "issues", found)
    return found
