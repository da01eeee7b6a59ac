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

from assessments.clinics.firms import firms

FIRM, TAX, PHONE, EMAIL, WEB, ADDRESS = "firm", "tax", "phone", "email", "web", "address"
LONGEST: Final = 60_000  # characters looked at: longer texts are refused before they come here
_GAP = re.compile(r"\s{4,}")  # nothing is read across a wide gap: patterns with several blanks in a row stay quick


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that says who the business is: its kind, where it stands in the text, and its words."""

    kind: str
    start: int
    end: int
    text: str


def find(text: str) -> list[Found]:
    """Everything found, in the order of the text; what overlaps is told once, by the surer kind."""
    text = _GAP.sub(lambda gap: "|" * len(gap[0]), text[:LONGEST])
    taken: list[Found] = []
    marked = bytearray(len(text))
    for kind, look in _LOOKS:
        for start, end in look(text):
            if not any(marked[start:end]):
                marked[start:end] = b"\x01" * (end - start)
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
    r"(?<![\w.+-])[\w.+-]{1,64}\s?(?:@|\((?:at|arroba)\)|\[(?:at|arroba)\]|\sarroba\s)\s?[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}"
    r"|(?<![\w.+-])[\w.+-]{2,64}\s(?:arroba|at)\s[\w-]{2,63}\s(?:punto|dot)\s\w{2,9}"
    r"|(?<![\w.+-])[\w.+-]{2,64}@(?=[a-z])[\w-]{4,63}",  # ana@gmail, but not «niñ@s»
    re.IGNORECASE,
)
_ENDS = (
    "com|net|org|info|biz|shop|store|tienda|online|site|website|app|io|me|cl|co|mx|pe|es|lat|ec|ee|ly|gl|page|bo|ar|br|uy|py|us|eu|uk|tv"
    "|link|bio|art|studio|vip|ws"
)
_WEB = re.compile(
    rf"(?<![\w@.-])(?:https?://[^\s<>()\"”»]+|www\.[^\s<>()\"”»]+"
    rf"|(?:[^\W_][\w-]{{0,62}}\.){{1,4}}(?:{_ENDS})(?![\w-])(?:/[^\s<>()\"”»]*)?)",
    re.IGNORECASE,
)
_HANDLE = re.compile(r"(?<![\w@.])@\d{0,9}[A-Za-z_][A-Za-z0-9_.]{2,29}(?<!\.)")
_NETWORK = r"(?<!\w)(?i:IG|insta(?:gram)?|face(?:book)?|fb|tik\s?tok|threads|telegram|pinterest|linked\s?in|twitter|youtube)"
_ACCOUNTS = (  # «IG» is a geographical indication too: a plain word behind it is left alone
    re.compile(
        rf"{_NETWORK}[\s:=/(-]{{1,3}}(?:(?i:es|is|como|cuenta|usuario|user|account|de|el|la)[\s:]{{1,2}}){{0,3}}"
        r"(?=[\w.]{0,30}[A-Za-z]{3})[A-Za-z0-9]{1,30}(?:(?:_{1,3}|\.)[a-z0-9]{1,30}){1,5}(?![\w@])"
    ),
    re.compile(
        rf"(?!(?i:ig)){_NETWORK}\s?:\s?(?!(?i:activ[oa]|inactiv[oa]|ningun[oa]|nada|nunca|siempre|poco|mucho|bien|regular|bueno|buena|pendiente"
        r"|cerrad[oa]|abiert[oa]|ventas|anuncios|grupos|fotos|videos|publicaciones|contenido|none|active|good|weekly|daily|semanal|diario)\b)[A-Za-z][\w]{3,29}(?=\s?(?:[,;)]|\.(?!\w)|$))",
        re.MULTILINE,
    ),
)
_PUBLIC: Final = (  # offices that an advisor sends a business to; a host below them is theirs too
    "wipo.int", "gob.cl", "gob.mx", "gob.pe", "gov.co", "gob.es", "inapi.cl", "inapi.gob.cl", "sii.cl", "sag.cl", "nic.cl",
    "corfo.cl", "sercotec.cl", "prochile.cl", "bcn.cl", "leychile.cl", "comunidadandina.org", "wto.org",
    "alianzapacifico.net", "dof.gob.mx", "go.co", "nic.mx", "punto.pe", "procolombia.co", "innpulsacolombia.com", "epo.org",
    "tmdn.org", "registrodemarcas.cl", "aduana.cl", "tdpi.cl",
    "tribunalandino.org",
)  # fmt: skip
_PLATFORM = re.compile(  # places where everybody sells or looks: without an account or a shop behind them they name nobody
    r"(?:(?:sellercentral|business|support|help|ads|trends|patents|translate|scholar|maps|brandservices|web)\.)?"
    r"(?:amazon|mercadoli[bv]re|mercadopago|facebook|instagram|tiktok|google|youtube|whatsapp|linkedin|twitter|x(?=\.com$)|pinterest|etsy|shopify|alibaba"
    r"|aliexpress|ebay|shein|temu|falabella|linio|ripley|rappi|paypal|olx|yapo|walmart|canva|wix|godaddy|namecheap|gmail|outlook|hotmail|yahoo"
    r"|microsoft|wikipedia|booking|airbnb|tripadvisor|ubereats|pedidosya|zoom|dropbox|telegram)\.(?:com?(?:\.[a-z]{2})?|org|[a-z]{2})"
)


def _emails(text: str) -> Iterator[tuple[int, int]]:
    yield from (match.span() for match in _EMAIL.finditer(text))


def _webs(text: str) -> Iterator[tuple[int, int]]:
    for match in _WEB.finditer(text):
        host = re.sub(r"^(?:https?://)?(?:www\.)?", "", match[0].lower()).split("/")[0].split(":")[0].rstrip(".,;")
        if _PLATFORM.fullmatch(host) and match[0].rstrip("/.,;").lower().removesuffix("/patents").endswith(host):
            continue
        if re.fullmatch(r"[^\W_]\w*\.(?:Me|Es|Us|Ar)", match[0]):  # «Vino tarde.Me dijo…»: a full stop without a blank
            continue
        if not any(host == one or host.endswith(f".{one}") for one in _PUBLIC):
            yield match.span()[0], match.span()[1] - len(match[0]) + len(match[0].rstrip(".,;"))
    for pattern in (*_ACCOUNTS, _HANDLE):
        yield from (match.span() for match in pattern.finditer(text))


# Numbers of the four countries' tax offices, and of people ---------------------------------------------------------------

_LABEL = (
    r"(?<!\w)(?:r\.?u\.?t|r\.?u\.?n|n\.?i\.?t|r\.?f\.?c|r\.?u\.?c|curp|d\.?n\.?i|c[ée]dula(?:\s+de\s+(?:ciudadan[íi]a|identidad))?"
    r"|pasaporte|passport)(?![^\W\d_])\.?"
)
_MARK = r"\s*(?:n(?:[.°º]+|ro\.?|[úu]m(?:ero)?\.?|o\.?)*)?\s*[:#]?\s*"  # N.°, Nro., No, número, :
_NAMED_NUMBER = re.compile(rf"{_LABEL}{_MARK}(?P<number>[A-ZÑ&]{{0,4}}\d[\dA-Z.-]{{5,18}}[\dA-Z])", re.IGNORECASE)
_SPACED_NUMBER = re.compile(  # RUC 20 131312955, RUT 76 086 428-5, NIT 900 373 115 3
    rf"{_LABEL}{_MARK}(?P<number>\d{{1,4}}(?:[ .]\d{{2,9}}){{1,3}}(?:[ -][\dk])?)(?![\w%])", re.IGNORECASE
)
_OWNED_NUMBER = re.compile(  # RUC del taller: 20…, NIT de su empresa es 900…
    rf"{_LABEL}\s+(?:del?|of|es|is|era|su|suyo)(?:\s+[^\W\d_]{{1,20}}){{0,3}}{_MARK}(?P<number>[A-ZÑ&]{{0,4}}\d[\dA-Z.-]{{6,18}}[\dA-Z])"
    r"(?!\s?(?:%|pesos|soles|d[óo]lares))",
    re.IGNORECASE,
)
_CC = re.compile(rf"(?<!\w)(?:CC|C\.\s?C)\.?{_MARK}(?:\d{{1,3}}(?:\.\d{{3}}){{2,3}}|\d{{6,10}})(?![\w-])", re.IGNORECASE)
_RUT = re.compile(r"(?<![\w.,-])(\d{1,2}(?:\.\d{3}){2}|\d{7,8})\s?-\s?([\dkK])(?![\w-])")
_NIT = re.compile(r"(?<![\w.,-])(\d{3}(?:\.\d{3}){2}|\d{9})\s?-\s?(\d)(?![\w-])")
# without a point or a dash: nothing but the check digit tells them from an amount
_BARE_RUT = re.compile(r"(?<![\w.,/$€+-])(?:(\d{7,8})(k)|([1-8]\d{7})(\d))(?![\w%/-]|[.,]\d)", re.IGNORECASE)
_BARE_NIT = re.compile(r"(?<![\w.,/$€+-])([89]\d{8})(\d)(?![\w%/-]|[.,]\d)")
_COUNTED = re.compile(
    r"\s?(?:%|pesos|soles|d[óo]lares|usd|clp|cop|mxn|pen|unidades|units|visitas|al\s|por\s|el\s+año)", re.IGNORECASE
)
_RFC = re.compile(
    r"(?<![\w-])[A-ZÑ&]{3,4}\s?-?\s?\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\s?-?\s?[A-Z\d]{2}[A\d](?![\w-])"
)
_RFC_SMALL = re.compile(
    r"(?<![\w-])[a-zñ&]{3,4}\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])[a-z\d]{2}[a\d](?![\w-])", re.IGNORECASE
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
    for named, fewest in ((_NAMED_NUMBER, 6), (_SPACED_NUMBER, 7), (_OWNED_NUMBER, 7)):
        for match in named.finditer(text):
            if sum(one.isdigit() for one in match["number"]) >= fewest:
                yield match.span()
    for pattern, holds in ((_RUT, is_rut), (_NIT, is_nit), (_BARE_RUT, is_rut), (_BARE_NIT, is_nit)):
        for match in pattern.finditer(text):
            number, digit = (one for one in match.groups() if one)
            if holds(number.replace(".", ""), digit) and (match[0] != number + digit or not _is_counted(text, match)):
                yield match.span()
    for plain in (_RFC, _RFC_SMALL, _CURP, _CC):
        yield from (match.span() for match in plain.finditer(text))
    for match in _RUC.finditer(text):
        if is_ruc(match[0]):
            yield match.span()


def _is_counted(text: str, match: re.Match[str]) -> bool:
    """Whether a plain number is an amount or the serial of something, by its round end or by the words beside it."""
    before = text[max(0, match.start() - 48) : match.start()]
    return match[0].endswith("000") or bool(_NOT_A_PHONE.search(before) or _COUNTED.match(text, match.end()))


# Telephones -------------------------------------------------------------------------------------------------------------

_CODES = "5[12467]|34|59[13]"
_ABROAD = re.compile(rf"(?<![\w+])\+(?:{_CODES}|1)[\s().-]{{0,3}}\d(?:[\s().-]{{0,3}}\d){{6,11}}(?!\d)")
_DIALLED = re.compile(  # 00 opens numbers of files too: «0015234-2024/CSD»
    rf"(?<![\w+./-])00(?:[\s.-](?:{_CODES}|1)|(?:{_CODES})(?=\d{{8}}|\s))[\s().-]{{0,3}}\d(?:[\s().-]{{0,3}}\d){{6,11}}(?![\d/])"
)
_CALLED = re.compile(
    r"(?<!\w)(?:tel(?:[ée]fonos?|\.|:|\b)(?:\s(?:fijo|m[óo]vil|personal|principal))?|fono:?|cel(?:ulares|ular|\.|:|\b)|m[óo]vil:?|whats\s?app|wsp|wasap|fax|phone|mobile|contacto|call"
    r"|ll[áa]m(?:e|ar|en|arlo|arla|elo|ela)(?:\s+al)?)[\s:]*(?:n(?:[.°º]|[úu]mero|o\.?)*\s*)?(?:al?\s+|es\s+(?:el\s+)?)?"
    r"(?P<number>\(?\d[\d\s().-]{5,14}\d)(?![\d%])",
    re.IGNORECASE,
)
_MEXICAN = r"(?:33|55|56|81)"
_LOCAL = re.compile(
    r"(?<![\w.,/$€-])(?:"
    r"\(\d{2,3}\)[\s-]?\d{3,4}[\s-]?\d{3,4}"  # (01) 234 5678
    r"|9[\s-]?\d{4}[\s-]?\d{4}|9\d{2}[\s-]?\d{3}[\s-]?\d{3}|9\d{2}(?:[\s-]\d{2}){3}"  # mobiles of Chile and Peru
    r"|9\.\d{4}\.\d{4}"
    r"|01[\s-]\d{3}[\s-]?\d{4}|02[\s-]\d{4}[\s-]?\d{4}|0[4-8]\d[\s-]\d{3}[\s-]?\d{3}"  # with a zero before
    r"|09\d[\s-]?\d{3}[\s-]?\d{4}"
    r"|3\d{2}[\s-]?\d{3}[\s-]?\d{4}|60[1-8][\s-]?\d{3}[\s-]?\d{4}|\d{3}\.\d{3}\.\d{4}"  # Colombia
    r"|\d{2}[\s-]\d{4}[\s-]\d{4}|\d{2}\.\d{4}\.\d{4}|\d{3}[\s-]\d{3}[\s-]\d{4}|\d{3}[\s-]\d{3}[\s-]\d{2}[\s-]\d{2}"  # Mexico
    rf"|{_MEXICAN}(?!\d{{4}}0000)\d{{8}}|{_MEXICAN}(?:[\s-]\d{{2}}){{4}}"
    rf"|56[29]\d{{8}}|519\d{{8}}|573\d{{9}}|521?{_MEXICAN}\d{{8}}"  # with the country's code and no plus
    r")(?![\w%/-]|[.,]\d|\s?(?:%|pesos|soles|d[óo]lares|usd|clp|cop|mxn|pen|uf\b|utm\b|unidades|units|millones|mil\b))",
    re.IGNORECASE,
)
_LINKING = (  # between what a number counts and the number: «registro con el número», «ventas anuales de»
    r"(?:\s(?:con|bajo|el|la|de|del|es|is|are|son|fueron|was|were|por|en|n[úu]mero|number|registrad[ao]|presentad[ao]|concedid[ao]|an(?:uales|ual)"
    r"|mensual(?:es)?|brut[ao]s?|net[ao]s?|total(?:es)?|annual|a[ñn]o|year|of|(?:19|20)\d\d)){0,4}"
)
_NOT_A_PHONE = re.compile(
    r"(?:[$€]|s/\.?|us\$|usd|clp|cop|mxn|pen|\bn(?:[.°º]+|ro\.?|o\.)|#)\s*:?\s*$"
    r"|(?:\b(?:exp|reg|res|sol|cert)\.?|expedientes?|solicitud|registr(?:o|ad[ao])|serie|certificado|folio|ley|decreto|art[íi]culo|resoluci[óo]n|decisi[óo]n|patente|marca|c[óo]digo"
    r"|isbn|serial|application|registration|certificate|ventas|facturaci[óo]n|factur[óa]|vend(?:e|i[óo])|pag[aó]|cuesta|ingresos|utilidad(?:es)?|capital|patrimonio|activos|costos?"
    r"|precio|monto|total|presupuesto|inversi[óo]n|deuda|sales|revenue|turnover|income|budget)"
    rf"{_LINKING}(?:\s?n(?:[.°º]+|ro\.?|[úu]m\.?|o\.?))?\s?:?\s?$",
    re.IGNORECASE,
)


def _phones(text: str) -> Iterator[tuple[int, int]]:
    yield from (match.span() for match in _ABROAD.finditer(text))
    yield from (match.span() for match in _CALLED.finditer(text) if sum(one.isdigit() for one in match["number"]) >= 7)
    for pattern in (_DIALLED, _LOCAL):
        for match in pattern.finditer(text):
            if not _NOT_A_PHONE.search(text[max(0, match.start() - 48) : match.start()]):
                yield match.span()


# Street addresses -------------------------------------------------------------------------------------------------------

_NUMBER = r"(?:[Nn](?:[.°º]+|ro\.?|o\.?|[úu]m(?:ero)?\.?)\s*|#\s*)"
_NAME = r"(?:(?:de|del|la|las|los|el|y|e)\s+){0,3}(?:[A-ZÁÉÍÓÚÑ][\wáéíóúñ.]*|\d{1,2}\s+de\s+[A-ZÁÉÍÓÚÑ]\w+)"
_STREETS = (
    # a street with a name in capitals, and its number: Av. Los Leones 1234, Jirón de la Unión N.° 300
    rf"(?<!\w)(?:[Cc]alle|[Aa]v(?:enida|da)?\.?|[Jj]r\.?|[Jj]ir[óo]n|[Pp]asaje|[Pp]aseo|[Pp]s?je\.?|[Cc]arretera|[Bb]lvd\.?|[Bb]oulevard|[Cc]alzada|[Cc]amino|[Aa]lameda"
    rf"|[Mm]alec[óo]n|[Pp]rolongaci[óo]n|[Pp]rivada)\s+(?:{_NAME}\s+){{1,5}},?\s*(?:{_NUMBER})?\d{{1,5}}[A-Za-z]?\b(?:\s?-\s?\d{{1,4}}[A-Za-z]?\b)?"
    r"(?!\s*(?:%|años|days|years))",
    # the same in small letters after an abbreviation
    rf"(?i:(?:av|avda|jr|psje|pje|blvd)\.\s+(?:[a-záéíóúñ.]+\s+){{1,4}}(?:{_NUMBER})?\d{{2,5}}\b)",
    # and after the whole word, when no verb stands between and nothing is counted: avenida providencia 2250
    rf"(?i:\b(?:av\.?|avda\.?|avenida|calle|jr\.?|jir[óo]n|pasaje|paseo|alameda|calzada|boulevard)\s+(?:\d{{1,2}}\s+(?=de\s))?"
    rf"(?:(?!(?:hay|bus|ida|son|es|est[áa]|tiene|tienen|con|donde|desde|hace|que|a|en|por|para|cuesta|m[áa]s|menos|unos|unas|casi|entre|of|has|with)\s)"
    rf"[a-záéíóúñ.]{{2,20}}\s+){{1,4}}(?:{_NUMBER})?\d{{2,5}}\b(?!\s*%|\s+[a-záéíóúñ]+s\b))",
    # Colombia: Calle 26 # 13-45, Cra. 7 No. 71-21
    rf"(?i:\b(?:calle|cll?\.?|carrera|cra\.?|kra?\.?|transversal|tv\.?|diagonal|dg\.?|avenida|av\.?)\s*\d{{1,3}}\s?[a-z]?(?:\s?(?:bis|sur|norte|este))?"
    rf"(?:\s*#\s*\d{{1,3}}\s?[a-z]?\s\d{{1,3}}|(?:\s*(?:{_NUMBER}|-\s*)|\s)\s*\d{{1,3}}\s?[a-z]?\s*-\s*\d{{1,3}})\b)",
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


_LOOKS: Final[tuple[tuple[str, Callable[[str], Iterator[tuple[int, int]]]], ...]] = (
    (EMAIL, _emails), (WEB, _webs), (TAX, _tax_numbers), (ADDRESS, _addresses), (PHONE, _phones), (FIRM, firms),
)  # fmt: skip
