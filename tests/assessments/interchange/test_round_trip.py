"""import(export(bank)) = bank: for every kind, every format, generated questions and the banks that ship."""

import io
from collections.abc import Mapping
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessments.interchange.incoming import body_of
from assessments.interchange.neutral import Notes
from assessments.interchange.outgoing import question_of
from assessments.interchange.owned import looked_over, own_body
from assessments.interchange.reading import read_questions
from assessments.models import Bank, QuestionEntry
from assessments.question_kinds import question_kind, question_kinds
from assessments.services.exporting import FORMATS, export_questions, written
from assessments.services.importing import import_questions
from courses.api import import_toolkit
from courses.models import Item, ItemVersion
from tests.assessments.toolkit import write_toolkit

CURRICULUM = Path(__file__).parents[3] / "courses" / "curriculum"

# Signs that mean something in one of the formats, and some that do not.
SIGNS = "abcñáÜ 019 .,:;#={}~%&<>\"'\\/*[]()$@|-_¿?¡!€\n"
line = st.text(SIGNS, min_size=1, max_size=25).map(lambda text: " ".join(text.split()))
plain = (
    st.lists(line.filter(bool), min_size=1, max_size=3)
    .map("\n".join)
    .filter(lambda text: looked_over(_essay({"es": text, "en": text})) is not None)
)
words = st.builds(lambda es, en: {"es": es, "en": en}, plain, plain)
said = st.one_of(st.just({}), words)
places = st.integers(-(10**6), 10**6).map(lambda n: f"{n / 100:.2f}".rstrip("0").rstrip("."))


def _essay(stem: Mapping[str, str]) -> dict[str, Any]:
    common = {"topic": "", "stage": "", "difficulty": 2, "section": "", "stem": stem, "feedback": {}}
    return {"kind": "essay", **common, "min_words": 0, "max_words": 0, "guide": {}}


def several(least: int, most: int, **parts: Any) -> Any:
    """A list of dicts with an id each, whose texts differ."""
    return st.lists(st.fixed_dictionaries(parts), min_size=least, max_size=most, unique_by=_alike).map(
        lambda ones: [{"id": f"o{place}", **one} for place, one in enumerate(ones)]
    )


def _alike(one: Mapping[str, Any]) -> Any:
    return one["text"]["es"].casefold()


def fractions(options: list[dict[str, Any]], *, single: bool) -> list[dict[str, Any]]:
    """The first one right; of several the first two half each."""
    for place, option in enumerate(options):
        option["fraction"] = (1.0 if place == 0 else 0.0) if single else (0.5 if place < 2 else -0.3333333)
    return options


choice = several(2, 5, text=words, feedback=said)
numbers = st.lists(
    st.fixed_dictionaries(
        {"value": places, "tolerance": st.sampled_from(["0", "0.5", "2"]), "relative": st.sampled_from(["0", "0.05"]),
         "feedback": said}
    ),
    min_size=1, max_size=3,
).map(lambda ones: [{**one, "fraction": 1.0 if place == 0 else 0.5} for place, one in enumerate(ones)])  # fmt: skip
forms = st.lists(line.filter(bool).filter(lambda t: looked_over(_essay({"es": t})) is not None), min_size=1, max_size=3)
texts = st.lists(
    st.fixed_dictionaries({"forms": st.fixed_dictionaries({"es": forms, "en": forms}), "feedback": said}),
    min_size=1,
    max_size=3,
).map(lambda ones: [{**one, "fraction": 1.0 if place == 0 else 0.25} for place, one in enumerate(ones)])
OWN: dict[str, Any] = {
    "single": st.builds(lambda o: {"options": fractions(o, single=True)}, choice),
    "multiple": st.builds(lambda o: {"options": fractions(o, single=False)}, choice),
    "true_false": st.fixed_dictionaries(
        {"answer": st.booleans(), "said": st.fixed_dictionaries({"true": words, "false": words})}
    ),
    "numeric": st.fixed_dictionaries({"answers": numbers, "otherwise": said, "unit": said}),
    "short_text": st.fixed_dictionaries({"answers": texts, "otherwise": said, "case": st.booleans(), "accents": st.booleans()}),
    "matching": st.fixed_dictionaries(
        {"pairs": several(2, 4, text=words, match=words, feedback=said), "extras": several(0, 2, text=words)}
    ).filter(lambda own: len({one["match"]["es"].casefold() for one in own["pairs"]}) == len(own["pairs"])),
    "ordering": st.fixed_dictionaries(
        {"items": several(3, 5, text=words), "rule": st.sampled_from(["next", "longest", "whole"])}
    ),
    "gap_fill": st.builds(
        lambda es, en, options, number, text: {
            "text": {"es": f"{es} [[g1]] y [[g2]], {es} [[g3]].", "en": f"[[g2]] {en} [[g1]] [[g3]]"},
            "gaps": [
                {"id": "g1", "kind": "choice", "weight": "2", "options": fractions(options, single=True)},
                {"id": "g2", "kind": "number", "weight": "1", "answers": number, "unit": {}},
                {"id": "g3", "kind": "text", "weight": "0.5", "answers": text, "case": True, "accents": False},
            ],
        },
        plain, plain, choice, numbers, texts,
    ),
    "essay": st.fixed_dictionaries({"min_words": st.just(10), "max_words": st.just(200), "guide": said}),
}  # fmt: skip


@st.composite
def bodies(draw: st.DrawFn) -> dict[str, Any]:
    """The body of any kind, in canonical form."""
    name = draw(st.sampled_from(sorted(OWN)))
    common = {"kind": name, "topic": "trademarks", "stage": "growth", "difficulty": 3, "section": "brands/x"}
    common |= {"stem": draw(words), "feedback": draw(said), "tags": ["uno"]}
    return {**common, **question_kind(name).tidy({**common, **draw(OWN[name])})}


def through(body: Mapping[str, Any], form: str, language: str) -> Any:
    question = question_of("banco-uno", body, language=language)
    text, _lost = written(question, form, language, key="banco-uno", bank="banco", body=body)
    if form == "moodle-xml":
        text = f"<quiz>{text}</quiz>"
    notes = Notes()
    found = list(read_questions(io.BytesIO(text.encode()), form, notes))
    assert (notes.skipped, notes.warnings, len(found)) == ([], [], 1)
    return found[0]


@pytest.mark.parametrize("form", FORMATS)
@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(body=bodies(), language=st.sampled_from(["es", "en"]))
def test_a_question_of_any_kind_comes_back_the_same(form: str, body: dict[str, Any], language: str) -> None:
    if looked_over(body) is None:
        return
    assert own_body(through(body, form, language)) == body


@pytest.mark.parametrize("form", FORMATS)
@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(body=bodies())
def test_what_others_see_scores_the_same(form: str, body: dict[str, Any]) -> None:
    """Without what our export keeps beside it, the visible question still has the same words and fractions."""
    name = body["kind"]
    if looked_over(body) is None or (form == "gift" and name == "gap_fill"):
        return
    found, _told = body_of(through(body, form, "es"), language="es")
    assert found["kind"] == name
    if name in ("single", "multiple"):
        assert [(o["text"]["es"], o["fraction"]) for o in found["options"]] == [
            (o["text"]["es"], o["fraction"]) for o in body["options"]
        ]
    if name == "true_false":
        assert found["answer"] == body["answer"]
    if name == "ordering":
        assert [o["text"]["es"] for o in found["items"]] == [o["text"]["es"] for o in body["items"]]
    if name == "matching" and "->" not in str(body):
        assert [(p["text"]["es"], p["match"]["es"]) for p in found["pairs"]] == [
            (p["text"]["es"], p["match"]["es"]) for p in body["pairs"]
        ]
    assert found["stem"]["es"].split() == body["stem"]["es"].split()


def bank(key: str) -> dict[str, Any]:
    rows = QuestionEntry.objects.filter(bank__key=key).values_list("item__key", "item__draft__body")
    return dict(rows)


@pytest.mark.django_db
def test_the_shipped_banks_come_back_whole() -> None:
    import_toolkit(path=CURRICULUM)
    for key, form in product(Bank.objects.values_list("key", flat=True), FORMATS):
        before, versions = bank(key), ItemVersion.objects.count()
        file = io.BytesIO()
        report = export_questions(bank_key=key, form=form, to=file, language="es")
        assert (report.written, report.skipped) == (len(before), [])
        again = import_questions(file=io.BytesIO(file.getvalue()), form=form, bank_key=key)
        assert (again.skipped, again.imported) == ([], len(before))
        assert {one.state for one in again.planned} == {"unchanged"}
        assert ItemVersion.objects.count() == versions
        Item.objects.filter(lms_question_entry__bank__key=key).update(draft=None)  # as if it had never been here
        import_questions(file=io.BytesIO(file.getvalue()), form=form, bank_key=key)
        assert bank(key) == before


@pytest.mark.django_db
def test_every_kind_that_is_registered_is_written(tmp_path: Path) -> None:
    assert set(question_kinds()) - {"fact_bound"} <= set(OWN)
    import_toolkit(path=write_toolkit(tmp_path / "toolkit"))
    file = io.BytesIO()
    report = export_questions(bank_key="marks", form="moodle-xml", to=file, country="PE")
    assert report.skipped == []
    assert b"33 d\xc3\xadas h\xc3\xa1biles" in file.getvalue()
