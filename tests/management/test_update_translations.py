"""`update_translations`: finds what people read, keeps the Spanish, and says what is missing."""

from io import StringIO
from pathlib import Path

import polib
import pytest
from django.core.management import CommandError, call_command

from lms.management.commands import update_translations
from lms.management.msgids import Message, in_errors, in_python, in_template


def test_python_is_read_by_its_syntax() -> None:
    source = """
from django.utils.translation import gettext as tr, ngettext, pgettext_lazy
_("plain"); tr("by another name"); ngettext("one", "many", n); pgettext_lazy("trademark", "Mark")
_("in " "pieces"); _(variable); not_ours("no"); translation.gettext("by module")
"""
    assert set(in_python(source)) == {
        Message("plain"), Message("by another name"), Message("one", "many"), Message("Mark", context="trademark"),
        Message("in pieces"), Message("by module"),
    }  # fmt: skip


def test_templates_are_read_by_djangos_own_reader() -> None:
    source = """{% load i18n %}{% translate "it's 5%" %}{% translate "Mark" context "trademark" %}
{% blocktranslate count n=things with a=b trimmed %}one {{ a }}{% plural %}{{ n }} of them{% endblocktranslate %}
{{ x|default:_("none") }}{# translate "no" #}"""
    assert set(in_template(source, "x.html")) == {
        Message("it's 5%%"), Message("Mark", context="trademark"), Message("one %(a)s", "%(n)s of them"), Message("none"),
    }  # fmt: skip


def test_broken_rules_are_sentences(tmp_path: Path) -> None:
    """The first paragraph of the docstring, by inheritance through other files; bare placeholders are none."""
    one, two = tmp_path / "one.py", tmp_path / "two.py"
    first = 'class Base(LmsError):\n    """Too\n    late: {when}.\n\n    Not for people."""\n'
    second = (
        'class Child(one.Base):\n    """{what}"""\nclass Other(Child):\n    """Gone."""\nclass No(Exception):\n    """No."""\n'
    )
    found = {message.msgid for _path, message in in_errors({one: first, two: second})}
    assert found == {"Too late: {when}.", "Gone."}


@pytest.fixture
def tree(tmp_path: Path, settings: object, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A source tree with two packages that say something."""
    for path, text in {
        "lms/home/views.py": '_("Hello"); _("Both")',
        "courses/views.py": '_("Course"); _("Both")',
        "templates/lms/home/home.html": '{% load i18n %}{% translate "From a page" %}',
        "templates/404.html": '{% load i18n %}{% translate "Lost" %}',
    }.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    settings.BASE_DIR = tmp_path  # type: ignore[attr-defined]
    homes = {"lms.home": tmp_path / "lms" / "home", "courses": tmp_path / "courses", "lms": tmp_path / "lms"}
    monkeypatch.setattr(update_translations, "_homes", lambda base: homes)
    return tmp_path


def _po(tree: Path, package: str) -> polib.POFile:
    return polib.pofile(str(tree / package / "locale/es/LC_MESSAGES/django.po"))


def _translate(tree: Path, package: str, **words: str) -> None:
    po = _po(tree, package)
    for entry in po:
        entry.msgstr = words.get(entry.msgid.replace(" ", "_"), f"es {entry.msgid}")
    po.save()


def _run(*args: str, **options: bool) -> str:
    out = StringIO()
    call_command("update_translations", *args, stdout=out, **options)
    return out.getvalue()


def test_each_sentence_goes_to_the_package_that_says_it(tree: Path) -> None:
    _run()
    assert {entry.msgid for entry in _po(tree, "lms/home")} == {"Hello", "Both", "From a page"}
    assert {entry.msgid for entry in _po(tree, "courses")} == {"Course", "Both"}
    assert {entry.msgid for entry in _po(tree, "lms")} == {"Lost"}
    text = (tree / "courses/locale/es/LC_MESSAGES/django.po").read_text()
    assert "POT-Creation-Date" not in text
    assert "#: courses/views.py\n" in text  # no line numbers: a moved line is no change


def test_spanish_is_kept_moved_along_and_dropped_with_its_sentence(tree: Path) -> None:
    _run()
    for package in ("lms", "lms/home", "courses"):
        _translate(tree, package)
    (tree / "courses/views.py").write_text('_("Hello"); _("Both")')
    (tree / "lms/home/views.py").write_text('_("Both")')
    _run()
    assert {entry.msgid: entry.msgstr for entry in _po(tree, "courses")} == {"Hello": "es Hello", "Both": "es Both"}
    before = (tree / "courses/locale/es/LC_MESSAGES/django.po").read_text()
    _run()
    assert (tree / "courses/locale/es/LC_MESSAGES/django.po").read_text() == before
    assert _run(check=True) == ""


def test_check_names_what_is_missing_stale_strange_or_said_in_two_ways(tree: Path) -> None:
    _run()
    _translate(tree, "lms")
    _translate(tree, "lms/home", Both="Ambos", Hello="Hola %(name)s")
    _translate(tree, "courses", Both="Los dos", Course="")
    with pytest.raises(CommandError) as refused:
        _run(check=True)
    said = str(refused.value)
    assert "no Spanish for 'Course' (courses/views.py)" in said
    assert "django.mo: stale" in said
    assert "%(name)s in the Spanish but not in 'Hello'" in said
    assert "'Both' is said in several ways: 'Ambos' in lms.home; 'Los dos' in courses" in said


def test_an_unknown_package_is_refused(tree: Path) -> None:
    with pytest.raises(CommandError, match="none of our packages"):
        _run("nowhere")
