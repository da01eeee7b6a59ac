"""Designs: shipped ones as rows, drafts that never lose a text, publishing that refuses with reasons, versions that stay."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone, translation

from certificates import errors, papers
from certificates.models import Certificate, CertificateState, Design, DesignVersion
from certificates.papers import PAPERS, CannotDraw
from certificates.selectors.designs import drawn_as, problems_of, published_gaps
from certificates.services import publishing
from certificates.services.designs import (
    archive_design,
    make_design,
    revert_draft,
    save_draft,
)
from certificates.services.designs_in_use import settle_permissions
from certificates.services.drawing import draw_certificate
from certificates.services.pictures import withdraw_permission
from certificates.services.publishing import ask_publishing
from certificates.services.shipped_designs import import_shipped_designs
from certificates.wording.certificates import problem_sentence
from lms.audit.models import AuditEvent
from lms.institutions.models import Person
from lms.jobs.models import Job, JobState
from lms.kernel.writeonce import WrittenOnce
from tests.certificates.conftest import Programme
from tests.certificates.designing import CSS, HTML, a_design, a_picture, allow, publish, published_at_once, without_drawing
from tests.conftest import House

People = dict[str, Person]
pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(programme: People) -> Person:
    return programme["administrator"]


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The drawing of samples, noted and not done."""
    return without_drawing(monkeypatch)


# Shipped ---------------------------------------------------------------------------------------------------------------
def test_the_shipped_designs_come_in_once_and_draw_as_their_files_say() -> None:
    assert set(import_shipped_designs()) == {f"shipped-{paper}" for paper in PAPERS}
    assert import_shipped_designs() == []
    for paper in PAPERS:
        design = Design.objects.get(key=f"shipped-{paper}")
        assert design.published is not None
        assert design.published.by is None
        assert drawn_as(design.published) == papers.shipped(paper)


def test_a_shipped_design_that_changed_becomes_a_new_version_and_the_old_one_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    import_shipped_designs()
    old = DesignVersion.objects.get(design__key="shipped-card")
    newer = papers.Design(HTML, CSS, {}, PAPERS["card"])
    real = papers.shipped
    monkeypatch.setattr(papers, "shipped", lambda paper: newer if paper == "card" else real(paper))
    assert import_shipped_designs() == ["shipped-card"]
    design = Design.objects.select_related("published").get(key="shipped-card")
    assert design.published is not None
    assert (design.published.number, design.published.html) == (2, HTML)
    assert drawn_as(old).html == real("card").html


def test_a_shipped_design_is_copied_never_changed(admin: Person) -> None:
    import_shipped_designs()
    shipped = Design.objects.get(key="shipped-card")
    with pytest.raises(errors.DesignIsShipped):
        save_draft(design_id=shipped.pk, html=HTML, css=CSS, expected=shipped.draft_number, by=admin.pk)
    with pytest.raises(errors.DesignIsShipped):
        archive_design(design_id=shipped.pk, by=admin.pk)
    copy = make_design(
        paper="card", titles={"es": "Mía", "en": "Mine"}, country="", institution_id=None, copy_of=shipped.pk, by=admin.pk
    )
    assert Design.objects.get(pk=copy).html == shipped.html


def test_importing_credentials_brings_the_shipped_designs(programme_: Programme) -> None:
    assert Design.objects.filter(key__startswith="shipped-").count() == len(PAPERS)


# Drafts ----------------------------------------------------------------------------------------------------------------
def test_the_second_of_two_editors_is_told_and_nothing_is_lost(admin: Person, programme: People) -> None:
    design = a_design(admin)
    began = design.draft_number
    save_draft(design_id=design.pk, html="<p>uno</p>", css="", expected=began, by=admin.pk)
    with pytest.raises(errors.DesignChanged) as told:
        save_draft(design_id=design.pk, html="<p>dos</p>", css="", expected=began, by=programme["decider"].pk)
    assert told.value.number == began + 1
    design.refresh_from_db()
    assert design.html == "<p>uno</p>"
    save_draft(design_id=design.pk, html="<p>dos</p>", css="", expected=told.value.number, by=programme["decider"].pk)
    design.refresh_from_db()
    assert (design.html, design.draft_by) == ("<p>dos</p>", programme["decider"])


def test_saving_what_stands_there_already_changes_nothing(admin: Person) -> None:
    design = a_design(admin)
    events = AuditEvent.objects.count()
    assert save_draft(design_id=design.pk, html=HTML, css=CSS, expected=0, by=admin.pk) == design.draft_number
    assert AuditEvent.objects.count() == events


def test_a_draft_with_problems_is_kept_and_they_are_sentences_with_lines(admin: Person) -> None:
    design = a_design(
        admin,
        html='<h1>{{ title }}</h1>\n<p>{{ nombre }}</p>\n<img src="escudo" alt="">',
        css="p { color: red; background: url(x) }",
    )
    found = problems_of(design)
    assert [(one.part, one.line) for one in found] == [("html", 2), ("css", 1), ("html", 3)]
    assert "nombre" in found[0].sentence
    assert "escudo" in found[2].sentence


def test_two_designs_of_one_name_get_two_keys_and_a_taken_key_is_refused(admin: Person) -> None:
    first, second = a_design(admin), a_design(admin)
    assert (first.key, second.key) == ("gala", "gala-2")
    for key in ("gala", "shipped-mine"):
        with pytest.raises(errors.DesignKeyTaken):
            a_design(admin, key=key)


# Publishing -------------------------------------------------------------------------------------------------------------
def test_a_design_is_published_after_every_sample_was_drawn(admin: Person, quick: list[Any]) -> None:
    design = a_design(admin)
    job = publish(design, admin, note="Primera")
    assert job.state == JobState.DONE
    assert (job.done, job.total) == (24, 24)
    assert {(country, language) for country, language, _name in quick} >= {
        ("Perú", "es"),
        ("Chile", "en"),
        ("México · Mexico", "es+en"),
    }
    assert len({name for _country, _language, name in quick}) == 2
    version = design.published
    assert version is not None
    assert (version.number, version.note, version.by, version.html) == (1, "Primera", admin, HTML)
    assert AuditEvent.objects.filter(act="design.published", subject_id=str(design.pk)).exists()
    with pytest.raises(WrittenOnce):
        DesignVersion.objects.filter(pk=version.pk).update(html="otra")


def test_a_design_for_one_country_is_drawn_for_that_country(admin: Person, quick: list[Any]) -> None:
    publish(a_design(admin, country="CL"), admin)
    assert {country for country, _language, _name in quick} == {"Chile"}
    assert len(quick) == 6


def test_a_real_drawing_publishes_the_shipped_card(admin: Person) -> None:
    design = a_design(admin, paper="card", html=papers.shipped("card").html, css=papers.shipped("card").css, country="PE")
    job = publish(design, admin)
    assert (job.state, job.note) == (JobState.DONE, "Sus documentos toman la vía rápida.") or job.note
    assert design.published is not None
    assert set(design.published.pictures) == {"mark"}


def test_a_drawing_that_fails_for_any_sample_publishes_nothing_and_says_for_whom(
    admin: Person, quick: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def draw(design: papers.Design, values: Any, **more: Any) -> bytes:
        if values["language"] == "en" and len(values["name"]) > 60 and values["country"] == "Mexico":
            raise CannotDraw("“María” runs off the page.")
        return b"%PDF-"

    monkeypatch.setattr(publishing.papers, "draw", draw)
    design = a_design(admin)
    job = publish(design, admin)
    assert job.state == JobState.DEAD
    assert job.result == {"refused": True}
    assert "México, en inglés, nombre largo: “María” runs off the page." in job.note
    assert design.published is None


@pytest.mark.parametrize(
    ("html", "said"),
    [
        ("<p>{{ nombre }}</p>", "nombre"),
        ("<p>{% if name %}</p>", "if"),
        ('<img src="escudo" alt="">', "escudo"),
        ("<script>x</script>", "script"),
    ],
)
def test_a_text_with_problems_is_refused_before_any_work_is_asked_for(admin: Person, html: str, said: str) -> None:
    design = a_design(admin, html=html)
    with pytest.raises(errors.DesignRefused) as refused:
        ask_publishing(design_id=design.pk, expected=design.draft_number, note="", by=admin.pk)
    assert any(said in reason for reason in refused.value.reasons)
    assert not Job.objects.filter(kind=publishing.PUBLISH).exists()


def test_a_draft_that_moved_on_or_says_nothing_new_is_not_published(admin: Person, quick: list[Any]) -> None:
    design = a_design(admin)
    with pytest.raises(errors.DesignChanged):
        ask_publishing(design_id=design.pk, expected=design.draft_number - 1, note="", by=admin.pk)
    publish(design, admin)
    with pytest.raises(errors.DesignUnchanged):
        ask_publishing(design_id=design.pk, expected=design.draft_number, note="", by=admin.pk)


def test_a_draft_saved_while_it_is_being_checked_is_not_published_unseen(
    admin: Person, quick: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    design = a_design(admin)

    def draw(drawn: papers.Design, values: Any, **more: Any) -> bytes:
        now = Design.objects.get(pk=design.pk)
        save_draft(design_id=design.pk, html=HTML + "<p>más</p>", css=CSS, expected=now.draft_number, by=admin.pk)
        return b"%PDF-"

    monkeypatch.setattr(publishing.papers, "draw", draw)
    assert publish(design, admin).state == JobState.DEAD
    assert design.published is None


def test_asking_twice_is_one_job_and_after_a_refusal_there_is_a_new_one(
    admin: Person, quick: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    design = a_design(admin)
    twice = {ask_publishing(design_id=design.pk, expected=design.draft_number, note="", by=admin.pk) for _ in range(2)}
    assert len(twice) == 1
    Job.objects.filter(pk__in=twice).update(state=JobState.DEAD, result={"refused": True})
    assert ask_publishing(design_id=design.pk, expected=design.draft_number, note="", by=admin.pk) not in twice


def test_an_earlier_version_comes_back_into_the_draft_and_is_published_as_a_new_one(admin: Person, quick: list[Any]) -> None:
    design = a_design(admin)
    publish(design, admin)
    save_draft(design_id=design.pk, html="<p>{{ name }}</p>", css="", expected=design.draft_number, by=admin.pk)
    publish(design, admin)
    revert_draft(design_id=design.pk, number=1, expected=design.draft_number, by=admin.pk)
    design.refresh_from_db()
    assert (design.html, design.css) == (HTML, CSS)
    publish(design, admin)
    assert list(design.lms_versions.order_by("number").values_list("number", "html")) == [
        (1, HTML), (2, "<p>{{ name }}</p>"), (3, HTML),
    ]  # fmt: skip
    with pytest.raises(errors.DesignVersionNotFound):
        revert_draft(design_id=design.pk, number=9, expected=design.draft_number, by=admin.pk)


# Protected pictures -----------------------------------------------------------------------------------------------------
SHOWING = '<p>{{ name }}</p><img src="escudo" fit="20mm x 20mm" alt="Escudo">'
TODAY = date(2026, 11, 26)


@pytest.mark.parametrize(
    ("days", "more", "said"),
    [
        (None, {}, "No hay permiso"),
        ((-30, -1), {}, "terminó"),
        ((5, 90), {}, "no ha comenzado"),
        ((-30, 90), {"countries": ["PE"]}, "todos los países"),
        ((-30, 90), {"papers": ["card"]}, "este tipo de documento"),
    ],
)
def test_a_protected_picture_without_a_permission_in_force_for_country_and_paper_is_not_published(
    admin: Person, days: tuple[int, int] | None, more: dict[str, Any], said: str
) -> None:
    picture = a_picture(admin, "escudo", protected=True)
    today = timezone.localdate()
    if days:
        allow(picture, admin, today + timedelta(days[0]), today + timedelta(days[1]), **more)
    design = a_design(admin, html=SHOWING)
    with translation.override("es"), pytest.raises(errors.DesignRefused) as refused:
        ask_publishing(design_id=design.pk, expected=design.draft_number, note="", by=admin.pk)
    assert said in refused.value.sentence()


def test_with_a_permission_for_its_country_it_is_published_and_keeps_the_picture_for_ever(
    admin: Person, quick: list[Any]
) -> None:
    picture = a_picture(admin, "escudo", protected=True)
    today = timezone.localdate()
    allow(picture, admin, today, today, countries=["PE"], papers=["certificate"])
    design = a_design(admin, html=SHOWING, country="PE")
    assert publish(design, admin).state == JobState.DONE
    assert design.published is not None
    assert design.published.pictures == {"escudo": picture.sha256}
    assert drawn_as(design.published).pictures["escudo"].data == bytes(picture.body)
    assert published_gaps(design) == []
    assert [one.lack for one in published_gaps(design, today + timedelta(1))] == ["ended"]


def test_when_a_permission_ends_new_papers_wait_with_the_reason_and_go_on_when_there_is_one_again(
    admin: Person, programme_: Programme, andes: House
) -> None:
    picture = a_picture(admin, "escudo", protected=True)
    today = timezone.localdate()
    allow(picture, admin, today, today + timedelta(90))
    published_at_once(a_design(admin, html=SHOWING), admin, general=True)
    withdraw_permission(picture_id=picture.pk, reference="Carta 13", by=admin.pk)
    award = programme_.complete_all(andes.advisor, andes.institution)
    row = Certificate.objects.get(award=award)
    assert (row.state, row.problem) == (CertificateState.WAITING, "permission:escudo")
    with translation.override("es"):
        assert "escudo" in problem_sentence(row.problem)
    assert row.fields["name"] == andes.advisor.certificate_name
    assert settle_permissions() == 0
    allow(picture, admin, today, today + timedelta(90))
    assert settle_permissions() == 1
    assert draw_certificate(certificate_id=row.pk)


def test_papers_that_wait_for_a_permission_take_the_design_without_the_picture(
    admin: Person, programme_: Programme, andes: House
) -> None:
    a_picture(admin, "escudo", protected=True)
    design = published_at_once(a_design(admin, html=SHOWING), admin, general=True)
    award = programme_.complete_all(andes.advisor, andes.institution)
    save_draft(design_id=design.pk, html=HTML, css=CSS, expected=design.draft_number, by=admin.pk)
    design.refresh_from_db()
    published_at_once(design, admin)
    assert settle_permissions() == 1
    row = Certificate.objects.get(award=award)
    assert (row.state, row.design_version) == (CertificateState.PENDING, design.published)
