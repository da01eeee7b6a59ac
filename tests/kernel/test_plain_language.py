"""How easy a text is to read: counts by stated rules, scores by published formulas."""

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from lms.kernel.plain_language import inflesz_band, legalese_in, measure, sentences_of, syllables_of, words_of

SPANISH = {  # by the rules of the Real Academia
    "idea": 3, "país": 2, "océano": 4, "ciudad": 2, "vehículo": 4, "guion": 1, "cuídate": 3, "construía": 4, "construí": 2,
    "lingüística": 4, "averiguáis": 4, "búho": 2, "ahí": 2, "rey": 1, "leyes": 2, "aéreo": 4, "caída": 3, "línea": 3,
    "marca": 2, "registro": 3, "vigencia": 3, "negocio": 3, "guía": 2, "quien": 1, "argüir": 2, "y": 1, "Perú": 2,
    "cooperar": 4, "huida": 2, "viuda": 2, "ruido": 2, "miau": 1, "Uruguay": 3, "reúne": 3, "SIC": 1, "INDECOPI": 4, "SNP": 3,
    "yb": 2,
}  # fmt: skip
ENGLISH = {
    "idea": 3,
    "business": 2,
    "trademark": 2,
    "registered": 3,
    "years": 1,
    "co-owner": 3,
    "firm's": 1,
    "licence": 2,
    "Indecopi": 4,
}


@pytest.mark.parametrize(("word", "count"), SPANISH.items())
def test_a_spanish_word_has_its_syllables(word: str, count: int) -> None:
    assert syllables_of(word, "es") == count


@pytest.mark.parametrize(("word", "count"), ENGLISH.items())
def test_an_english_word_has_its_syllables(word: str, count: int) -> None:
    assert syllables_of(word, "en") == count


def test_a_number_is_one_word_of_as_many_syllables_as_digits() -> None:
    found = measure("Cuesta 1.234,5 pesos.", "es")
    assert (found.words, found.syllables) == (3, 2 + 5 + 2)


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Sí, el art. 5 de la Ley No. 19.039 lo dice (p. ej. en EE. UU.). El Sr. Pérez pagó.", 2),
        ("¿Puedo usarla? ¡Sí! Mire www.inapi.cl. Ya está…", 4),
        ("Compró tela, botones, etc. Después cosió.", 2),
        ("- uno\n- dos tres\n\n## Título\n\n| a | b |\n|---|---|\n| c | d |", 7),
        ("", 0),
        ("10 % y nada más", 1),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text: str, sentences: int) -> None:
    assert len(sentences_of(words_of(text), "es")) == sentences


def test_spanish_scores_follow_their_formulas() -> None:
    found = measure("La idea de un país junto al océano. Una marca dura.", "es")
    p, f, s, letters = 11, 2, 1 + 3 + 1 + 1 + 2 + 2 + 1 + 4 + 2 + 2 + 2, 39
    assert (found.words, found.sentences, found.syllables, found.letters) == (p, f, s, letters)
    assert found.fernandez_huerta == round(206.84 - 60 * s / p - 1.02 * p / f, 2)
    assert found.szigriszt_pazos == round(206.835 - 62.3 * s / p - p / f, 2)
    assert found.gutierrez_polini == round(95.2 - 9.7 * letters / p - 0.35 * p / f, 2)
    assert (found.flesch, found.flesch_kincaid, found.inflesz) == (None, None, "muy fácil")
    assert found.reading_ease == found.szigriszt_pazos


def test_english_scores_follow_their_formulas() -> None:
    found = measure("A trademark lasts ten years. You can renew it.", "en")
    p, f, s = 9, 2, 11
    assert (found.words, found.sentences, found.syllables) == (p, f, s)
    assert found.flesch == round(206.835 - 1.015 * p / f - 84.6 * s / p, 2)
    assert found.flesch_kincaid == round(0.39 * p / f + 11.8 * s / p - 15.59, 2)
    assert (found.szigriszt_pazos, found.inflesz, found.reading_ease) == (None, None, found.flesch)


@pytest.mark.parametrize(
    ("score", "band"),
    [(80.0, "muy fácil"), (79.99, "bastante fácil"), (65, "bastante fácil"), (64.9, "normal"), (55, "normal"),
     (54.9, "algo difícil"), (40, "algo difícil"), (39.9, "muy difícil"), (-20, "muy difícil")],
)  # fmt: skip
def test_the_inflesz_scale_has_five_bands(score: float, band: str) -> None:
    assert inflesz_band(score) == band


def test_front_matter_fences_references_and_addresses_are_no_words() -> None:
    text = (
        "---\ntitle: Una idea\nstages: [growth]\n---\n{#b1}\n**Hola** [aquí](https://example.org/a.b). {fact:marks.term}\n\n"
        "::: local CL {#b2}\nTexto.\n:::\n\n::: next Siga {#b3}\nYa.\n:::\n"
    )
    assert sentences_of(words_of(text), "es") == ["Una idea", "Hola aquí.", "Texto.", "Siga", "Ya."]


def test_passives_are_counted_by_sentence() -> None:
    assert (
        measure(
            "La marca fue inscrita ayer. La marca es bonita. Usted la pidió. Será rápidamente publicada.", "es"
        ).passive_share
        == 0.5
    )
    assert measure("The mark was filed. You filed it.", "en").passive_share == 0.5


def test_lawyers_words_are_found_whole_without_accents_and_the_longest_first() -> None:
    terms = {"en virtud de": "por", "virtud": "fuerza", "cesionario": "quien recibe el derecho", "litigio": "juicio"}
    found = legalese_in("En  virtud\nde la cesión, el CESIONARIO litigioso y el cesionário.", terms)
    assert [(one.term, one.plain, one.count) for one in found] == [
        ("en virtud de", "por", 1),
        ("cesionario", "quien recibe el derecho", 2),
    ]


@given(st.text(max_size=400), st.sampled_from(["es", "en"]))
def test_any_text_can_be_measured(text: str, language: str) -> None:
    found = measure(text, language, legalese={"ley": "norma"})
    assert found.words == 0 or found.sentences >= 1
    assert found.syllables >= found.words


def test_the_command_prints_the_figures_and_null_for_what_does_not_apply(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], db: None
) -> None:
    file = tmp_path / "texto.md"
    file.write_text("La marca dura diez años. Es una buena idea.", "utf-8")
    call_command("plain_language", str(file), "--language", "es", "--json")
    found = json.loads(capsys.readouterr().out)
    assert set(found) >= {
        "words", "sentences", "syllables", "letters", "fernandez_huerta", "szigriszt_pazos", "inflesz", "gutierrez_polini",
        "flesch", "flesch_kincaid", "legalese",
    }  # fmt: skip
    assert (found["words"], found["sentences"], found["flesch"], found["legalese"]) == (9, 2, None, [])


def test_the_command_says_which_file_it_cannot_read(tmp_path: Path, db: None) -> None:
    with pytest.raises(CommandError, match=r"nowhere\.md"):
        call_command("plain_language", str(tmp_path / "nowhere.md"), "--language", "es")
    bad = tmp_path / "bad.md"
    bad.write_bytes("a\nmarca caf\xe9".encode("latin-1"))
    with pytest.raises(CommandError, match=r"bad\.md:2"):
        call_command("plain_language", str(bad), "--language", "es")
