"""manage.py lint_toolkit: law that was typed into the toolkit's texts is found; what may stay is listed with its reason."""

import json
import shutil
from collections.abc import Mapping
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from courses.bare_numbers import Unreadable, bare_numbers

SHIPPED = settings.BASE_DIR / "courses" / "curriculum"
TERM = """terms:
- key: licence
  category: contracts
  names: {es: "licencia", en: "licence"}
  plain:
    es: "Un permiso. ES"
    en: "A permission. EN"
  note: "Vale 10 años."
"""
CASE = """key: case1
language: LANGUAGE
business: {es: "Hace dos años vendemos miel.", en: "We have sold honey for two years."}
rubric:
  bank:
  - {id: b1, criterion: r1, es: "Bien.", en: "Good."}
  - {id: b10, criterion: r1, es: "RUBRIC", en: "Good."}
"""
ALLOW = """allowed:
- file: cases/case1.yaml
  field: business
  number: [dos años, two years]
  because: "Story: how long they have sold."
"""


def folder(root: Path, files: Mapping[str, str]) -> Path:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    return root


def found(root: Path) -> list[tuple[str, int, str, str, str]]:
    return [(one.path, one.line, one.field, one.language, one.number) for one in bare_numbers(root)]


def lint(*args: Any, **options: Any) -> tuple[str, str]:
    """What it says, and what it ends with ('' when all is well)."""
    out = StringIO()
    try:
        call_command("lint_toolkit", *args, stdout=out, **{"language": "en", **options})
    except CommandError as refused:
        return out.getvalue(), str(refused)
    return out.getvalue(), ""


# The toolkit that ships


def test_the_toolkit_that_ships_holds_no_number_of_law_outside_a_fact() -> None:
    """Read from files, without a database."""
    assert lint() == ("No number of law stands outside a fact.\n", "")


@pytest.mark.parametrize(
    ("name", "after", "words"),
    [
        ("sections/brands/how-long.es.md", "{#b1}\n", "Dura 20 años.\n"),
        ("sections/brands/how-long.en.md", "{#b1}\n", "It lasts twenty years.\n"),
        ("terms/marks.yaml", 'plain:\n    es: "', "Dura 20 años. "),
        ("cases/case1.yaml", '- "n": 1\n      es: "', "Dura 20 años. "),
        ("cases/case3.yaml", "local:\n  CL:\n    es: |-\n      ", "Dura 20 años. "),
        ("cases/case7.yaml", 'id: b1\n    criterion: r1\n    es: "', "Son 12 meses. "),
        ("references/case3-seed-1.yaml", 'why:\n  r1:\n    es: "', "Son 12 meses. "),
        ("references/case3-seed-1.yaml", "issues: |-\n    ", "You have 30 business days. "),
        ("figures/priority-clock.es.svg", "</title>", "<text>12 meses</text>"),
        ("resources/peru.yaml", 'what:\n    es: "', "Cuesta S/ 534,99. "),
    ],
)
def test_a_law_that_somebody_types_into_it_is_found_in_spite_of_what_is_allowed(
    tmp_path: Path, name: str, after: str, words: str
) -> None:
    root = tmp_path / "toolkit"
    shutil.copytree(SHIPPED, root, ignore=shutil.ignore_patterns("questions", "facts", "sources"))
    text = (root / name).read_text("utf-8")
    assert after in text
    (root / name).write_text(text.replace(after, after + words, 1), encoding="utf-8")
    assert [one.path for one in bare_numbers(root)] == [name]


def test_every_reason_that_ships_is_a_sentence_and_no_entry_opens_sections_terms_stages_or_help() -> None:
    text = (SHIPPED / "numbers.yaml").read_text("utf-8")
    files = [line.removeprefix("- file: ") for line in text.splitlines() if line.startswith("- file: ")]
    reasons = [line.strip().removeprefix("because: ") for line in text.splitlines() if line.startswith("  because: ")]
    assert len(files) == len(reasons)
    assert all(name.startswith(("cases/case", "references/")) for name in files)
    assert all(len(reason) > 40 and reason.endswith('."') for reason in reasons)


# What is found


def test_it_tells_file_line_place_and_language_and_ends_badly(tmp_path: Path) -> None:
    term = TERM.replace("ES", "Dura 20 años.").replace("EN", "It lasts 20 years.")
    folder(tmp_path, {"terms/general.yaml": term})
    assert found(tmp_path) == [
        ("terms/general.yaml", 6, "terms.licence.plain", "es", "20 años"),
        ("terms/general.yaml", 7, "terms.licence.plain", "en", "20 years"),
    ]
    said, refused = lint(tmp_path)
    assert said.splitlines()[0] == (
        "terms/general.yaml:6: «20 años» stands outside a fact reference: cite the fact, say it without the number, "
        "or allow it with a reason."
    )
    assert refused == "2 numbers outside a fact."
    assert "cite el dato" in lint(tmp_path, language="es")[0]
    report = json.loads(lint(tmp_path, json=True)[0])
    assert report["failed"] == 2
    assert report["findings"][0]["number"] == "20 años"


def test_a_fact_reference_a_note_and_what_is_no_rule_are_left_alone(tmp_path: Path) -> None:
    section = "---\ntitle: Marca\n---\nDura {fact:trademarks.term.10_años}. En un año vendió 300 frascos a tres personas.\n"
    folder(tmp_path, {"terms/general.yaml": TERM, "sections/brands/a.es.md": section})
    assert found(tmp_path) == []


def test_emphasis_does_not_hide_a_number(tmp_path: Path) -> None:
    folder(tmp_path, {"sections/brands/a.es.md": "Hola.\nDura **20** años.\n"})
    assert found(tmp_path) == [("sections/brands/a.es.md", 2, "", "es", "20 años")]


def test_a_letter_is_read_in_its_own_language(tmp_path: Path) -> None:
    letter = 'language: en\nletter: {issues: "You have thirty business days."}\nwhy: {r1: {es: "Son 30 días.", en: "Yes."}}\n'
    folder(tmp_path, {"references/a.yaml": letter})
    assert [one[2:] for one in found(tmp_path)] == [
        ("letter.issues", "en", "thirty business days"),
        ("why.r1", "es", "30 días"),
    ]


def test_the_words_of_a_drawing_count_its_shapes_do_not(tmp_path: Path) -> None:
    drawing = '<svg width="100%"\n height="10">\n<text x="5">Dura <tspan>20</tspan> años</text></svg>\n'
    folder(tmp_path, {"figures/a.es.svg": drawing, "figures/b.svg": "<svg><text>20 years</text></svg>"})
    assert found(tmp_path) == [
        ("figures/a.es.svg", 3, "", "es", "20 años"),
        ("figures/b.svg", 1, "", "en", "20 years"),
    ]


# What may stay


def test_what_the_list_allows_stays_and_nothing_beside_it(tmp_path: Path) -> None:
    folder(tmp_path, {"cases/case1.yaml": CASE.replace("RUBRIC", "Bien."), "numbers.yaml": ALLOW})
    assert found(tmp_path) == []
    folder(tmp_path, {"cases/case1.yaml": CASE.replace("RUBRIC", "Son dos años.")})
    assert [one[2:] for one in found(tmp_path)] == [("rubric.bank.b10", "es", "dos años")]
    folder(tmp_path, {"cases/case1.yaml": CASE.replace("RUBRIC", "Bien.").replace("dos años", "treinta y dos años")})
    assert [one[4] for one in found(tmp_path)] == ["treinta y dos años", ""], "and «dos años» is there no more"


def test_a_place_is_named_whole_or_with_a_star(tmp_path: Path) -> None:
    """`b1` does not let `b10` in."""
    folder(tmp_path, {"cases/case1.yaml": CASE.replace("RUBRIC", "Son 30 días.")})
    for field, left in (("rubric.bank.b1", 1), ("rubric.*.b10", 0), ("rubric", 0)):
        folder(tmp_path, {"numbers.yaml": f'{ALLOW}- {{file: "cases/*.yaml", field: {field}, because: "A story."}}\n'})
        assert len([one for one in bare_numbers(tmp_path) if one.number]) == left, field


def test_an_entry_that_allows_what_is_not_there_any_more_is_a_finding(tmp_path: Path) -> None:
    allow = ALLOW.replace("[dos", "[diez días, dos").replace("field: business", "field: [business, task]")
    folder(tmp_path, {"cases/case1.yaml": CASE, "numbers.yaml": allow})
    said, refused = lint(tmp_path)
    assert said.splitlines() == [
        "numbers.yaml:2: The list allows «cases/case1.yaml: task», which is not there any more: take the entry out.",
        "numbers.yaml:2: The list allows «cases/case1.yaml: diez días», which is not there any more: take the entry out.",
    ]
    assert refused


@pytest.mark.parametrize(
    ("entry", "line", "why"),
    [
        ("- {file: cases/case1.yaml, number: dos años}\n", 2, "needs `file` and `because`"),
        ("- {number: dos años, because: Story.}\n", 2, "needs `file` and `because`"),
        ("- {file: 'cases/*', because: Story.}\n", 2, "lets any law in"),
        ("- {file: 'cases/*', numbers: [dos años], because: Story.}\n", 2, "nothing else"),
        ("- dos años\n", 2, "nothing else"),
        ("  file: a\n", 1, "a list under"),
    ],
)
def test_a_list_that_is_wrong_is_refused_with_its_line(tmp_path: Path, entry: str, line: int, why: str) -> None:
    folder(tmp_path, {"cases/case1.yaml": CASE, "numbers.yaml": f"allowed:\n{entry}"})
    with pytest.raises(Unreadable):
        bare_numbers(tmp_path)
    refused = lint(tmp_path)[1]
    assert refused.startswith(f"numbers.yaml:{line}: ")
    assert why in refused


def test_a_file_that_cant_be_read_is_named_and_so_is_a_folder_that_is_none(tmp_path: Path) -> None:
    assert "is not a folder" in lint(tmp_path / "nowhere")[1]
    folder(tmp_path, {"terms/general.yaml": "terms: [\n"})
    assert lint(tmp_path)[1].startswith("terms/general.yaml:")
