"""The six shipped papers, in both languages and in one, with ordinary and with the longest words."""

from dataclasses import replace

import pytest
from django.utils import translation

from certificates.papers import FIELDS, PAPERS, CannotDraw, Picture, draw, problems, sample_values, shipped
from certificates.papers.samples import LONG_NAME
from tests.certificates.papers.ground import LANGUAGES, pages_in, read_qr, small, values, words_of
from tests.certificates.papers.test_pictures import raster


@pytest.mark.parametrize("paper", PAPERS)
def test_its_design_has_no_problems(paper: str) -> None:
    assert problems(shipped(paper)) == []


@pytest.mark.parametrize("long", [False, True])
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("paper", PAPERS)
def test_it_holds_its_words_and_a_code_that_is_read(paper: str, language: str, long: bool) -> None:
    found = values(language, paper=paper, long=long)
    pdf = draw(shipped(paper), found)
    words = words_of(pdf)
    for field in ("name", "serial", "title", "credential", "address"):
        assert str(found[field]) in words
    if language == "es+en":
        assert str(found["title_other"]) in words
    codes = [code for page in range(pages_in(pdf)) for code in read_qr(pdf, page=page)]
    assert codes == [found["qr"]]


@pytest.mark.parametrize("paper", PAPERS)
def test_logos_and_signatures_are_drawn(paper: str) -> None:
    logo = Picture(raster("PNG", (600, 200)))
    signs = [{"name": f"Firma {n}", "lines": ["Cargo"], "picture": logo} for n in range(4)]
    coissuers = [{"name": "Cámara de Comercio", "logo": logo}]
    pdf = draw(shipped(paper), values(paper=paper, logo=logo, signatories=signs, coissuers=coissuers))
    if paper != "card":
        assert all(f"Firma {n}" in words_of(pdf) for n in range(4))


@pytest.mark.parametrize("language", LANGUAGES)
def test_samples_have_a_value_for_every_text(language: str) -> None:
    found = sample_values(language)
    texts = [
        key for key, field in FIELDS.items() if field.kind in ("text", "list", "qr", "link") and not key.endswith("_other")
    ]
    assert [key for key in texts if key not in found] == []
    assert sample_values(language, long=True)["name"] == LONG_NAME
    assert len(LONG_NAME) == 120


def test_every_field_says_what_it_means_in_both_languages() -> None:
    for language in ("es", "en"):
        with translation.override(language):
            assert all(str(field.meaning) for field in FIELDS.values())


def test_words_over_words_and_words_off_the_page_are_refused() -> None:
    over = small(
        '<div class="a"><p>uno</p></div><div class="b"><p>dos</p></div>',
        "div { position: absolute; left: 20mm; width: 60mm } .a { top: 20mm } .b { top: 21mm }",
    )
    off = small('<div style="position: absolute; left: 20mm; top: 197mm; width: 60mm"><p>uno</p></div>')
    for design in (over, off):
        with pytest.raises(CannotDraw):
            draw(design, values())


def test_a_picture_over_words_is_refused_and_one_behind_them_is_not() -> None:
    css = "div { position: absolute; left: 20mm; top: 20mm; width: 60mm } img { width: 50mm; height: 20mm }"
    words, seal = "<div><p>uno</p></div>", '<div><p><img src="seal" alt=""></p></div>'
    pictures = {"seal": Picture(raster("PNG", (600, 200)))}
    with pytest.raises(CannotDraw):
        draw(replace(small(words + seal, css), pictures=pictures), values())
    assert "uno" in words_of(draw(replace(small(seal + words, css), pictures=pictures), values()))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("paper", PAPERS)
def test_a_long_institution_two_more_their_logos_and_four_signatures_stand_clear_of_all_words(
    paper: str, language: str
) -> None:
    logo = Picture(raster("PNG", (600, 300)))
    found = values(language, paper=paper, long=True, logo=logo)
    found["signatories"] = [{**one, "picture": logo} for one in found["signatories"]]
    found["coissuers"] = [{**one, "logo": logo} for one in found["coissuers"]]
    assert str(found["serial"]) in words_of(draw(shipped(paper), found))


def test_what_the_library_complains_about_is_an_error() -> None:
    with pytest.raises(CannotDraw):
        draw(small("<p>{{ name }}</p>"), values(name="王小明"))
    with pytest.raises(CannotDraw):
        draw(
            small(
                '<div id="foot"><p>a</p><p>b</p></div><p>x</p>',
                "@page { @frame f { -pdf-frame-content: foot; left: 10mm; top: 10mm; width: 50mm; height: 3mm; } }",
            ),
            values(),
        )
