"""A bank of its own with two questions that read alike, and what is sent to its pages."""

from typing import Any

from assessments.models import Likeness, QuestionEntry
from assessments.services.bank_changes import Change, begin_bank, change_questions
from assessments.services.question_editing import begin_question
from tests.permissions.blueprints import blueprint_bodies, blueprint_samples

WORDS: dict[str, Any] = {
    "kind": "true_false", "difficulty": 2, "stem": {"es": "Es una marca.", "en": "It is a mark."}, "answer": True,
}  # fmt: skip


def bank_samples(name: str, author: int) -> dict[str, Any]:
    """A question with two versions, and a pair of it with another one."""
    begin_bank(key=f"loose-{name}", titles={"es": "Suelto", "en": "Loose"}, pool="practice", by=author)
    items = [begin_question(key=f"loose-{name}-{n}", bank_key=f"loose-{name}", entry=WORDS, by=author) for n in ("one", "two")]
    change_questions(change=Change("difficulty", "3"), item_ids=items[:1], by=author)
    one, other = (QuestionEntry.objects.get(item=item) for item in items)
    pair = Likeness.objects.create(one=one, other=other, score="0.9")
    made = {"question_item_id": items[0], "question_kind": "true_false", "likeness_id": pair.pk, "loose_bank": f"loose-{name}"}
    return made | blueprint_samples(name, author)


def bank_bodies(samples: dict[str, Any]) -> dict[str, Any]:
    """{url name: body}, valid for `bank_samples`."""
    said = {"stem-es": "Es otra.", "stem-en": "It is another.", "answer": "true", "difficulty": "2", "act": "save"}
    return blueprint_bodies(samples) | {
        "lms:assessments:bank-list": {"key": "loose-new", "title_es": "Uno", "title_en": "One", "pool": "practice"},
        "lms:assessments:question-change": {"act": "retire", "item": [samples["question_item_id"]], "sure": "1"},
        "lms:assessments:question-edit": {**said, "expected": "2"},
        "lms:assessments:question-begin": {**said, "expected": "0", "key": "loose-new-one", "bank": samples["loose_bank"]},
        "lms:assessments:question-restore": {"number": "1", "expected": "2"},
        "lms:assessments:likeness-settle": {"act": "apart"},
    }
