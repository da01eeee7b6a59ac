# ruff: noqa: E501
"""What says who a business is is found, with its place; law, dates, money and serials are left alone."""

import re
from itertools import pairwise
from pathlib import Path
from time import process_time

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import settings as trying
from hypothesis import strategies as st

from assessments.clinics import identifiers

REFUSED = {
    "firm": (
        "Textiles Andinos S.A.S.", "Panadería Doña Rosa SpA", "Comercial Los Aromos Limitada", "Transportes del Sur Ltda.",
        "Artesanías de Oaxaca S. de R.L. de C.V.", "Grupo Maíz S.A. de C.V.", "Innova S.A.P.I. de C.V.", "Tejidos Puno E.I.R.L.",
        "Tejidos Puno EIRL", "Café Selva S.A.C.", "Cuero y Piel SAC", "Pérez y Cía.", "Alimentos Ñuble S.A.", "TEXTILES ANDINOS SAS",
        "«Dulce valle» SpA", "textiles andinos s.a.s.", "La señora de Quesos del Norte S.R.L. vino", "Acme Inc.", "Blue Coffee LLC",
        "Pinturas 3 Hermanos S.A.", "Una Textiles Andinos S.A.",
        "Kuyay S.A.S, de Medellín", "Kuyay S.A", "Kuyay S.A.C", "Lanas del Sur SA", "Lanas del Sur sa", "kuyay sac", "kuyay SAC",
        "textiles andinos ltda", "lanas del sur s.a.", "Andean Textiles Ltd", "Andean Textiles Inc", "Kuyay S A C", "Kuyay S A", "kuyay eirl",
        "Textiles Perú S.A.C.", "Kuyay SPA", "TEXTILES ROSA SPA", "kuyay spa", "Recomendé Textiles Andinos SAS", "Lanas SAPI de CV",
        "lanas sa de cv", "Grupo Maíz SA de CV", "Kuyay S.A.S. BIC", "kuyay & cía", "kuyay textil sac", "Tierra Nueva S.A.C.", "Café Nuestro SAC",
        "Hotel Kuyay Spa", "tejidos de los andes sac", "comercial los aromos limitada",
    ),
    "tax": (
        "76.543.210-3", "76543210-3", "RUT 12.345.678-5", "RUT: 1234567-4", "12.345.678-5", "NIT 900.123.456-8", "nit 900123456",
        "800.197.268-4", "ABC010203AB1", "RFC: GODE561231GR8", "CURP GODE561231HDFRRN09", "20131312955", "RUC 20100070970",
        "RUC N° 20512345678", "DNI 45678912", "cédula 1.012.345.678",
        "RUC20456789013", "RUT76543210-3", "DNI45678912", "RUC del taller: 20456789013", "RUT de la empresa 765432103",
        "RUC of the workshop 20456789013", "NIT de su empresa es 900123456", "CC 52.345.678", "C.C. 52345678", "cédula No 52345678",
        "cédula no. 52345678", "abc010203ab9", "RFC del taller: gode561231gr8", "pasaporte G1234567",
        "RUC 20 131312955", "RUT 76 086 428-5", "NIT 900 373 115 3", "760864285", "12345670K", "12345670k", "9003731153",
    ),
    "phone": (
        "+56 9 8765 4321", "+51 987 654 321", "+57 310 123 4567", "+52 55 1234 5678", "9 8765 4321", "987654321", "987 654 321",
        "310 123 4567", "3101234567", "55 1234 5678", "(01) 234 5678", "tel. 2345678", "Teléfono: 222 345 678", "WhatsApp 87654321",
        "llámelo al 4567890", "601 234 5678", "(55) 1234-5678",
        "56987654321", "51987654321", "573001234567", "5512345678", "525512345678", "55 12 34 56 78", "01 2345678", "01-234-5678",
        "044-234567", "044 234 567", "300.123.4567", "55.1234.5678", "Tel 234-5678", "tel: 234-5678", "cel 87654321", "número 987654321",
        "su número es 987654321", "0056987654321", "0056 9 8765 4321", "00 51 987 654 321", "número +56 9 8765 4321", "222 123 45 67",
        "Teléfono fijo 2345678",
    ),
    "email": ("rosa@quesos.cl", "rosa.perez@correo.com.pe", "rosa (arroba) quesos.cl", "rosa[at]mail.com", "ventas arroba quesos.cl", "ana@gmail", "ana arroba gmail punto com"),
    "web": (
        "www.quesos.cl", "https://quesos.cl/nosotros", "quesosdelnorte.com", "tienda.quesos.com.mx", "facebook.com/quesosdelnorte",
        "@quesosdelnorte", "instagram.com/quesos", "mercado.pe",
        "IG: textil.andino", "ig textil_andino", "Instagram textil_andino", "Instagram: textilandino", "TikTok: @_textil", "@_textil",
        "Facebook es lanas.del.sur", "linktr.ee/x", "x.lat", "x.ec", "ñandú.cl", "wa.me/56987654321", "kuyay.etsy.com", "amazon.com/shops/kuyay",
    ),
    "address": (
        "Av. Los Leones 1234", "Avenida Providencia N° 1208", "Jirón de la Unión 300", "Jr. Puno 450", "Calle 26 # 13-45",
        "Cra. 7 No. 71-21", "Carrera 15 # 93-60", "Calle Morelos 45", "Av. 9 de Julio 120", "Mz. B Lt. 14", "manzana 3, lote 5",
        "Col. Roma Norte 06700", "C.P. 06600", "código postal 15046", "Pasaje San Martín 12", "av. los pinos 345", "12 Market Street",
        "Urb. San Felipe", "Diagonal 40A # 10-25",
        "Carrera 7 No 71-21", "carrera 7 no 71-21", "Paseo de la Reforma 222", "avenida providencia 2250", "Av. El Dorado # 68C-61",
        "calle los pinos 345", "Av. Los Leones 1234B", "av providencia 2250", "Jr Puno 450", "Cra 15 #93 60", "Cl 26 13-45", "calle 5 de mayo 123",
    ),
}  # fmt: skip

ALLOWED = (
    "Ley 19.039", "Ley N° 17.336 de Propiedad Intelectual", "Decisión 486, artículo 154", "Decreto Legislativo 1075", "Ley 1014 de 2006",
    "artículo 6 bis del Convenio de París", "Ley Federal de Protección a la Propiedad Industrial (LFPPI), arts. 171 a 176",
    "26 de noviembre de 2026", "26/11/2026", "2026-11-26", "26-11-2026", "del 3 al 5 de mayo", "a las 10:30",
    "$ 1.234.567", "S/ 534,99", "US$ 3.000.000", "CLP 987654321", "$987654321", "987654321 pesos", "3 UTM", "12,5 %", "100 %", "1.234,5",
    "98,4 %", "20 a 30 trabajadores", "ventas de 2.400 UF al año", "clase 25 de Niza", "clases 29, 30 y 35", "solicitud 1234567",
    "expediente 987654-2025", "registro N.° 987654321", "certificado AP-2026-000123", "PI-PE-2026-000123-7", "lote 14", "serie 310 123 4567",
    "Constituyó una S.A.S. en 2024.", "Una SpA o una Ltda. cuesta lo mismo.", "La sociedad es S.A.C.", "Conviene formar una E.I.R.L.",
    "Elegir entre S.A. y S.A.S.", "una empresa S. de R.L. de C.V.", "Persona natural, sin sociedad.", "Es SAS.",
    "Vaya a inapi.cl o a www.wipo.int/es", "https://www.gob.mx/impi", "indecopi.gob.pe", "sic.gov.co", "Búsqueda en WIPO Global Brand Database",
    "Av. significa avenida.", "En la calle hay 3 talleres.", "la carrera de 5 años", "Lleva 12 años en el mercado", "Región de Ñuble",
    "Busque antes de pedir: tarda 4 meses.", "El plazo es de 30 días hábiles.", "Tiene 2 socios y 8 trabajadores.", "p. 12", "PCT/CL2025/050012",
    "WO 2025/123456", "ISBN 978-3-16-148410-0", "modelo X-200", "e.g. a label", "Fabrica mermeladas, p. ej. de mora.", "Acuerdo ADPIC 1994",
    "Hoja de ruta 2027", "El camino a la marca son 3 pasos", "Nos vemos el lunes.Gracias", "rosa y azul @ 2 colores", "Cada S.A. paga igual",
    "The firm is a S.A.S.", "Habló con el banco. S.A. es su forma.", "", "   ",
    "Expediente 001234-2024/DSD", "Resolución 0015234-2024/CSD", "RSA-001234-2024", "Resolución 0056987-2024", "expediente 044-234567",
    "Ley SAS (Ley 1258 de 2008)", "en Colombia SAS es lo común", "Perú S.A.C.", "Recomendé S.A.S.", "Tiene SAS desde 2024", "Hotel SPA",
    "hotel spa", "un spa", "masajes y spa", "ofrece masajes, spa y sauna", "Abrió un SPA", "recomendé sac", "la figura SAS", "tiene ltda", "hay 5 SAS",
    "artículo 5 inc. 2", "Edición limitada", "la edición limitada", "Bogotá S.A.S. o Ltda.", "norma SA 8000", "café de 84 puntos SCA",
    "lun a vie, sab", "Amazon.com retiró…", "mercadolibre.com.pe", "www.mercadolibre.cl", "facebook.com", "https://www.google.com/", "google.com",
    "sellercentral.amazon.com.mx", "Ventas anuales 987654321", "ventas de 987654321", "solicitud número 987654321", "número de registro: 987654321",
    "registrada con el número 987654321", "Vende por Instagram y Facebook", "En Facebook tiene 300 seguidores", "Instagram, TikTok y WhatsApp",
    "Instagram: no. TikTok: activo.", "IG: Pisco", "IG Café de Colombia", "tod@s l@s niñ@s", "en la avenida hay 25 talleres", "la avenida tiene 120 locales",
    "Un paseo de 3 días", "El RUC se saca en sunat.gob.pe en 2 días", "El RUT cuesta 120.000 pesos", "10 20 30 40 50", "312345.6789",
    "Actualmente S.A.C.", "En Arequipa S.A.C. es común", "Persona jurídica, SAC", "Exp. 987654321", "Archivo logo.ai y logo.svg", "Pasaje de bus 25",
    "Giro: textil, SAC desde 2019", "es una cooperativa ltda.", "Cooperativa Ltda. de caficultores", "protección muy limitada", "marca limitada a 3 regiones",
    "tiene un pequeño spa rural", "Vendió 5500000000 el año pasado", "Paga 987654321 al mes", "Vino tarde.Me dijo que no.", "Se revisó google.com/patents",
    "Canales: Instagram: ventas, Facebook: anuncios", "Calle de tierra a 15 km", "código de barras 7750123456789", "CC BY-NC-SA 4.0",
    "notificación sanitaria NSOC12345-24PE", "Vende 300.000 pesos al mes, unos 3.600.000 al año", "Hotel: 2345678 visitas", "El NIT es de la empresa, 2 socios",
    "ventas de 760864285", "760864285 pesos", "S/ 760864285", "expediente 760864285", "Facturó 9003731153", "120000000", "760864286", "RUT 20 a 30 días",
    "El RUC 10 20 30 años",
)  # fmt: skip


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, ones in REFUSED.items() for text in ones])
def test_what_says_who_a_business_is_is_found(kind: str, text: str) -> None:
    said = f"Vino hoy ({text}), con dudas."
    found = identifiers.find(said)
    assert [one.kind for one in found] == [kind], (found, text)
    assert said[found[0].start : found[0].end].strip() == found[0].text


@pytest.mark.parametrize("text", ALLOWED)
def test_law_dates_money_and_serials_are_left_alone(text: str) -> None:
    assert identifiers.find(f"Se vio lo siguiente: {text}") == []
    assert identifiers.find(text) == []


def test_a_sentence_says_what_to_take_out_and_says_it_once() -> None:
    said = identifiers.sentences("Escriba a rosa@quesos.cl. Repito: rosa@quesos.cl. O llame al +56 9 8765 4321.")
    assert len(said) == 2
    assert "rosa@quesos.cl" in said[0]
    assert "+56 9 8765 4321" in said[1]
    assert identifiers.sentences_of({"a": "una panadería", "b": "www.quesos.cl"}).keys() == {"b"}


@given(st.text(max_size=400))
@trying(max_examples=200)
def test_any_text_is_read_and_every_place_is_in_it(text: str) -> None:
    found = identifiers.find(text)
    assert all(0 <= one.start < one.end <= len(text) for one in found)
    assert all(a.end <= b.start for a, b in pairwise(found))


def test_long_texts_made_to_be_slow_are_read_all_the_same() -> None:
    """A pattern that tried every way would not come back from these within the run's time limit."""
    for text in (
        "Av. " + "Los " * 8000,
        "9" * 30000,
        "a." * 15000,
        "@" * 20000,
        "S.A. " * 6000,
        "Aa " * 10000 + "S.A.",
        "(01) " * 6000,
    ):
        identifiers.find(text)


@pytest.mark.parametrize(
    "piece",
    ["a", " ", "9", ".", "-", "@", "Aa ", "aa ", "S.A. ", "s a ", "a.", "a_", "0", "00", "+51", "(", "ñ", "RUT ", "RUC de la ", "tel ", "N.° ", "no ",
     "Av. ", "calle ", "avenida los ", "Calle 7 ", "Instagram: ", "ig ", "ventas de ", "registro ", "sac ", "kuyay sac ", "12-", "55 12 "],
)  # fmt: skip
def test_reading_takes_as_long_as_the_text(piece: str) -> None:
    """12,000 characters of one piece, also after each label and with a gap of blanks, in well under a second each."""
    size = 12_000
    body = (piece * size)[:size]
    for text in (body, f"RUT {body}", f"Kuyay {body}S.A.S.", f"tel {body}x", f"Av. Los {body}", f"Instagram {body}"):
        began = process_time()
        identifiers.find(text)
        assert process_time() - began < 1.0, text[:40]


@pytest.mark.parametrize("folder", ["sections", "cases", "references", "stages", "questions", "terms"])
def test_what_the_toolkit_itself_says_is_never_refused(folder: str) -> None:
    """A million characters about law, money, dates and invented businesses, in two languages."""
    root = Path(settings.BASE_DIR) / "courses" / "curriculum" / folder
    texts = {path.name: path.read_text(encoding="utf-8") for path in sorted(root.rglob("*.*"))}
    found = [
        (name, line, one.text) for name, text in texts.items() for line in text.splitlines() for one in identifiers.find(line)
    ]
    assert texts
    assert found == []


def test_the_places_that_the_directory_names_may_be_written() -> None:
    root = Path(settings.BASE_DIR) / "courses" / "curriculum"
    files = [*root.glob("resources/*.yaml"), *root.glob("offices/*.yaml"), *root.glob("sources/*.yaml")]
    hosts = {
        host for path in files for host in re.findall(r"(?:url|website): *\"?([^\s\",}]+)", path.read_text(encoding="utf-8"))
    }
    assert hosts
    assert [host for host in hosts if identifiers.find(f"Vaya a {host} hoy.")] == []
