"""Items from files, before anything is imported: a toolkit, its folder `questions`, or a folder of banks. No database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from assessments.item_bodies import Laws, facts_of, item_of
from assessments.item_rules import Item
from assessments.kinds.question_files import QuestionFiles
from assessments.kinds.task_files import TaskFiles
from assessments.models import Pool
from courses.api import LawAnswer
from courses.kinds import FileProblem, Parsed, content_kinds
from lms.kernel.places import COUNTRIES, jurisdictions_of


class _Loose(QuestionFiles):
    """Banks that lie in a folder of their own, outside a toolkit."""

    folder = "."


@dataclass(frozen=True, slots=True)
class ItemFiles:
    """What a folder holds. `laws` is None where it has no facts: then another source must say them (`items`)."""

    parsed: Sequence[Parsed]
    laws: Laws | None
    tasks: Mapping[str, object]
    problems: Sequence[FileProblem] = field(default=())

    def facts(self) -> set[str]:
        """The facts whose law `items` wants."""
        return {fact for one in self.parsed for fact in facts_of(one.body)}

    def items(self, laws: Laws) -> list[Item]:
        """Every question. Nobody knows yet how it will be asked: in its author's order, perhaps, and scored in an exam."""
        return [
            item_of(one.identity[1], one.body, laws, bank=one.body["bank"]["key"], scored=_is_exam(one.body["bank"]))
            for one in self.parsed
        ]


def _is_exam(bank: Mapping[str, Any]) -> bool:
    return bank["pool"] == Pool.EXAM and not bank.get("demonstration")


def read_items(folder: Path) -> ItemFiles:
    """What a folder holds; mistakes in its files are `problems`, and nothing else can be said then."""
    root = folder.parent if folder.name == QuestionFiles.folder else folder
    files = QuestionFiles() if (root / QuestionFiles.folder).is_dir() else _Loose()
    problems: list[FileProblem] = []
    parsed = files.read(root, problems)
    facts = next(kind for kind in content_kinds() if kind.folder == "facts")
    laws = laws_in(facts.read(root, problems)) if (root / "facts").is_dir() else None
    tasks = {one.key: one.body["titles"] for one in TaskFiles().read(root, problems)}
    return ItemFiles(parsed, laws, tasks, tuple(problems))


def laws_in(parsed: Sequence[Parsed]) -> dict[tuple[str, str], LawAnswer]:
    """{(key, country): answer} from facts as files say them: the country's own rule, else the Andean one, else the treaty's."""
    bodies: dict[str, dict[str, Mapping[str, Any]]] = {}
    for one in parsed:
        bodies.setdefault(one.identity[1], {})[one.identity[2]] = one.body
    found = {}
    for key, by_jurisdiction in bodies.items():
        for country in COUNTRIES:
            for jurisdiction in jurisdictions_of(country):
                if body := by_jurisdiction.get(jurisdiction):
                    found[key, country] = _answer(key, country, jurisdiction, body)
                    break
    return found


def _answer(key: str, country: str, jurisdiction: str, body: Mapping[str, Any]) -> LawAnswer:
    return LawAnswer(
        key=key, country=country, jurisdiction=jurisdiction, item_version_id=0, kind=body["kind"], titles=body["titles"],
        values=body["values"], sentence=body["sentence"], short=body["short"], law=body["law"], article=body["article"],
        as_of=body["as_of"], confidence=body["confidence"], needs_check=body["needs_check"], sources=tuple(body["sources"]),
    )  # fmt: skip
