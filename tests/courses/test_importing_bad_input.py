"""Bad input in every folder of a toolkit: a sentence with file and line, nothing half imported, nothing run or fetched."""

import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.utils.translation import override

from courses import api
from courses.errors import ImportRefused
from courses.kinds import FileProblem
from lms.kernel.textfiles import MAX_BYTES
from tests.courses import toolkit_files
from tests.courses.test_importing_reference import ALL
from tests.courses.toolkit_files import COURSE, FACTS, LONG_ES, RESOURCES, SOURCES
from tests.courses.toolkit_fixtures import root

__all__ = ["root"]
pytestmark = pytest.mark.django_db

QUESTIONS = """\
bank: marks
titles: {es: Marcas, en: Marks}
questions:
- key: q-one
  kind: single
  topic: trademarks
  stem: {es: ¿Qué?, en: What?}
  options:
  - {id: a, right: true, text: {es: Este, en: This}}
  - {id: b, text: {es: Aquel, en: That}}
"""
CASE = """\
key: case-one
titles: {es: Caso, en: Case}
stage: idea
sector: {es: Alimentos, en: Food}
business:
  es: |
    Hola.
    Vendemos té.
  en: We sell tea.
local:
  CL: {es: "Aquí: {fact:trademarks.fee}", en: Here}
  CO: {es: Aquí, en: Here}
  MX: {es: Aquí, en: Here}
  PE: {es: Aquí, en: Here}
task: {es: Escriba, en: Write}
issues:
- {id: i1, titles: {es: Uno, en: One}, advice: {es: Haga, en: Do}, facts: [trademarks.term]}
rubric:
  criteria:
  - id: business
    titles: {es: Claro, en: Clear}
    weight: 100
    common: true
    levels: [{n: 0, es: a, en: a}, {n: 1, es: b, en: b}, {n: 2, es: c, en: c}, {n: 3, es: d, en: d}]
"""
CREDENTIALS = """\
credentials:
- key: advisor
  titles: {es: Asesoría, en: Advice}
  courses: [brands]
"""
EVERYTHING = {
    "sources/laws.yaml": SOURCES, "resources/help.yaml": RESOURCES, "facts/trademarks.yaml": FACTS, **ALL,
    "sections/brands/how-long.es.md": LONG_ES, "questions/marks.yaml": QUESTIONS, "cases/one.yaml": CASE,
    "courses/brands.yaml": COURSE, "credentials.yaml": CREDENTIALS,
}  # fmt: skip


@pytest.fixture(autouse=True)
def _in_english(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    def refuse(*args: Any, **kwargs: Any) -> None:
        raise AssertionError("an import opened a connection")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    with override("en"):
        yield


def rows() -> dict[str, int]:
    """How many rows every table of ours has."""
    return {m._meta.db_table: m._default_manager.count() for m in apps.get_models() if m._meta.app_label.startswith("lms_")}


def refused(root: Path) -> list[FileProblem]:
    """The problems of an import that must be refused, and must leave no row behind."""
    before = rows()
    with pytest.raises(ImportRefused) as caught:
        api.import_toolkit(path=root)
    assert rows() == before
    problems: list[FileProblem] = list(caught.value.facts["problems"])
    assert all(p.path and p.line >= 1 and p.sentence.strip() for p in problems)
    assert problems == sorted(problems, key=lambda p: (p.path, p.line))
    return problems


def test_the_whole_has_no_mistake_and_a_byte_order_mark_is_none(root: Path) -> None:
    toolkit_files.write(root, {name: b"\xef\xbb\xbf" + text.encode() for name, text in EVERYTHING.items()})
    assert [str(p) for p in api.import_toolkit(path=root, dry_run=True).problems] == []


def lines(text: str) -> int:
    return text.count("\n")


# what is done to the bytes of every file → the line of the mistake in a file of n lines, and words of the sentence
BOMB = "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9) if n else 'lol'}]\n" for n in range(9))
TROUBLES: dict[str, tuple[Callable[[str], bytes], Callable[[int], int], str]] = {
    "Windows-1252": (lambda t: (t + "# ñ\n").encode("windows-1252", "replace"), lambda n: 0, "not UTF-8"),
    "UTF-16": (lambda t: t.encode("utf-16"), lambda n: 1, "not UTF-8"),
    "binary": (lambda t: b"\x89PNG\r\n\x1a\n\x00\xff" * 9, lambda n: 1, "not UTF-8"),
    "a NUL": (lambda t: (t + "x: \x00\n").encode(), lambda n: n + 1, "U+0000"),
    "a bidirectional mark at the end": (lambda t: (t + "\u2028\n").encode(), lambda n: n + 1, "U+2028"),
    "5 MB": (lambda t: t.encode() + b"# filler\n" * (MAX_BYTES // 9), lambda n: 1, "larger than 5"),
}
YAML_TROUBLES: dict[str, tuple[Callable[[str], bytes], Callable[[int], int], str]] = {
    "broken YAML": (lambda t: (t + "x: [\n").encode(), lambda n: n + 1, "not valid YAML"),
    "a tab": (lambda t: (t + "x:\n\ty: 1\n").encode(), lambda n: n + 2, "not valid YAML"),
    "an alias bomb": (lambda t: BOMB.encode(), lambda n: 1, "Anchors"),
    "a tag that runs": (lambda t: b"x: !!python/object/apply:os.system [id]\n", lambda n: 1, "tags"),
    "a key twice": (lambda t: (t + t).encode(), lambda n: n + 1, "stands twice"),
    "two documents": (lambda t: (t + "---\na: b\n").encode(), lambda n: n + 1, "one YAML document"),
    "nothing": (lambda t: b"", lambda n: 1, ""),
    "a list": (lambda t: b"- a\n", lambda n: 1, ""),
}


@pytest.mark.parametrize("trouble", [*TROUBLES, *YAML_TROUBLES])
def test_trouble_in_any_file_is_told_with_its_line_and_nothing_is_imported(root: Path, trouble: str) -> None:
    spoil, line_of, words = {**TROUBLES, **YAML_TROUBLES}[trouble]
    spoilt = {n: t for n, t in EVERYTHING.items() if trouble in TROUBLES or n.endswith(".yaml")}
    toolkit_files.write(root, {**EVERYTHING, **{name: spoil(text) for name, text in spoilt.items()}})
    problems = refused(root)
    for name, text in spoilt.items():
        told = [p for p in problems if p.path == name and words in p.sentence]
        assert told, (name, [str(p) for p in problems])
        wanted = line_of(lines(text))
        assert not wanted or wanted in [p.line for p in told], (name, wanted, [str(p) for p in told])


SCRIPT, IMAGE = "<script>alert(1)</script>", "![x](https://example.org/x.png)"
LINK = "[x](javascript:alert(1))"


@pytest.mark.parametrize(("bad", "words"), [(SCRIPT, "HTML"), (IMAGE, "not fetched"), (LINK, "runs or embeds")])
@pytest.mark.parametrize(
    ("name", "old", "line"),
    [
        ("sources/laws.yaml", "title: Ley chilena", 2),
        ("resources/help.yaml", "es: Orienta.", 2),
        ("facts/trademarks.yaml", "En CL dura 11 años.", 10),
        ("sections/brands/how-long.es.md", "Olvidar la **fecha**.", 25),
        ("terms/marks.yaml", "Un plazo: {fact:trademarks.term.term}.", 5),
        ("offices/chile.yaml", "es: Instituto", 5),
        ("stages/idea.yaml", "es: Haga.", 6),
        ("comparisons/all.yaml", "es: Marcas", 4),
        ("questions/marks.yaml", "es: ¿Qué?", 7),
        ("cases/one.yaml", "Vendemos té.", 8),
        ("cases/one.yaml", "es: Haga", 17),
        ("courses/brands.yaml", "es: Lo esencial.", 3),
    ],
)
def test_a_script_an_image_or_a_link_that_runs_is_refused(
    root: Path, name: str, old: str, line: int, bad: str, words: str
) -> None:
    text = EVERYTHING[name]
    assert text.count(old) >= 1
    key, colon, rest = old.rpartition(": ") if old.startswith(("es: ", "title: ")) else ("", "", old)
    quoted = f'{key}{colon}"{rest} {bad}"' if colon else f"{rest} {bad}"
    toolkit_files.write(root, {**EVERYTHING, name: text.replace(old, quoted, 1)})
    problems = refused(root)
    assert (name, line) in [(p.path, p.line) for p in problems if words in p.sentence], [str(p) for p in problems]


@pytest.mark.parametrize(
    ("name", "old", "new", "line", "words"),
    [
        ("cases/one.yaml", "{fact:trademarks.fee}", "{fact:trademarks.fees}", 11, "There is no fact"),
        ("cases/one.yaml", "facts: [trademarks.term]", "facts: [trademarks.trem]", 17, "There is no fact"),
        ("cases/one.yaml", "  PE: {es: Aquí, en: Here}\n", "  BR: {es: Aquí, en: Here}\n", 14, "BR"),
        (
            "questions/marks.yaml",
            "  topic: trademarks\n",
            "  topic: trademarks\n  section: brands/nope\n",
            7,
            "There is no section",
        ),
        ("credentials.yaml", "[brands]", "[brand]", 2, "no course"),
        ("credentials.yaml", "key: advisor", "key: advisor\n  colour: red", 2, "colour"),
        ("sections/brands/how-long.es.md", "::: local CL", "::: local CL\n::: local CO", 12, "opens inside"),
    ],
)
def test_what_is_named_and_is_not_there_is_told_where_it_is_named(
    root: Path, name: str, old: str, new: str, line: int, words: str
) -> None:
    toolkit_files.write(root, {**EVERYTHING, name: EVERYTHING[name].replace(old, new, 1)})
    problems = refused(root)
    assert (name, line) in [(p.path, p.line) for p in problems if words in p.sentence], [str(p) for p in problems]


FOLDERS = sorted({name.partition("/")[0] for name in EVERYTHING if "/" in name})


def test_a_link_out_of_any_folder_is_told_and_not_followed(root: Path, tmp_path: Path) -> None:
    toolkit_files.write(root, EVERYTHING)
    outside = tmp_path / "outside.yaml"
    outside.write_text("secret: [")
    for folder in FOLDERS:
        (root / folder / "link.yaml").symlink_to(outside)
        (root / folder / "away").symlink_to(tmp_path, target_is_directory=True)
    (root / "credentials.yaml").unlink()
    (root / "credentials.yaml").symlink_to(outside)
    problems = refused(root)
    told = {p.path for p in problems if "link" in p.sentence}
    assert told == {f"{f}/{n}" for f in FOLDERS for n in ("link.yaml", "away")} | {"credentials.yaml"}
    assert not any("YAML" in p.sentence for p in problems)


def test_a_whole_folder_that_is_a_link_is_told_and_not_followed(root: Path, tmp_path: Path) -> None:
    toolkit_files.write(root, EVERYTHING)
    for folder in FOLDERS:
        (root / folder).rename(tmp_path / folder)
        (root / folder).symlink_to(tmp_path / folder, target_is_directory=True)
    problems = refused(root)
    assert {p.path for p in problems if "link" in p.sentence} == set(FOLDERS)


@pytest.mark.parametrize("key", ["../../etc/passwd", "..", "a/b", "/etc", "a\\\\b", "C:x", "ñ", "", " "])
def test_a_key_that_would_lead_out_of_the_folder_is_none(root: Path, key: str) -> None:
    changes = {
        "sources/laws.yaml": SOURCES.replace("key: cl-law", f'key: "{key}"'),
        "facts/trademarks.yaml": FACTS.replace("topic: trademarks", f'topic: "{key}"'),
        "questions/marks.yaml": QUESTIONS.replace("bank: marks", f'bank: "{key}"'),
        "cases/one.yaml": CASE.replace("key: case-one", f'key: "{key}"'),
        "courses/brands.yaml": COURSE.replace("key: brands", f'key: "{key}"'),
        "credentials.yaml": CREDENTIALS.replace("key: advisor", f'key: "{key}"'),
        "terms/marks.yaml": ALL["terms/marks.yaml"].replace("key: opposition", f'key: "{key}"'),
    }
    toolkit_files.write(root, {**EVERYTHING, **changes})
    told = {p.path for p in refused(root)}
    assert set(changes) <= told


def test_a_section_in_a_folder_with_a_strange_name_is_told(root: Path) -> None:
    toolkit_files.write(root, {**EVERYTHING, "sections/Mó dulo/x.es.md": LONG_ES})
    assert "sections/Mó dulo/x.es.md" in {p.path for p in refused(root)}


def test_files_that_do_not_belong_in_a_folder_are_told(root: Path) -> None:
    strange = {f"{folder}/photo.png": b"\x89PNG" for folder in FOLDERS}
    toolkit_files.write(root, {**EVERYTHING, **strange})
    assert set(strange) <= {p.path for p in refused(root)}


def test_a_credential_with_a_mistake_holds_up_the_whole_import(root: Path) -> None:
    toolkit_files.write(root, {**EVERYTHING, "credentials.yaml": CREDENTIALS.replace("[brands]", "[nowhere]")})
    assert {p.path for p in refused(root)} == {"credentials.yaml"}


def test_a_credential_is_imported_with_the_courses_it_asks_for(root: Path) -> None:
    toolkit_files.write(root, EVERYTHING)
    assert api.import_toolkit(path=root).drafts == {"courses:brands": "new", "credentials:advisor": "new"}
    assert api.import_toolkit(path=root).drafts == {"courses:brands": "unchanged", "credentials:advisor": "unchanged"}


def test_an_import_that_fails_while_writing_leaves_nothing(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from certificates.services.credentials import CredentialsKind

    def fail(self: CredentialsKind, drafted: Any) -> str:
        raise RuntimeError

    toolkit_files.write(root, EVERYTHING)
    monkeypatch.setattr(CredentialsKind, "apply", fail)
    before = rows()
    with pytest.raises(RuntimeError):
        api.import_toolkit(path=root)
    assert rows() == before


def test_the_command_tells_each_mistake_on_a_line_of_its_own(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    toolkit_files.write(root, {**EVERYTHING, "sources/laws.yaml": SOURCES.encode("windows-1252")})
    with pytest.raises(CommandError):
        call_command("import_toolkit", root)
    assert "sources/laws.yaml:4: This is not UTF-8 text. Save the file as UTF-8." in capsys.readouterr().err


def test_the_report_names_the_facts_that_win_over_a_wider_one(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    peru = FACTS.replace("    MX:\n", toolkit_files._version("PE", "pe-law", 77) + "    MX:\n", 1)
    toolkit_files.write(root, {"facts/trademarks.yaml": peru})
    assert api.import_toolkit(path=root, dry_run=True).restated == ["trademarks.term PE AND"]
    call_command("import_toolkit", root, "--dry-run")
    assert "! trademarks.term: PE over AND" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("first", "second", "line", "words"),
    [
        ("cases/3", "cases/3", 11, "more units than it has (2)"),
        ("cases/2", "cases", 11, "several ways: cases, cases/2"),
        ("cases/0", "", 10, "'choice' is a name"),
        ("two words", "", 10, "'choice' is a name"),
        ("[a]", "", 10, "'choice' is a name"),
    ],
)
def test_a_choice_that_can_not_be_made_is_refused_with_its_line(
    root: Path, first: str, second: str, line: int, words: str
) -> None:
    text = COURSE.replace("key: first,", f"key: first, choice: {first},")
    text = text.replace("key: second,", f"key: second, choice: {second},") if second else text
    toolkit_files.write(root, {"courses/brands.yaml": text})
    (problem,) = refused(root)
    assert (problem.path, problem.line) == ("courses/brands.yaml", line)
    assert words in problem.sentence
