"""Finds what says who a business is: a firm's name, tax numbers, telephones, e-mail, web and street addresses. Pure.

`find(text)` gives what and where, `sentences(text)` says what to take out, in the active language. Nothing of this is a proof
that a text is anonymous: a brand or a person's name looks like any other word. What the law says (numbers of laws, articles,
decisions, classes), dates, money, percentages, serials of certificates and sites of public offices are left alone.
Check digits: RUT modulo 11 (Chile), NIT modulo 11 with prime weights (Colombia), RUC modulo 11 (Peru).
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

FIRM, TAX, PHONE, EMAIL, WEB, ADDRESS = "firm", "tax", "phone", "email", "web", "address"
LONGEST: Final = 60_000  # characters looked at: longer texts are refused before they come here


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that says who the business is: its kind, where it stands in the text, and its words."""

    kind: str
    start: int
    end: int
    text: str


def find(text: str) -> list[Found]:
    """Everything found, in the order of the text; what overlaps is told once, by the surer kind."""
    text = text[:LONGEST]
    taken: list[Found] = []
    for kind, look in _LOOKS:
        for start, end in look(text):
            if not any(start < one.end and one.start < end for one in taken):
                taken.append(Found(kind, start, end, text[start:end].strip()))
    return sorted(taken, key=lambda one: one.start)


def sentences(text: str) -> list[str]:
    """What to take out, a sentence each, without repeats; [] when nothing was found."""
    return list(dict.fromkeys(_sentence(one) for one in find(text)))


def sentences_of(fields: Mapping[str, str]) -> dict[str, list[str]]:
    """The same of several fields: {field: sentences}, only those that have any."""
    return {name: said for name, text in fields.items() if (said := sentences(text))}


def _sentence(found: Found) -> str:
    said = {
        FIRM: _("“{text}” looks like the name of a firm. Write what it does instead, for example: a workshop."),
        TAX: _("“{text}” looks like a tax or identity number. Take it out."),
        PHONE: _("“{text}” looks like a telephone number. Take it out."),
        EMAIL: _("“{text}” looks like an e-mail address. Take it out."),
        WEB: _("“{text}” looks like a web address or an account on a network. Take it out."),
        ADDRESS: _("“{text}” looks like a street address. Write the region only."),
    }
    return said[found.kind].format(text=found.text)


# E-mail and web ---------------------------------------------------------------------------------------------------------

_EMAIL = re.compile(
    r"(?<![\w.+-])[\w.+-]{1,64}\s?(?:@|\((?:at|arroba)\)|\[(?:at|arroba)\]|\sarroba\s)\s?[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}",
    re.IGNORECASE,
)
_ENDS = "com|net|org|info|biz|shop|store|tienda|online|site|website|app|io|me|cl|co|mx|pe|es"
_WEB = re.compile(
    rf"(?<![\w@.-])(?:https?://[^\s<>()\"”»]+|www\.[^\s<>()\"”»]+"
    rf"|(?:[a-z0-9][a-z0-9-]{{0,62}}\.){{1,4}}(?:{_ENDS})(?![\w-])(?:/[^\s<>()\"”»]*)?)",
    re.IGNORECASE,
)
_HANDLE = re.compile(r"(?<![\w@.])@[A-Za-z][A-Za-z0-9_.]{2,29}(?<!\.)")
_PUBLIC: Final = (  # offices that an advisor sends a business to; a host below them is theirs too
    "wipo.int", "gob.cl", "gob.mx", "gob.pe", "gov.co", "gob.es", "inapi.cl", "inapi.gob.cl", "sii.cl", "sag.cl", "nic.cl",
    "corfo.cl", "sercotec.cl", "prochile.cl", "bcn.cl", "leychile.cl", "comunidadandina.org", "wto.org",
    "alianzapacifico.net", "dof.gob.mx", "go.co", "nic.mx", "punto.pe", "procolombia.co", "innpulsacolombia.com", "epo.org",
    "tmdn.org", "registrodemarcas.cl", "aduana.cl", "tdpi.cl",
    "tribunalandino.org",
)  # fmt: skip


def _emails(text: str) -> Iterator[tuple[int, int]]:
    yield from (match.span() for match in _EMAIL.finditer(text))


def _webs(text: str) -> Iterator[tuple[int, int]]:
    for match in _WEB.finditer(text):
        host = re.sub(r"^(?:https?://)?(?:www\.)?", "", match[0].lower()).split("/")[0].split(":")[0].rstrip(".,;")
        if not any(host == one or host.endswith(f".{one}") for one in _PUBLIC):
            yield match.span()[0], match.span()[1] - len(match[0]) + len(match[0].rstrip(".,;"))
    yield from (match.span() for match in _HANDLE.finditer(text))


# Numbers of the four countries' tax offices, and of people ---------------------------------------------------------------

_NAMED_NUMBER = re.compile(
    r"\b(?:r\.?u\.?t|r\.?u\.?n|nit|r\.?f\.?c|r\.?u\.?c|curp|d\.?n\.?i|c[ée]dula(?:\s+de\s+(?:ciudadan[íi]a|identidad))?|c\.c)\b\.?"
    r"\s*(?:n(?:[.°º]|ro\.?|[úu]m(?:ero)?\.?|o\.)*)?\s*[:#]?\s*"
    r"(?P<number>[A-ZÑ&]{0,4}\d[\dA-Z.-]{5,18}[\dA-Z])",
    re.IGNORECASE,
)
_RUT = re.compile(r"(?<![\w.,-])(\d{1,2}(?:\.\d{3}){2}|\d{7,8})\s?-\s?([\dkK])(?![\w-])")
_NIT = re.compile(r"(?<![\w.,-])(\d{3}(?:\.\d{3}){2}|\d{9})\s?-\s?(\d)(?![\w-])")
_RFC = re.compile(
    r"(?<![\w-])[A-ZÑ&]{3,4}\s?-?\s?\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\s?-?\s?[A-Z\d]{2}[A\d](?![\w-])"
)
_CURP = re.compile(r"(?<!\w)[A-Z]{4}\d{6}[HMX][A-Z]{5}[A-Z\d]\d(?!\w)", re.IGNORECASE)
_RUC = re.compile(r"(?<![\w.,-])(?:10|15|16|17|20)\d{9}(?![\w-])")
_NIT_WEIGHTS: Final = (3, 7, 13, 17, 19, 23, 29, 37, 41, 43, 47, 53, 59, 67, 71)


def is_rut(number: str, digit: str) -> bool:
    """Whether the check digit of a Chilean RUT is right."""
    total = sum(int(one) * (2 + place % 6) for place, one in enumerate(reversed(number)))
    return "0123456789K0"[11 - total % 11] == digit.upper()


def is_nit(number: str, digit: str) -> bool:
    """Whether the check digit of a Colombian NIT is right."""
    rest = sum(int(one) * weight for one, weight in zip(reversed(number), _NIT_WEIGHTS, strict=False)) % 11
    return int(digit) == (rest if rest < 2 else 11 - rest)


def is_ruc(number: str) -> bool:
    """Whether the check digit of a Peruvian RUC is right."""
    total = sum(int(one) * weight for one, weight in zip(number, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2), strict=False))
    return (11 - total % 11) % 10 == int(number[-1])


def _tax_numbers(text: str) -> Iterator[tuple[int, int]]:
    for match in _NAMED_NUMBER.finditer(text):
        if sum(one.isdigit() for one in match["number"]) >= 6:
            yield match.span()
    for match in _RUT.finditer(text):
        if is_rut(match[1].replace(".", ""), match[2]):
            yield match.span()
    for match in _NIT.finditer(text):
        if is_nit(match[1].replace(".", ""), match[2]):
            yield match.span()
    for pattern in (_RFC, _CURP):
        yield from (match.span() for match in pattern.finditer(text))
    for match in _RUC.finditer(text):
        if is_ruc(match[0]):
            yield match.span()


# Telephones -------------------------------------------------------------------------------------------------------------

_ABROAD = re.compile(r"(?<![\w+])(?:\+|00)(?:51|52|56|57|34|1|593|591|54)[\s().-]*\d(?:[\s().-]*\d){6,11}(?!\d)")
_CALLED = re.compile(
    r"(?:tel(?:[ée]fonos?|\.|:)|fono:?|cel(?:ulares|ular|\.|:)|m[óo]vil:?|whats\s?app|wsp|fax|phone|mobile|call|ll[áa]m(?:e|ar|en|arlo|arla|elo|ela)"
    r"(?:\s+al)?)[\s:]*(?:n(?:[.°º]|[úu]mero)*\s*)?(?:al?\s+|es\s+(?:el\s+)?)?(?P<number>\(?\d[\d\s().-]{5,14}\d)(?![\d%])",
    re.IGNORECASE,
)
_LOCAL = re.compile(
    r"(?<![\w.,/$€-])(?:"
    r"\(\d{2,3}\)[\s-]?\d{3,4}[\s-]?\d{3,4}"  # (01) 234 5678
    r"|9[\s-]?\d{4}[\s-]?\d{4}|9\d{2}[\s-]?\d{3}[\s-]?\d{3}"  # mobiles of Chile and Peru
    r"|3\d{2}[\s-]?\d{3}[\s-]?\d{4}|60[1-8][\s-]?\d{3}[\s-]?\d{4}"  # Colombia
    r"|\d{2}[\s-]\d{4}[\s-]\d{4}|\d{3}[\s-]\d{3}[\s-]\d{4}"  # Mexico
    r")(?![\w%/-]|[.,]\d|\s?(?:%|pesos|soles|d[óo]lares|usd|clp|cop|mxn|pen|uf\b|utm\b|unidades|units|millones|mil\b))",
    re.IGNORECASE,
)
_NOT_A_PHONE = re.compile(
    r"(?:[$€]|s/\.?|us\$|usd|clp|cop|mxn|pen|n(?:[.°º]|ro\.?|[úu]m(?:ero)?\.?)+|\bno\.|#|expediente|solicitud|registro|serie|certificado"
    r"|folio|ley|decreto|art[íi]culo|resoluci[óo]n|decisi[óo]n|patente|marca|c[óo]digo|isbn|number|serial|application|registration"
    r"|certificate)\s*:?\s*$",
    re.IGNORECASE,
)


def _phones(text: str) -> Iterator[tuple[int, int]]:
    yield from (match.span() for match in _ABROAD.finditer(text))
    yield from (match.span() for match in _CALLED.finditer(text) if sum(one.isdigit() for one in match["number"]) >= 7)
    for match in _LOCAL.finditer(text):
        if not _NOT_A_PHONE.search(text[max(0, match.start() - 24) : match.start()]):
            yield match.span()


# Street addresses -------------------------------------------------------------------------------------------------------

_NUMBER = r"(?:[Nn](?:[.°º]+|ro\.?|o\.|[úu]m(?:ero)?\.?)\s*|#\s*)"
_NAME = r"(?:(?:de|del|la|las|los|el|y|e)\s+){0,3}(?:[A-ZÁÉÍÓÚÑ][\wáéíóúñ.]*|\d{1,2}\s+de\s+[A-ZÁÉÍÓÚÑ]\w+)"
_STREETS = (
    # a street with a name in capitals, and its number: Av. Los Leones 1234, Jirón de la Unión N.° 300
    rf"(?:[Cc]alle|[Aa]v(?:enida|\.|da\.)|[Jj]r\.|[Jj]ir[óo]n|[Pp]asaje|[Pp]s?je\.|[Cc]arretera|[Bb]lvd\.?|[Bb]oulevard|[Cc]alzada|[Cc]amino|[Aa]lameda"
    rf"|[Mm]alec[óo]n|[Pp]rolongaci[óo]n|[Pp]rivada)\s+(?:{_NAME}\s+){{1,5}},?\s*(?:{_NUMBER})?\d{{1,5}}\b(?!\s*(?:%|años|days|years))",
    # the same in small letters after an abbreviation
    rf"(?i:(?:av|avda|jr|psje|pje|blvd)\.\s+(?:[a-záéíóúñ.]+\s+){{1,4}}(?:{_NUMBER})?\d{{2,5}}\b)",
    # Colombia: Calle 26 # 13-45, Cra. 7 No. 71-21
    rf"(?i:\b(?:calle|cll?\.?|carrera|cra\.?|kra?\.?|transversal|tv\.?|diagonal|dg\.?|avenida|av\.?)\s*\d{{1,3}}\s?[a-z]?(?:\s?(?:bis|sur|norte|este))?"
    rf"\s*(?:{_NUMBER}|-\s*)\s*\d{{1,3}}\s?[a-z]?\s*-\s*\d{{1,3}}\b)",
    # blocks and lots: Mz. B Lt. 14; Manzana 3, lote 5; Urb. San Felipe
    r"(?i:\b(?:mz|mza|manzana)\.?\s*[a-z\d]{1,3}\s*,?\s*(?:lt|lote)\.?\s*\d{1,3}\b)",
    r"\b[Uu]rb(?:\.|anización)\s+[A-ZÁÉÍÓÚÑ]\w+(?:\s+[A-ZÁÉÍÓÚÑ]\w+)*",
    r"\b[Cc]ol(?:\.|onia)\s+[A-ZÁÉÍÓÚÑ]\w+(?:\s+[A-ZÁÉÍÓÚÑ]\w+)*,?\s+(?:C\.?\s?P\.?\s*)?\d{5}\b",
    r"\bC\.?\s?P\.?\s*\d{5}\b|(?i:\bc[óo]digo\s+postal\s*:?\s*\d{5,7}\b)",
    # English: 12 Market Street
    r"\b\d{1,5}\s+(?:[A-Z][a-z]+\s+){1,3}(?:Street|Avenue|Road|Boulevard|Lane|Drive)\b",
)
_ADDRESS = tuple(re.compile(pattern) for pattern in _STREETS)


def _addresses(text: str) -> Iterator[tuple[int, int]]:
    for pattern in _ADDRESS:
        yield from (match.span() for match in pattern.finditer(text))


# Names of firms, by the legal form behind them --------------------------------------------------------------------------

_DOTTED = (  # as people write them, with or without dots and blanks; the longest first
    r"s\.\s?a\.\s?p\.\s?i\.(?:\s+de\s+c\.\s?v\.)?", r"s\.\s?a\.\s?b\.(?:\s+de\s+c\.\s?v\.)?",
    r"s\.\s?de\s?r\.\s?l\.(?:\s+de\s+c\.\s?v\.)?", r"s\.\s?a\.\s+de\s+c\.\s?v\.", r"s\.\s?en\s?c\.",
    r"s\.\s?a\.\s?s\.(?:\s+b\.?\s?i\.?\s?c\.?)?", r"s\.\s?a\.\s?c\.(?:\s?i\.)?", r"s\.\s?a\.\s?a\.", r"s\.\s?c\.\s?a\.",
    r"s\.\s?r\.\s?l\.(?:\s+de\s+c\.\s?v\.)?", r"s\.\s?c\.\s?r\.\s?l\.", r"e\.\s?i\.\s?r\.\s?l\.?", r"e\.\s?u\.",
    r"s\.\s?l\.\s?u?\.?", r"s\.\s?a\.", r"ltda\.?", r"limitada", r"y\s+c[íi]a\.?", r"&\s+c[íi]a\.?", r"& co\.", r"inc\.",
    r"corp\.", r"ltd\.",
)  # fmt: skip
_PLAIN = (
    "SAPI de CV", "S de RL de CV", "S de RL", "SA de CV", "SAS BIC", "SAS", "SAC", "SAA", "SRL", "SCRL", "EIRL", "SpA", "SPA",
    "S.p.A.", "LLC", "GmbH", "LTDA", "LIMITADA",
)  # fmt: skip
_FORM = re.compile(rf"(?<=[\w\"”»’')])\s*,?\s+(?:(?i:{'|'.join(_DOTTED)})|(?:{'|'.join(map(re.escape, _PLAIN))}))(?![\w])")
_BEFORE = re.compile(
    r"(?:[\"“«‘'][^\"”»’'\n]{2,60}[\"”»’']"
    r"|(?:[A-ZÁÉÍÓÚÑ\d][\w&áéíóúñÁÉÍÓÚÑ.'’-]*)(?:\s+(?:(?:de|del|la|las|los|el|y|e|&|and|of)\s+){0,2}[A-ZÁÉÍÓÚÑ\d][\w&áéíóúñÁÉÍÓÚÑ.'’-]*){0,6}"
    r"|[a-záéíóúñ&][\wáéíóúñ&-]+)$"
)
_WORDS: Final = """
a abra abrir acciones advised al also an and anónima around as atendimos atendí be become becoming both cada called came
choose comercial como company compañía con constituir constituirá constituya constituyó convenir conversé conviene crea
crear cree cualquier de deben debería del distinta e either el elegir eligió elija empresa empresas en entre es esa ese esta
este están eu existe firm firma for form forma formar formas forme formó from fue fundar g hablé habló hacer hoy individual
is its la las like llama llamada llamado llegaron llegó lo los mediante met mi microempresa mipyme mis misma mixta más
necesita negocio new ni no nosotros nuestra nueva nuevo o of or orienté otra otro our para persona pidió por prefiera
prefiere pyme que regime registrar registre requiere respecto responsabilidad régimen saw say sea según ser si simplificada
sobre sociedad sociedades socio son su sus tener than the their this tipo to toda todas todo trabajé transformar tu un una
unas uno unos usa usar usual versus vinieron vino visited visité visitó vs with y ya your
"""  # before a legal form these name nobody
_NO_NAME: Final = frozenset(_WORDS.split())


def _firms(text: str) -> Iterator[tuple[int, int]]:
    for match in _FORM.finditer(text):
        before = _BEFORE.search(text, max(0, match.start() - 120), match.start())
        if before is None:
            continue
        words = before[0].strip("\"“”«»‘’'").split()
        while words and _plain(words[0]) in _NO_NAME:  # «Una Textiles Andinos S.A.»: the name begins later
            words = words[1:]
        if not words or _plain(words[-1]) in _NO_NAME or _is_form(words[-1]):
            continue
        if all(word[:1].islower() for word in words) and before[0][:1] not in "\"“«‘'" and not _sure_in_small(match[0]):
            continue
        start = match.start() - len(before[0]) + before[0].find(words[0])
        yield start, match.end()


def _plain(word: str) -> str:
    return word.strip('.,;:()"“”«»').lower()


def _is_form(word: str) -> bool:
    """«S.A. o S.A.S.»: a form before a form is no name."""
    return re.fullmatch(rf"(?i:{'|'.join(_DOTTED)})|{'|'.join(map(re.escape, _PLAIN))}", word.strip(",;")) is not None


def _sure_in_small(form: str) -> bool:
    """«textiles andinos s.a.s.»: a name in small letters is told from running text by a form of three letters or more."""
    return len(re.sub(r"[^a-z]", "", form.lower())) >= 3 and "." in form


_LOOKS: Final[tuple[tuple[str, Callable[[str], Iterator[tuple[int, int]]]], ...]] = (
    (EMAIL, _emails), (WEB, _webs), (TAX, _tax_numbers), (ADDRESS, _addresses), (PHONE, _phones), (FIRM, _firms),
)  # fmt: skip
