"""Another language of the screens needs files and a setting, no code: shown with made-up Portuguese («[Ěńţŕáŕ]»)."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import polib
import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.translation import trans_real

from courses.models import Course, Enrolment, Unit
from tests.conftest import House

SignIn = Callable[..., Client]
BASE: Final = Path(django_settings.BASE_DIR)
_LETTERS: Final = str.maketrans("aeiouAEIOUncs", "áéíóúÁÉÍÓÚñčš")
_KEPT: Final = re.compile(r"(%\(\w+\)[sd]|%[sd]|\{\w*\}|<[^>]*>|&\w+;)")


def made_up(text: str) -> str:
    """The sentence with accents and in brackets; placeholders and tags as they are."""
    parts = [part if n % 2 else part.translate(_LETTERS) for n, part in enumerate(_KEPT.split(text))]
    return f"[{''.join(parts)}]"


@pytest.fixture
def portuguese(tmp_path: Path, settings: Any) -> Any:
    """Locale files for each package, in a folder of their own, and the setting that names the language."""
    places = []
    inside = "locale/es/LC_MESSAGES/django.po"
    for file in sorted([*BASE.glob(f"*/{inside}"), *BASE.glob(f"lms/*/{inside}")]):
        new = polib.POFile()
        new.metadata = {"Content-Type": "text/plain; charset=UTF-8", "Plural-Forms": "nplurals=2; plural=(n != 1);"}
        for entry in polib.pofile(str(file)):
            forms = {0: made_up(entry.msgid), 1: made_up(entry.msgid_plural)} if entry.msgid_plural else {}
            said = "" if forms else made_up(entry.msgid)
            new.append(
                polib.POEntry(
                    msgid=entry.msgid, msgid_plural=entry.msgid_plural, msgctxt=entry.msgctxt, msgstr=said, msgstr_plural=forms
                )
            )
        place = tmp_path / file.relative_to(BASE).parts[-5] / "locale"
        (place / "pt" / "LC_MESSAGES").mkdir(parents=True)
        new.save_as_mofile(str(place / "pt" / "LC_MESSAGES" / "django.mo"))
        places.append(str(place))
    settings.LOCALE_PATHS = places
    settings.LANGUAGES = [*settings.LANGUAGES, ("pt", "Português")]
    settings.LMS = {**settings.LMS, "LANGUAGES": ("es", "en", "pt")}
    trans_real._translations.clear()
    yield
    trans_real._translations.clear()
    translation.activate(django_settings.LANGUAGE_CODE)


def speaking(client: Client) -> Client:
    """The browser after a click on «Português» in the footer."""
    assert client.post(reverse("lms:home:language"), {"language": "pt"}).status_code == 302
    return client


def page(client: Client, url: str) -> str:
    response = client.get(url, follow=True)
    assert response.status_code == 200
    text = response.content.decode()
    assert 'lang="pt"' in text
    return text


@pytest.mark.usefixtures("portuguese", "db")
def test_a_stranger_is_answered_in_the_browsers_language_and_may_choose_it() -> None:
    asked = Client().get(reverse("lms:home:home"), headers={"accept-language": "pt-BR,pt;q=0.9"}, follow=True)
    assert 'lang="pt"' in asked.content.decode()
    assert "Português" in Client().get(reverse("lms:home:home"), follow=True).content.decode()
    text = page(speaking(Client()), reverse("account_login"))
    assert made_up("Sign in") in text
    assert made_up("Skip to the content") in text


@pytest.mark.usefixtures("portuguese")
def test_a_learners_pages_come_out_in_it_with_plurals_and_texts(
    as_person: SignIn, andes: House, enrolment: Enrolment, lessons: list[Unit]
) -> None:
    Course.objects.update(titles={"es": "Curso", "en": "Course", "pt": "Curso em português"})
    elena = speaking(as_person(andes.advisor))
    assert made_up("Courses") in page(elena, reverse("lms:home:home"))
    home = page(elena, reverse("lms:courses:enrolment-detail", args=[enrolment.pk]))
    assert "Curso em português" in home
    assert made_up("Your path through the course") in home
    assert re.search(re.escape(made_up("%(n)s minutes")).replace(re.escape("%(n)s"), r"\d+"), home)
    lesson = page(elena, reverse("lms:courses:lesson", args=[enrolment.pk, lessons[0].pk]))
    assert made_up("I have read this lesson") in lesson
    assert "Regla del Perú" in lesson, "a text without Portuguese is read in Spanish"


@pytest.mark.django_db
def test_without_the_setting_nobody_is_answered_in_a_language_without_files() -> None:
    asked = Client().get(reverse("lms:home:home"), headers={"accept-language": "pt"}, follow=True)
    assert 'lang="es"' in asked.content.decode()
    client = speaking(Client())
    assert 'lang="es"' in client.get(reverse("lms:home:home"), follow=True).content.decode()
