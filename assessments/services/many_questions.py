"""Rows of thousands of new questions at once: what `QuestionFiles.apply` writes for one, in a tenth of the queries."""

from typing import Any, Final

from django.contrib.contenttypes.models import ContentType

from assessments.kinds.question_fields import entry_columns
from assessments.kinds.question_files import QuestionFiles
from assessments.models import Bank, Edit, Question, QuestionEntry
from assessments.models.versions import places_of_versions
from assessments.question_kinds import question_kind
from courses.kinds import Parsed

_BATCH: Final = 200


class ManyQuestions(QuestionFiles):
    """Gathers what is applied; `finish` writes it, in the same transaction. A question that was there goes the usual way."""

    def __init__(self) -> None:
        self._waiting: list[tuple[int, Parsed]] = []

    def apply(self, *, item_version_id: int, parsed: Parsed) -> None:
        """Wait for `finish`."""
        self._waiting.append((item_version_id, parsed))

    def finish(self) -> None:
        """Write all that waits."""
        places = places_of_versions([version for version, _parsed in self._waiting])
        items = {item for item, number in places.values() if number == 1}
        entered = set(QuestionEntry.objects.filter(item__in=items).values_list("item_id", flat=True)) if items else set()
        new = []
        for version, parsed in self._waiting:
            item, number = places[version]
            if number == 1 and item not in entered:
                new.append((version, item, parsed.body))
            else:
                super().apply(item_version_id=version, parsed=parsed)
        self._waiting = []
        self._entries(new)
        self._rows(new)

    @staticmethod
    def _entries(new: list[tuple[int, int, Any]]) -> None:
        banks: dict[str, Bank] = {}
        for _version, _item, body in new:
            said = body["bank"]
            if said["key"] not in banks:
                banks[said["key"]], _made = Bank.objects.update_or_create(
                    key=said["key"], defaults={"titles": said["titles"], "pool": said["pool"]}
                )
        QuestionEntry.objects.bulk_create(
            [
                QuestionEntry(item_id=item, bank=banks[body["bank"]["key"]], **entry_columns(body))
                for _version, item, body in new
            ],
            _BATCH,
        )

    @staticmethod
    def _rows(new: list[tuple[int, int, Any]]) -> None:
        """The common rows together, then the row of each kind beside its own."""
        types = {
            name: ContentType.objects.get_for_model(question_kind(name).model) for name in {b["kind"] for _v, _i, b in new}
        }
        common = [
            {
                "version_id": version, "kind": body["kind"], "stem": body["stem"], "feedback": body["feedback"],
                "section_key": body["section"], "edit": Edit.NEW, "polymorphic_ctype": types[body["kind"]],
            }
            for version, _item, body in new
        ]  # fmt: skip
        made = Question.objects.bulk_create([Question(**columns) for columns in common], _BATCH)
        for question, columns, (_version, _item, body) in zip(made, common, new, strict=True):
            kind = question_kind(body["kind"])
            child: dict[str, Any] = {"question_ptr_id": question.pk, **columns, **kind.columns(body)}
            row = kind.model(**child)
            row.save_base(raw=True, force_insert=True)  # raw: its part of the common row is there already
