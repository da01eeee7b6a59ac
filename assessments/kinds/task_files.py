"""The toolkit's file `tasks.yaml`: what an advisor does, for questions to name and blueprints to share an exam out over."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from django.utils.translation import gettext as _

from assessments.kinds.reading import STAGES, Checker
from assessments.models import Task
from courses.kinds import Drafted, FileProblem, Known
from lms.kernel.canonical_yaml import without, yaml_file

FILE: Final = "tasks.yaml"


class TaskFiles:
    """Reads and writes the list of tasks. What a file no longer names stays: judges may have rated it."""

    name = "tasks"
    order = 5

    def read(self, root: Path, problems: list[FileProblem]) -> list[Drafted]:
        """The entries of the file; none when there is no file."""
        path = root / FILE
        if not path.is_file() or path.is_symlink():
            return []
        checker = Checker(root, path, problems)
        file = checker.load()
        if file is None:
            return []
        checker.unknown(file, {"note", "tasks"})
        note = checker.text(file, "note")
        found: list[Drafted] = []
        seen: set[str] = set()
        for position, entry in enumerate(checker.entries(file, "tasks", least=1), start=1):
            checker.unknown(entry, {"key", "domain", "stage", "titles"})
            key = checker.key(entry)
            if key in seen:
                checker.say(entry.line_of("key"), _("The task '{key}' stands here twice.").format(key=key))
            seen.add(key)
            body = {
                "domain": checker.key(entry, "domain"),
                "stage": checker.one_of(entry, "stage", STAGES),
                "titles": checker.words(entry, "titles"),
                "position": position,
            }
            found.append(Drafted(key, body, FILE, entry.line, {"note": note} if note else {}))
        return found

    def check(self, drafted: Drafted, known: Known) -> Sequence[FileProblem]:
        """It names nothing else."""
        return ()

    def apply(self, drafted: Drafted) -> str:
        """Make or change the task; one that was archived stays so."""
        task = Task.objects.filter(key=drafted.key).first()
        if task and all(getattr(task, name) == value for name, value in drafted.body.items()):
            return "unchanged"
        Task.objects.update_or_create(key=drafted.key, defaults=dict(drafted.body))
        return "changed" if task else "new"

    def stored(self, *, published: bool) -> list[Drafted]:
        """All tasks in use: there is nothing to publish."""
        names = ("domain", "stage", "titles", "position")
        rows = Task.objects.filter(archived_at=None)
        return [Drafted(task.key, {name: getattr(task, name) for name in names}, FILE) for task in rows]

    def path_of(self, drafted: Drafted) -> str:
        """The one file."""
        return FILE

    def write(self, drafted: Sequence[Drafted]) -> dict[str, str]:
        """{path: text}"""
        if not drafted:
            return {}
        ones = sorted(drafted, key=lambda one: (one.body["position"], one.key))
        entries: list[dict[str, Any]] = [
            {"key": one.key, **without({n: one.body[n] for n in ("domain", "stage", "titles")}, stage="")} for one in ones
        ]
        note = next((str(one.head["note"]) for one in ones if one.head.get("note")), "")
        return {FILE: yaml_file({"tasks": entries}, note=note)}
