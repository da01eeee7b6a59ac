"""The pages of designs and pictures: a draft from beginning to published, without JavaScript, and never a text lost."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from certificates import papers
from certificates.models import Design, DesignPreview, Picture
from certificates.services import previews, publishing
from certificates.services.designs import save_draft
from certificates.services.shipped_designs import import_shipped_designs
from lms.institutions.models import Person
from lms.jobs.models import Job, JobState
from lms.jobs.services import run_due_jobs, run_job
from tests.certificates.designing import CSS, HTML, a_design, a_picture, allow, png, publish, published_at_once
from tests.conftest import House

People = dict[str, Person]
AsPerson = Callable[[Person], Client]
pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(programme: People) -> Person:
    return programme["administrator"]


@pytest.fixture
def client(admin: Person, as_person: AsPerson) -> Client:
    return as_person(admin)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Drawing, noted and not done."""
    drawn: list[Any] = []

    def draw(design: papers.Design, values: Any, **more: Any) -> bytes:
        drawn.append((design.html, values["country"], values["language"]))
        return b"%PDF-"

    monkeypatch.setattr(publishing.papers, "draw", draw)
    monkeypatch.setattr(publishing, "why_slow", lambda design, values: "")
    monkeypatch.setattr(previews, "why_slow", lambda design, values: "")
    monkeypatch.setattr(previews, "picture_of", lambda pdf: (b"\x89PNG", 2))
    return drawn


def url(name: str, *args: Any) -> str:
    return reverse(f"lms:certificates:{name}", args=args)


def text_of(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def written(design: Design, **more: Any) -> dict[str, Any]:
    """What the editor sends."""
    return {
        "title_es": "De gala", "title_en": "Gala", "html": design.html, "css": design.css, "expected": design.draft_number,
        "country": "PE", "language": "es", "length": "short", "act": "save", **more,
    }  # fmt: skip


def test_a_design_is_begun_written_previewed_published_and_brought_back(client: Client, quick: list[Any]) -> None:
    begun = client.post(
        url("design-new"),
        {"paper": "card", "title_es": "Credencial azul", "title_en": "Blue card", "country": "", "owner": "all"},
    )
    design = Design.objects.get(key="blue-card")
    assert begun.headers["Location"] == url("design-edit", design.pk)
    assert design.html == papers.shipped("card").html
    saved = client.post(url("design-edit", design.pk), written(design, html=HTML, css=CSS), follow=True)
    assert "El borrador está guardado." in text_of(saved)
    design.refresh_from_db()
    shown = client.post(url("design-edit", design.pk), written(design, act="preview", country="MX", language="es+en"))
    assert "Se está dibujando" in text_of(shown)
    run_due_jobs()
    assert quick == [(HTML, "México · Mexico", "es+en")]
    again = client.post(url("design-edit", design.pk), written(design, act="preview", country="MX", language="es+en"))
    assert url("design-preview-picture", design.pk) in text_of(again)
    assert "México, en los dos idiomas, nombre corto" in text_of(again)
    asked = client.post(url("design-publish", design.pk), {"expected": design.draft_number, "note": "Azul"})
    job = Job.objects.get(kind=publishing.PUBLISH)
    assert asked.headers["Location"] == reverse("lms:jobs:job-detail", args=[job.pk])
    run_job(job_id=job.pk)
    page = text_of(client.get(asked.headers["Location"]))
    assert url("design-detail", design.pk) in page
    detail = text_of(client.get(url("design-detail", design.pk)))
    assert "versión 1 publicada" in detail
    assert "Azul" in detail
    design.refresh_from_db()
    client.post(url("design-edit", design.pk), written(design, html="<p>{{ name }}</p>"))
    design.refresh_from_db()
    version = text_of(client.get(url("design-version", design.pk, 1)))
    assert "{{ title }}" in version
    client.post(url("design-revert", design.pk), {"number": 1, "expected": design.draft_number})
    assert Design.objects.get(pk=design.pk).html == HTML


def test_the_second_editor_sees_both_texts_and_saves_over_knowingly(client: Client, admin: Person) -> None:
    design = a_design(admin)
    sent = written(design, html="<p>lo mío</p>")
    save_draft(design_id=design.pk, html="<p>lo de ellos</p>", css=CSS, expected=design.draft_number, by=admin.pk)
    told = client.post(url("design-edit", design.pk), sent)
    assert told.status_code == 409
    page = text_of(told)
    assert "lo de ellos" in page
    assert "&lt;p&gt;lo mío&lt;/p&gt;</textarea>" in page
    number = re.search(r'name="over" value="(\d+)"', page)
    assert number is not None
    client.post(url("design-edit", design.pk), {**sent, "act": "mine", "over": number[1]})
    assert Design.objects.get(pk=design.pk).html == "<p>lo mío</p>"


def test_a_text_that_is_too_long_or_without_a_name_is_told_and_kept_in_the_form(client: Client, admin: Person) -> None:
    design = a_design(admin)
    told = client.post(url("design-edit", design.pk), written(design, html="<p>mucho</p>", title_es=""))
    assert told.status_code == 422
    assert "&lt;p&gt;mucho&lt;/p&gt;</textarea>" in text_of(told)


def test_problems_stand_on_the_page_with_their_lines_and_a_draft_with_them_is_not_published(
    client: Client, admin: Person
) -> None:
    design = a_design(admin, html="<p>{{ name }}</p>\n<p>{{ nombre }}</p>")
    page = text_of(client.get(url("design-edit", design.pk)))
    assert 'data-part="html" data-line="2">HTML, línea 2</a>' in page
    detail = text_of(client.get(url("design-detail", design.pk)))
    assert "Todavía no se puede publicar" in detail
    refused = client.post(url("design-publish", design.pk), {"expected": design.draft_number, "note": ""})
    assert refused.status_code == 422
    assert "HTML, línea 2:" in text_of(refused)


def test_the_catalogue_names_every_field_with_what_to_write(client: Client, admin: Person) -> None:
    page = text_of(client.get(url("design-edit", a_design(admin).pk)))
    for field in papers.FIELDS:
        assert field in page
    assert "{% for one in signatories %}" in page
    assert "Ana Paredes Solís" in page


def test_a_picture_that_was_brought_in_is_offered_with_what_it_shows(client: Client, admin: Person) -> None:
    a_picture(admin, "sello")
    page = text_of(client.get(url("design-edit", a_design(admin).pk)))
    assert "&lt;img src=&quot;sello&quot; fit=&quot;30mm x 15mm&quot; alt=&quot;Sello&quot;&gt;" in page


# The preview -------------------------------------------------------------------------------------------------------------
def test_the_preview_shows_what_was_not_saved_and_only_the_last_wish_is_drawn(
    client: Client, admin: Person, quick: list[Any]
) -> None:
    design = a_design(admin)
    for words in ("uno", "dos", "tres"):
        sent = client.post(
            url("design-preview", design.pk), written(design, html=f"<p>{words}</p>"), headers={"HX-Request": "true"}
        )
        assert 'hx-trigger="every 1s"' in text_of(sent)
    run_due_jobs()
    assert quick == [("<p>tres</p>", "Perú", "es")]
    done = text_of(client.get(url("design-preview", design.pk), headers={"HX-Request": "true"}))
    assert "hx-trigger" not in done
    assert "2 páginas" in done
    assert Design.objects.get(pk=design.pk).html == HTML
    assert client.get(url("design-preview-picture", design.pk)).headers["Content-Type"] == "image/png"
    assert client.get(url("design-preview-file", design.pk)).headers["Content-Type"] == "application/pdf"


def test_the_same_wish_is_drawn_once(client: Client, admin: Person, quick: list[Any]) -> None:
    design = a_design(admin)
    for _ in range(3):
        client.post(url("design-preview", design.pk), written(design), headers={"HX-Request": "true"})
        run_due_jobs()
    assert len(quick) == 1
    assert Job.objects.filter(kind=previews.PREVIEW).count() == 1


def test_a_text_with_problems_is_told_at_once_and_nothing_is_drawn(client: Client, admin: Person, quick: list[Any]) -> None:
    design = a_design(admin)
    told = client.post(
        url("design-preview", design.pk), written(design, html="<p>{{ nombre }}</p>"), headers={"HX-Request": "true"}
    )
    assert "nombre" in text_of(told)
    assert "hx-trigger" not in text_of(told)
    assert not Job.objects.filter(kind=previews.PREVIEW).exists()


def test_a_drawing_that_fails_or_takes_too_long_says_so(
    client: Client, admin: Person, quick: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    from celery.exceptions import SoftTimeLimitExceeded

    design = a_design(admin)
    for number, (wrong, said) in enumerate(
        [(papers.CannotDraw("«Ana» se sale de la página."), "se sale de la página"), (SoftTimeLimitExceeded(), "demasiado")]
    ):
        monkeypatch.setattr(previews.papers, "draw", _raising(wrong))
        client.post(url("design-preview", design.pk), written(design, css=f"p {{ margin: {number}mm }}"))
        run_due_jobs()
        assert said in text_of(client.get(url("design-preview", design.pk), headers={"HX-Request": "true"}))
    assert set(Job.objects.filter(kind=previews.PREVIEW).values_list("state", flat=True)) == {JobState.DONE}


def _raising(wrong: Exception) -> Callable[..., bytes]:
    def draw(*args: Any, **more: Any) -> bytes:
        raise wrong

    return draw


def test_a_preview_whose_worker_died_can_be_asked_for_again(client: Client, admin: Person, quick: list[Any]) -> None:
    design = a_design(admin)
    client.post(url("design-preview", design.pk), written(design))
    Job.objects.filter(kind=previews.PREVIEW).update(state=JobState.DEAD)
    assert "No se pudo dibujar" in text_of(client.get(url("design-preview", design.pk), headers={"HX-Request": "true"}))
    client.post(url("design-preview", design.pk), written(design))
    run_due_jobs()
    assert len(quick) == 1


def test_a_design_archived_while_somebody_writes_keeps_the_text_in_the_form(client: Client, admin: Person) -> None:
    design = a_design(admin)
    Design.objects.filter(pk=design.pk).update(archived_at=timezone.now())
    told = client.post(url("design-edit", design.pk), written(design, html="<p>lo mío</p>"))
    assert told.status_code == 409
    assert "&lt;p&gt;lo mío&lt;/p&gt;</textarea>" in text_of(told)


def test_a_real_preview_is_a_picture_and_a_file(client: Client, admin: Person) -> None:
    design = a_design(admin, paper="transcript", html=papers.shipped("transcript").html, css=papers.shipped("transcript").css)
    client.post(url("design-preview", design.pk), written(design, length="long", language="en", country="CL"))
    run_due_jobs()
    row = DesignPreview.objects.get()
    assert row.problems == []
    assert row.pages > 1
    assert bytes(client.get(url("design-preview-picture", design.pk)).content).startswith(b"\x89PNG")
    assert bytes(client.get(url("design-preview-file", design.pk)).content).startswith(b"%PDF-")
    assert row.slow  # several pages are drawn one by one


def test_previews_that_nobody_asked_for_in_a_week_go(client: Client, admin: Person) -> None:
    design = a_design(admin, html="<p>{{ nombre }}</p>")
    client.post(url("design-preview", design.pk), written(design))
    assert previews.forget_previews() == 0
    DesignPreview.objects.update(at=timezone.now() - timedelta(days=8))
    assert previews.forget_previews() == 1


# Who may ----------------------------------------------------------------------------------------------------------------
def test_a_coordinator_keeps_designs_and_pictures_of_the_own_institution_only(
    andes: House, sur: House, admin: Person, as_person: AsPerson
) -> None:
    carla = as_person(andes.coordinator)
    own = a_design(andes.coordinator, institution_id=andes.institution.pk)
    everybodys, theirs = a_design(admin), a_design(sur.coordinator, institution_id=sur.institution.pk)
    page = text_of(carla.get(url("design-list")))
    assert url("design-detail", own.pk) in page
    for other in (everybodys, theirs):
        assert url("design-detail", other.pk) not in page
        assert carla.get(url("design-edit", other.pk)).status_code == 404
    refused = carla.post(
        url("design-new"),
        {"paper": "card", "title_es": "x", "title_en": "x", "country": "", "owner": str(sur.institution.pk)},
    )
    assert refused.status_code == 422
    assert carla.post(url("design-new"), {"paper": "card", "title_es": "x", "title_en": "x", "owner": "all"}).status_code == 422
    made = carla.post(
        url("picture-new"),
        {"file": png(), "key": "sello", "kind": "logo", "alt_es": "Sello", "alt_en": "Seal", "protected": "no",
         "owner": str(andes.institution.pk)},
    )  # fmt: skip
    picture = Picture.objects.get()
    assert made.headers["Location"] == url("picture-detail", picture.pk)
    assert picture.key == "andes-sello"
    assert as_person(sur.coordinator).get(url("picture-file", picture.pk)).status_code == 404
    assert carla.post(url("picture-permit", picture.pk)).status_code == 404


def test_an_advisor_sees_none_of_it(andes: House, as_person: AsPerson) -> None:
    assert as_person(andes.advisor).get(url("design-list")).status_code == 404
    assert as_person(andes.advisor).get(url("picture-list")).status_code == 404


# Lists and states ---------------------------------------------------------------------------------------------------------
def test_the_list_shows_what_ships_what_is_drafted_and_what_draws_nothing(client: Client, admin: Person) -> None:
    import_shipped_designs()
    a_design(admin)
    a_picture(admin, "escudo", protected=True)
    blocked = a_design(admin, html='<p>{{ name }}</p><img src="escudo" alt="">', titles={"es": "Oficial", "en": "Official"})
    published_at_once(blocked, admin)
    page = text_of(client.get(url("design-list")))
    for words in ("de fábrica", "sin publicar", "no dibuja documentos nuevos", "Credencial de bolsillo"):
        assert words in page
    detail = text_of(client.get(url("design-detail", blocked.pk)))
    assert "No hay permiso para la imagen «escudo»" in detail


def test_a_shipped_design_is_shown_and_copied_not_edited(client: Client) -> None:
    import_shipped_designs()
    shipped = Design.objects.get(key="shipped-hours")
    page = text_of(client.get(url("design-detail", shipped.pk)))
    assert f"{url('design-new')}?copy={shipped.pk}" in page
    assert client.get(url("design-edit", shipped.pk)).status_code == 302
    assert client.post(url("design-publish", shipped.pk), {"expected": 1, "note": ""}).status_code == 409


def test_a_refused_publication_is_shown_on_the_page_of_the_design(
    client: Client, admin: Person, quick: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    design = a_design(admin)
    monkeypatch.setattr(publishing.papers, "draw", _raising(papers.CannotDraw("«Ana» se sale de la página.")))
    publish(design, admin)
    page = text_of(client.get(url("design-detail", design.pk)))
    assert "No se publicó" in page
    assert "se sale de la página" in page


def test_queries_of_the_lists_do_not_grow_with_designs_and_pictures(
    client: Client, admin: Person, django_assert_max_num_queries: Any
) -> None:
    counts = []
    for number in range(2):
        for one in range(3):
            key = f"escudo-{number}{one}"
            a_picture(admin, key, protected=True)
            published_at_once(a_design(admin, html=f'<p>{{{{ name }}}}</p><img src="{key}" alt="">'), admin)
        for page in ("design-list", "picture-list"):
            with django_assert_max_num_queries(15) as asked:
                client.get(url(page))
            counts.append(len(asked))
    assert counts[:2] == counts[2:]


def test_a_permission_is_recorded_shown_withdrawn_and_told(client: Client, admin: Person) -> None:
    picture = a_picture(admin, "escudo", protected=True)
    assert "sin permiso vigente" in text_of(client.get(url("picture-list")))
    today = timezone.localdate()
    sent = {
        "holder": "Oficina nacional", "reference": "Carta 12", "countries": ["PE", "CL"], "papers": ["certificate"],
        "starts_on": today.isoformat(), "ends_on": (today + timedelta(30)).isoformat(),
    }  # fmt: skip
    assert client.post(url("picture-permit", picture.pk), {**sent, "ends_on": "2020-01-01"}).status_code == 422
    client.post(url("picture-permit", picture.pk), sent)
    page = text_of(client.get(url("picture-detail", picture.pk)))
    assert "Oficina nacional" in page
    assert "Chile, Perú" in page
    assert "El permiso termina el" in page
    client.post(url("picture-withdraw", picture.pk), {"reference": "Carta 13"})
    assert "Se retiró su permiso" in text_of(client.get(url("picture-detail", picture.pk)))


def test_a_picture_that_a_design_shows_is_not_archived(client: Client, admin: Person) -> None:
    picture = a_picture(admin, "sello")
    a_design(admin, html='<img src="sello" alt="">')
    refused = client.post(url("picture-archive", picture.pk))
    assert refused.status_code == 409
    assert "gala" in text_of(refused)


def test_whoever_decides_is_told_of_a_permission_that_ends(client: Client, admin: Person) -> None:
    picture = a_picture(admin, "escudo", protected=True)
    allow(picture, admin, timezone.localdate(), timezone.localdate() + timedelta(20))
    assert url("picture-detail", picture.pk) in text_of(client.get(reverse("lms:home:home")))
