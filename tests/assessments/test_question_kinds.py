"""Every kind of question: from its entry in a file to the fraction that an answer earns, and back to the same entry."""

import random
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.checks import run_checks
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from assessments import scoring
from assessments.errors import AnswerNotUnderstood, UnknownQuestionKind
from assessments.kinds.question_files import QuestionFiles, edit_of
from assessments.models import Question
from assessments.question_kinds import question_kind, question_kinds, registry
from assessments.question_kinds.ordering import score_order
from courses.kinds import FileProblem, Parsed, Written
from tests.assessments.questions import BANK


def read(root: Path, text: str = BANK) -> tuple[list[Parsed], list[FileProblem]]:
    (root / "questions").mkdir(exist_ok=True)
    (root / "questions" / "kinds.yaml").write_text(text, encoding="utf-8")
    problems: list[FileProblem] = []
    return QuestionFiles().read(root, problems), problems


@pytest.fixture(scope="module")
def bodies(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    parsed, problems = read(tmp_path_factory.mktemp("bank"))
    assert [str(one) for one in problems] == []
    return {one.identity[1]: dict(one.body) for one in parsed}


def slot_of(bodies: dict[str, dict[str, Any]], key: str) -> dict[str, Any]:
    """A slot as a quiz freezes it: by way of a row that is never saved."""
    body = bodies[key]
    kind = question_kind(body["kind"])
    row = kind.model(kind=body["kind"], **kind.columns(body))
    return {"slot": 1, "kind": body["kind"], "stem": body["stem"], "maximum": "1", **kind.material(row, name=key)}


def ids(slot: dict[str, Any], name: str) -> dict[str, str]:
    """{the author's letter: the id on the sheet} of a list in a slot."""
    return {str(one["source"]): str(one["id"]) for one in slot[name]}


def test_a_bank_with_every_kind_is_written_as_it_was_read(tmp_path: Path) -> None:
    parsed, _problems = read(tmp_path)
    assert {one.body["kind"] for one in parsed} | {"fact_bound"} == set(question_kinds())
    written = QuestionFiles().write([Written(one.identity, one.body, one.path) for one in parsed])
    again, problems = read(tmp_path, written["questions/kinds.yaml"])
    assert not problems
    assert [one.body for one in again] == [one.body for one in parsed]
    assert QuestionFiles().write([Written(one.identity, one.body, one.path) for one in again]) == written


def test_a_row_gives_back_the_body_it_was_made_of_and_tidying_twice_changes_nothing(bodies: dict[str, dict[str, Any]]) -> None:
    for body in bodies.values():
        kind = question_kind(body["kind"])
        own = kind.tidy(body)
        assert kind.tidy(own) == own
        assert {name: body[name] for name in kind.fields if name in body} == own
        assert kind.body_of(kind.model(**kind.columns(body))) == own
        assert kind.check(body) in ([], ())


@pytest.mark.parametrize(
    ("key", "raw", "fraction"),
    [
        ("k-single", {"chosen": "a"}, "1"),
        ("k-single", {"chosen": "b"}, "0.5"),
        ("k-single", {"chosen": "c"}, "-0.25"),
        ("k-single", {"chosen": "d"}, "0"),
        ("k-multiple", {"chosen": "ab"}, "1"),
        ("k-multiple", {"chosen": "a"}, "0.75"),
        ("k-multiple", {"chosen": "ac"}, "0.25"),
        ("k-multiple", {"chosen": "bc"}, "0"),
        ("k-multiple", {"chosen": "abc"}, "0.5"),
    ],
)
def test_options_earn_the_fractions_that_their_author_wrote(
    bodies: dict[str, dict[str, Any]], key: str, raw: dict[str, str], fraction: str
) -> None:
    slot = slot_of(bodies, key)
    response = {"chosen": [ids(slot, "options")[letter] for letter in raw["chosen"]]}
    assert scoring.score(slot, response) == Decimal(fraction)


@pytest.mark.parametrize(
    ("key", "chosen", "fraction"),
    [("k-true", "true", 1), ("k-true", "false", 0), ("k-false", "false", 1), ("k-false", "true", 0)],
)
def test_a_statement_is_true_or_false(bodies: dict[str, dict[str, Any]], key: str, chosen: str, fraction: int) -> None:
    slot = slot_of(bodies, key)
    reading = scoring.read_response(slot, {"chosen": chosen}, country="PE")
    assert scoring.score(slot, reading.response) == fraction
    assert [one["source"] for one in slot["options"]] == ["true", "false"]
    assert question_kind("true_false").shuffled(slot, random.Random(1), asked=True) == {}


@pytest.mark.parametrize(
    ("key", "text", "country", "fraction"),
    [
        ("k-number", "6", "CL", "1"),
        ("k-number", "6,5 meses", "CL", "1"),
        ("k-number", "6.5 months", "PE", "1"),
        ("k-number", "6,6", "CO", "0"),
        ("k-relative", "190", "MX", "1"),
        ("k-relative", "210", "MX", "1"),
        ("k-relative", "189.99", "MX", "0"),
        ("k-numbers", "24", "PE", "1"),
        ("k-numbers", "2 años", "PE", "1"),
        ("k-numbers", "2 years", "PE", "1"),
        ("k-numbers", "720 días", "PE", "1"),
        ("k-numbers", "730 days", "PE", "0.5"),
        ("k-numbers", "22 meses", "PE", "0.5"),
        ("k-numbers", "2,2 años", "CL", "0"),
        ("k-numbers", "24 años", "PE", "0"),
        ("k-text", "Oposición", "PE", "1"),
        ("k-text", "  OPOSICION ", "PE", "1"),
        ("k-text", "oponerse", "PE", "1"),
        ("k-text", "opposition", "PE", "1"),
        ("k-text", "Nulidad", "PE", "0.5"),
        ("k-text", "la oposición", "PE", "0"),
        ("k-exact", "Perú", "PE", "1"),
        ("k-exact", "perú", "PE", "0"),
        ("k-exact", "Peru", "PE", "0"),
    ],
)
def test_what_is_written_earns_the_fraction_of_the_first_answer_that_fits(
    bodies: dict[str, dict[str, Any]], key: str, text: str, country: str, fraction: str
) -> None:
    slot = slot_of(bodies, key)
    reading = scoring.read_response(slot, {"text": text}, country=country)
    assert scoring.score(slot, reading.response) == Decimal(fraction)
    assert question_kind(slot["kind"]).raw_of(reading.response)["text"] == " ".join(text.split())


@pytest.mark.parametrize(
    ("form", "text", "fits"),
    [
        ("*", "anything", True),
        ("a*c", "abc", True),
        ("a*c", "ac", True),
        ("a*c", "acb", False),
        ("a*b*c", "a-b-b-c", True),
        ("a*aa", "aa", False),
        ("*marca*", "la marca es mía", True),
        ("la * mía", "la marca mía", True),
        ("la * mía", "lamía", False),
        (r"5 \* 2", "5 * 2", True),
        (r"5 \* 2", "5 y 2", False),
        ("año", "ano", False),
        ("AÑO", "año", True),
        ("a.c", "abc", False),
    ],
)
def test_a_star_stands_for_any_letters_and_a_tilde_makes_another_letter(form: str, text: str, fits: bool) -> None:
    slot = {"kind": "short_text", "answers": [{"forms": {"es": [form]}, "fraction": 1.0, "feedback": {}}]}
    assert scoring.score(slot, {"text": text}) == (1 if fits else 0)


def test_a_form_made_to_be_slow_is_not() -> None:
    slot = {"kind": "short_text", "answers": [{"forms": {"es": ["*a" * 60 + "*b"]}, "fraction": 1.0, "feedback": {}}]}
    assert scoring.score(slot, {"text": "a" * 200}) == 0


@pytest.mark.parametrize(
    ("given", "fraction", "chosen"),
    [
        ({"p1": "p1", "p2": "p2", "p3": "p1"}, "1", ["p1=p1", "p2=p2", "p3=p1"]),
        ({"p1": "p1", "p2": "x1", "p3": "p1"}, "0.666667", ["p1=p1", "p2=x1", "p3=p1"]),
        ({"p1": "p2", "p2": "p1"}, "0", ["p1=p2", "p2=p1"]),
        ({"p3": "p1"}, "0.333333", ["p3=p1"]),
    ],
)
def test_matching_earns_the_share_of_right_pairs(
    bodies: dict[str, dict[str, Any]], given: dict[str, str], fraction: str, chosen: list[str]
) -> None:
    slot = slot_of(bodies, "k-matching")
    rows, choices = ids(slot, "rows"), ids(slot, "choices")
    assert len(choices) == 3  # two pairs share a match; one extra
    parts = {rows[row]: choices[choice] for row, choice in given.items()}
    reading = scoring.read_response(slot, {"parts": {**dict.fromkeys(rows.values(), ""), **parts}}, country="PE")
    assert scoring.score(slot, reading.response) == Decimal(fraction)
    assert question_kind("matching").chosen(slot, reading.response) == chosen


@pytest.mark.parametrize(
    ("answer", "following", "longest", "whole"),
    [
        ("abcde", "1", "1", 1),
        ("bcdea", "0.75", "0.75", 0),
        ("abced", "0.5", "0.75", 0),
        ("eabcd", "0.75", "0.75", 0),
        ("acbde", "0.25", "0.75", 0),
        ("edcba", "0", "0", 0),
        ("", "0", "0", 0),
        ("a", "0", "0", 0),
    ],
)
def test_ordering_has_three_rules(answer: str, following: str, longest: str, whole: int) -> None:
    places = {item: place for place, item in enumerate(answer, start=1)}
    assert score_order("abcde", places, "next") == Decimal(following)
    assert score_order("abcde", places, "longest") == Decimal(longest)
    assert score_order("abcde", places, "whole") == whole


def test_two_items_in_one_place_stand_nowhere_and_are_told(bodies: dict[str, dict[str, Any]]) -> None:
    slot = slot_of(bodies, "k-ordering")
    one, two, three, four = slot["order"]
    reading = scoring.read_response(slot, {"parts": {one: "1", two: "1", three: "3", four: "4"}}, country="PE")
    assert "1" in reading.echo
    assert scoring.score(slot, reading.response) == Decimal("0.333333")
    with pytest.raises(AnswerNotUnderstood):
        scoring.read_response(slot, {"parts": {one: "5"}}, country="PE")


@given(st.permutations(range(6)))
def test_only_the_right_order_earns_everything_and_no_order_less_than_nothing(order: list[int]) -> None:
    places = {str(item): place for place, item in enumerate(order, start=1)}
    for rule in ("next", "longest", "whole"):
        fraction = score_order("012345", places, rule)
        assert 0 <= fraction <= 1
        assert (fraction == 1) == (order == sorted(order))


@pytest.mark.parametrize(
    ("parts", "fraction", "chosen"),
    [
        ({"g1": "10", "g2": "a", "g3": "Trademark"}, "1", ["g1=10", "g2=a", "g3=trademark"]),
        ({"g1": "10", "g2": "b", "g3": "marca"}, "0.5", ["g1=10", "g2=b", "g3=marca"]),
        ({"g1": "", "g2": "a", "g3": ""}, "0.5", ["g2=a"]),
        ({"g1": "9"}, "0", ["g1=9"]),
    ],
)
def test_gaps_earn_their_weighed_mean(
    bodies: dict[str, dict[str, Any]], parts: dict[str, str], fraction: str, chosen: list[str]
) -> None:
    slot = slot_of(bodies, "k-gaps")
    letters = ids(slot["gaps"][1], "options")
    sent = {gap: letters.get(text, text) if gap == "g2" else text for gap, text in parts.items()}
    reading = scoring.read_response(slot, {"parts": sent}, country="PE")
    assert scoring.score(slot, reading.response) == Decimal(fraction)
    assert question_kind("gap_fill").chosen(slot, reading.response) == chosen
    assert question_kind("gap_fill").raw_of(reading.response) == {"parts": {g: t for g, t in sent.items() if t}}


def test_a_gap_that_cant_be_read_is_named_by_its_place_in_the_text(bodies: dict[str, dict[str, Any]]) -> None:
    with pytest.raises(AnswerNotUnderstood, match="1"):
        scoring.read_response(slot_of(bodies, "k-gaps"), {"parts": {"g1": "diez"}}, country="PE")


def test_an_essay_is_scored_by_a_person_and_an_empty_one_by_nobody(bodies: dict[str, dict[str, Any]]) -> None:
    slot = slot_of(bodies, "k-essay")
    reading = scoring.read_response(slot, {"text": "Dos palabras"}, country="PE")
    assert "2" in reading.echo
    assert scoring.score(slot, reading.response) is None
    assert scoring.score(slot, {}) == 0


SECRETS = ("fraction", "right", "value", "tolerance", "answers", "order", "feedback", "said", "guide", "source", "relative")


def test_no_open_view_holds_a_key_a_feedback_or_an_authors_letter(bodies: dict[str, dict[str, Any]]) -> None:
    def names(value: Any) -> set[str]:
        if isinstance(value, dict):
            return set(value) | {name for inner in value.values() for name in names(inner)}
        return {name for inner in value for name in names(inner)} if isinstance(value, list) else set()

    for key in bodies:
        slot = slot_of(bodies, key)
        kind = question_kind(slot["kind"])
        sheet = slot | kind.shuffled(slot, random.Random(3), asked=True)
        assert not names(kind.view(sheet, {})) & set(SECRETS), key


def test_an_ordering_is_never_shown_in_its_right_order(bodies: dict[str, dict[str, Any]]) -> None:
    slot = slot_of(bodies, "k-ordering")
    for seed in range(200):
        shown = question_kind("ordering").shuffled(slot, random.Random(seed), asked=False)["items"]
        assert [one["id"] for one in shown] != slot["order"]


def test_a_key_version_follows_what_is_scored_and_not_how_it_is_worded(bodies: dict[str, dict[str, Any]]) -> None:
    for key, body in bodies.items():
        kind = question_kind(body["kind"])
        slot = slot_of(bodies, key)
        reworded = {**slot, "stem": {"es": "Otra", "en": "Other"}, "feedback": {"es": "Otra", "en": "Other"}}
        assert kind.key_version(reworded) == kind.key_version(slot), key
    slot = slot_of(bodies, "k-number")
    assert question_kind("numeric").key_version({**slot, "tolerance": "1"}) != question_kind("numeric").key_version(slot)
    slot = slot_of(bodies, "k-ordering")
    assert question_kind("ordering").key_version({**slot, "rule": "whole"}) != question_kind("ordering").key_version(slot)


@pytest.mark.parametrize(
    ("old", "new", "edit"),
    [
        ('"¿Cuál?"', '"¿Cuál de ellos?"', "editorial"),
        ('"Bien uno"', '"Muy bien"', "editorial"),
        (
            'es: "Dos", en: "Two"}}\n  - {id: c, fraction: -0.25',
            'es: "¡Dós!", en: "Two"}}\n  - {id: c, fraction: -0.25',
            "editorial",
        ),
        ("tags: [one, two]", "tags: [three]", "editorial"),
        ("fraction: -0.25", "fraction: -0.5", "scoring"),
        ('"No, es cierto"', '"Sí que es cierto"', "editorial"),
        ("answer: true", "answer: false", "scoring"),
        ("tolerance: 0.5", "tolerance: 1", "scoring"),
        ("relative: 0.05", "relative: 0.1", "scoring"),
        ("factor: 12", "factor: 10", "scoring"),
        ('"Justo"', '"Exacto"', "editorial"),
        ('es: "meses", en: "months"}\n  units', 'es: "mes", en: "months"}\n  units', "editorial"),
        ('["oposición", "oponer*"]', '["oposición"]', "scoring"),
        ('"Otra palabra"', '"Es otra"', "editorial"),
        ('match: {es: "Invento", en: "Invention"}', 'match: {es: "Signo", en: "Sign"}', "scoring"),
        ('match: {es: "Invento"', 'match: {es: "Invención"', "editorial"),
        ('"Un signo"', '"Es un signo"', "editorial"),
        ("- key: k-ordering\n  kind: ordering", "- key: k-ordering\n  rule: whole\n  kind: ordering", "scoring"),
        ("weight: 2", "weight: 3", "scoring"),
        ('["mark", "trademark"]', '["mark"]', "scoring"),
        ('"Dura [[g1]] años', '"Vale [[g1]] años', "editorial"),
        ("max_words: 10", "max_words: 20", "editorial"),
        ("Guía-de-quien-puntúa", "Otra guía", "editorial"),
    ],
)
def test_an_edit_is_editorial_unless_it_touches_what_decides_a_score(tmp_path: Path, old: str, new: str, edit: str) -> None:
    assert BANK.count(old) == 1, old
    before, _none = read(tmp_path)
    after, problems = read(tmp_path, BANK.replace(old, new))
    assert not problems
    edits = {edit_of(one.body, was.body) for one, was in zip(after, before, strict=True) if one.body != was.body}
    assert edits == {edit}


def test_another_kind_under_the_same_key_is_another_key(bodies: dict[str, dict[str, Any]]) -> None:
    assert edit_of(bodies["k-single"], None) == "new"
    assert edit_of(bodies["k-true"], bodies["k-single"]) == "scoring"


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("k-true", ["Verdadero"]),
        ("k-numbers", ["24\u00a0meses"]),
        ("k-text", ["oposición"]),
        ("k-matching", ["Marca → Signo", "Patente → Invento", "Lema → Signo"]),
        ("k-ordering", ["Buscar", "Solicitar", "Publicar", "Registrar"]),
        ("k-gaps", ["10", "renueva", "marca"]),
        ("k-essay", []),
    ],
)
def test_the_right_answer_in_words(bodies: dict[str, dict[str, Any]], key: str, words: list[str]) -> None:
    slot = slot_of(bodies, key)
    assert question_kind(slot["kind"]).right_words(slot, language="es", country="CL") == words


@pytest.mark.parametrize(
    ("kind", "guess"),
    [
        ("k-single", "0.3125"),
        ("k-true", "0.5"),
        ("k-matching", "0.333333"),
        ("k-ordering", "0.25"),
        ("k-gaps", "0.25"),
        ("k-text", "0"),
    ],
)
def test_what_blind_guessing_earns(bodies: dict[str, dict[str, Any]], kind: str, guess: str) -> None:
    slot = slot_of(bodies, kind)
    assert question_kind(slot["kind"]).guess_score(slot) == Decimal(guess)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("fraction: 0.75, text", "fraction: 0.5, text", "add up to 1"),
        ("{id: a, fraction: 1, text", "{id: a, right: true, fraction: 1, text", "not both"),
        ('factor: "1/30"', 'factor: "1/0"', "'factor'"),
        ("  - {value: 24, feedback", "  - {value: 24, fraction: 0.9, feedback", "fraction: 1"),
        ("y se [[g2]]; se", "y se; se", "[[g1]]"),
        ("answer: true", "answer: maybe", "true or false"),
        ("min_words: 3", "min_words: 30", "max_words"),
        ('es: ["Perú"]', "es: Perú", "'forms'"),
        ('text: {es: "Secreto", en: "Secret"}', 'text: {es: "Signo", en: "Sign"}', "extra"),
        ("tags: [one, two]", "tags: one", "'tags'"),
        ("  kind: essay", "  kind: essai", "essay"),
    ],
)
def test_a_mistake_in_a_file_is_said_with_its_line(tmp_path: Path, old: str, new: str, says: str) -> None:
    assert old in BANK
    with translation.override("en"):
        _parsed, problems = read(tmp_path, BANK.replace(old, new, 1))
    assert any(says in one.sentence for one in problems), [str(one) for one in problems]
    assert all(one.line > 1 for one in problems)


def test_a_sheet_of_an_older_release_still_scores() -> None:
    old = {"kind": "numeric", "value": "6", "tolerance": "0.5", "unit": {}}
    assert scoring.score(old, {"text": "6", "number": "6"}) == 1
    old = {"kind": "fact_bound", "options": [{"id": "o1", "fraction": 1.0, "text": {}}]}
    assert scoring.score(old, {"chosen": ["o1"]}) == 1


def test_a_host_can_add_a_kind_and_a_question_without_one_is_found_before_the_site_runs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    known = dict(registry._KINDS)
    assert [one for one in run_checks(tags=["lms"]) if one.id == "lms.E030"] == []
    monkeypatch.delitem(registry._KINDS, "essay")
    with pytest.raises(UnknownQuestionKind):
        question_kind("essay")
    assert [one.obj.__name__ for one in run_checks(tags=["lms"]) if one.id == "lms.E030"] == ["EssayQuestion"]
    monkeypatch.setitem(registry._KINDS, "essay", known["essay"])
    assert issubclass(question_kind("essay").model, Question)
