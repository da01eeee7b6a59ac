"""Rows of thousands of questions at once: what `QuestionFiles.apply` writes for one, in a tenth of the queries."""

from typing import Any, Final

from django.contrib.contenttypes.models import ContentType

from assessments.kinds.banks import bank_of, first_life, put_into
from assessments.kinds.question_fields import entry_columns
from assessments.kinds.question_files import QuestionFiles, edit_of
from assessments.models import Bank, Edit, Question, QuestionEntry
from assessments.models.bank_rows import bodies_before
from assessments.models.versions import places_of_versions
from assessments.question_kinds import question_kind
from courses.kinds import Parsed

_BATCH: Final = 200


class ManyQuestions(QuestionFiles):
    """Gathers what is applied; `finish` writes it, in the same transaction."""

    def __init__(self) -> None:
        self._waiting: list[tuple[int, Parsed]] = []

    def apply(self, *, item_version_id: int, parsed: Parsed) -> None:
        """Wait for `finish`."""
        self._waiting.append((item_version_id, parsed))

    def finish(self) -> None:
        """Write all that waits."""
        waiting, self._waiting = self._waiting, []
        places = places_of_versions([version for version, _parsed in waiting])
        old = [version for version, (_item, number) in places.items() if number > 1]
        before = bodies_before(old) if old else {}
        self._entries([(places[version][0], parsed.body) for version, parsed in waiting])
        self._rows([(version, parsed.body, edit_of(parsed.body, before.get(version))) for version, parsed in waiting])

    @staticmethod
    def _entries(placed: list[tuple[int, Any]]) -> None:
        """Every question's place in its bank, as its newest text says it."""
        banks: dict[str, Bank] = {}
        standing: dict[int, QuestionEntry] = {}
        for start in range(0, len(placed), _BATCH):
            items = [item for item, _body in placed[start : start + _BATCH]]
            rows = QuestionEntry.objects.filter(item__in=items).select_related("bank")
            standing |= {entry.item_id: entry for entry in rows}
        new, moved, names = [], [], ["bank", "life"]
        for item, body in placed:
            said = body["bank"]
            if said["key"] not in banks:
                banks[said["key"]] = bank_of(said)
            bank, columns = banks[said["key"]], entry_columns(body)
            names = ["bank", "life", *columns]
            if (entry := standing.get(item)) is None:
                new.append(QuestionEntry(item_id=item, bank=bank, life=first_life(bank), **columns))
                continue
            put_into(entry, bank, columns)
            moved.append(entry)
        QuestionEntry.objects.bulk_create(new, _BATCH)
        QuestionEntry.objects.bulk_update(moved, names, _BATCH)

    @staticmethod
    def _rows(written: list[tuple[int, Any, Edit]]) -> None:
        """The common rows together, then the row of each kind beside its own."""
        names = {body["kind"] for _version, body, _edit in written}
        types = {name: ContentType.objects.get_for_model(question_kind(name).model) for name in names}
        common = [
            {
                "version_id": version, "kind": body["kind"], "stem": body["stem"], "feedback": body["feedback"],
                "section_key": body["section"], "edit": edit, "polymorphic_ctype": types[body["kind"]],
            }
            for version, body, edit in written
        ]  # fmt: skip
        made = Question.objects.bulk_create([Question(**columns) for columns in common], _BATCH)
        for question, columns, (_version, body, _edit) in zip(made, common, written, strict=True):
            kind = question_kind(body["kind"])
            child: dict[str, Any] = {"question_ptr_id": question.pk, **columns, **kind.columns(body)}
            row = kind.model(**child)
            row.save_base(raw=True, force_insert=True)  # raw: its part of the common row is there already
