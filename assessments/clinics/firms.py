"""Finds the names of firms by the legal form behind them: «Kuyay S.A.C», «textiles andinos ltda», «Lanas del Sur SA». Pure.

A form alone names nobody («constituyó una S.A.S.», «Ley SAS», «Perú S.A.C.»): what counts is the word before it. A word of the
lists below, a verb by its ending or a mere number is no name; any other word is taken for one, in small letters too. Better
one innocent sentence written anew than a firm's name stored.
"""

import re
from collections.abc import Iterator
from typing import Final

# Three letters or more, in any case, with or without dots and blanks; the longest first.
_SURE = "|".join((
    r"s\.?\s?a\.?\s?p\.?\s?i\.?\s+de\s+c\.?\s?v", r"s\.?\s?a\.?\s?b\.?\s+de\s+c\.?\s?v", r"s\.?\s?a\.?\s+de\s+c\.?\s?v",
    r"s\.?\s?de\s?r\.?\s?l(?:\.?\s+de\s+c\.?\s?v)?", r"s\.?\s?c\.?\s?r\.?\s?l", r"s\.?\s?r\.?\s?l(?:\.?\s+de\s+c\.?\s?v)?",
    r"s\.?\s?a\.?\s?s(?:\.?\s+b\.?\s?i\.?\s?c)?", r"s\.?\s?a\.?\s?c(?:\.\s?i)?", r"s\.?\s?a\.?\s?a", r"s\.?\s?a\.?\s?p\.?\s?i",
    r"e\.?\s?i\.?\s?r\.?\s?l", r"s\.\s?a\.\s?b", r"s\.\s?c\.\s?a", r"s\.\s?en\s?c", r"s\.\s?l\.\s?u", r"l\.?l\.?c", "gmbh",
    "ltda", r"limitada(?!\s(?:a|al|por|to)\b)", "ltd", r"(?:y|&)\s+c[íi]a", r"&\s+co",
))  # fmt: skip
_SHORT = r"(?i:s\.\s?[al]|sa|e\.\s?u(?=\.))|S A|S L|Inc|INC|Corp|CORP"  # these after a name with a capital only
_FORM = re.compile(
    rf"(?<=[\w\"”»’')])(?:\s?,)?\s{{1,3}}(?P<form>(?P<sure>(?i:{_SURE}))|(?P<italian>SpA|S\.\s?p\.\s?A|s\.\s?p\.\s?a)|(?P<spa>(?i:spa))"
    rf"|(?P<short>{_SHORT}))\.?(?!\.?\w)"
)
_ANY_FORM = re.compile(rf"(?:(?i:{_SURE}|s\.?\s?p\.?\s?a)|{_SHORT})\.?")
_BEFORE = re.compile(
    r"(?:[\"“«‘'][^\"”»’'\n]{2,60}[\"”»’']"
    r"|(?:[A-ZÁÉÍÓÚÑ\d][\w&áéíóúñÁÉÍÓÚÑ.'’-]*)(?:\s+(?:(?:de|del|la|las|los|el|y|e|&|and|of)\s+){0,2}[A-ZÁÉÍÓÚÑ\d][\w&áéíóúñÁÉÍÓÚÑ.'’-]*){0,6}"
    r"|(?<!\w)(?:[a-záéíóúñ&][\wáéíóúñ&-]+\s)?[a-záéíóúñ&][\wáéíóúñ&-]+)$"
)
_QUOTES: Final = "\"“«‘'"

_WORDS: Final = """
a abra abre abrieron abrir acciones advised al algunas algunos also an and anónima aquella around as asesoré así atendí
atendimos be become becoming both cada called came choose como compañía comparé con conoce conozca constituida constituido
constituir constituirá constituirse constituya constituye constituyen constituyó convenir conversé convertirse conviene crea
crear cree cualquier cuando de debe deben debería del demás después distinta dos e either el elegir eligió elija ella empresa
empresas en entonces entre era eran es esa ese está esta están estas este estos eu existe existen explicó expliqué firm firma
for form forma formaliza formalizar forman formar formas forme formen formó from fue fueron fundar g hablé habló hace hacen
hacer had has have hay hoy individual into is its la las le les like llama llamada llamado llegaron llegó lo los más mediante
met mi microempresa mipyme mis misma mismo mixta muchas muchos necesita negocio new ni ninguna no nosotros nuestra nueva
nuevas nuevo o of ofrece open or orienté otra otras otro our para pequeñas perhaps persona pidió por porque prefiera prefiere
puede pueden pues pyme que quiere quieren recomendé recomendó recomienda recomiendo recommended regime régimen registrada
registrado registran registrar registre requiere respecto responsabilidad saw say sea sean según ser será sí si siendo
simplificada simplificadas sin sobre sociedad sociedades socio socios solo son soy su sugerí sus también tener tenga tengo
tenía than the their they this tiene tienen tipo tipos to toda todas todo trabajé transformar transformarse tres tu tuvo un
una unas uno unos usa usan usar usó usual va varias varios versus vieron vinieron vino visité visited visitó vs was were with
y ya your
"""  # before a legal form these name nobody, and a name that follows them begins later
_ALONE: Final = """
abogada abogado acta ahora antes antigua antiguo arequipa argentina aún autoridad banco barranquilla beneficios bogotá bolivia
brasil cali cambiar cambio capital carácter cartagena casi categoría cdmx chile chilena clase código colombia colombiana
comercial comerciales concepción constitución contrato costos creación cuatro cuenta cusco derecho día diferencia documento
ecuador ejemplo emprendedor entidad escritura españa estatuto estatutos estructura europa exige exportadora familia familiar
figura figuras formal formalización formalizada formalizado formato futura futuro grande grandes guadalajara habitual hermanas
hermano hoy importadora impuestos joven jurídica jurídicas jurídico latinoamérica legal legales lengua letra letras ley lima
mayoría medellín mercantil mercantiles mexicana méxico micro minuta modalidad modelo monterrey nombre norma normas notaría
oaxaca opción pago perfil persona perú peruana piura plantilla plural primera proceso programa puebla puntaje quito razón
reforma registro regla reglas santiago siempre sigla siglas simple sistema social software solamente talla término términos
todavía trámite trámites trujillo unipersonal uruguay usualmente valparaíso vehículo venezuela ventaja ventajas voluntad
"""  # these name nobody when nothing else stands before the form: «Perú S.A.C.», but «Textiles Perú S.A.C.» is a name
_TRADES: Final = """
agrícola alimentaria alimentos artesana artesanal artesanía artesanías asociación bodega cafetería calzado comercialización
comercializadora comercio confecciones consultora consultoría cooperativa cosmética emprendimiento fábrica ganadería
gastronomía granja industria manufactura mediana microempresario panadería pastelería pequeña pequeño restaurante ropa
servicios taller talleres textil textiles tienda transporte transportes turismo vende venden vendía vivero
"""  # «cooperativa ltda.», «giro textil, SAC»; but «kuyay textil sac» is a name
_LIMITED: Final = """
atención autonomía bastante cantidad capacidad cobertura demanda disponibilidad duración edad edición experiencia información
licencia marca menos muy oferta participación poco producción protección queda quedó responsabilidad serie tan tirada validez
venta ventas versión vida vigencia vista
"""  # «edición limitada»
_WELLNESS: Final = """
ambiente amenidades baño baños belleza bienestar boutique buen cabaña cabañas casa centro circuito clínica cosmética
cosméticos day depilación estética estilo facial faciales gimnasio gran gym holístico hostal hostería hotel hoteles jacuzzi
línea local lodge luxury manicure masaje masajes medical mejor mercado mini paquete paquetes pedicure peluquería pequeño
piscina primer producto productos propio relajantes resort rubro salón salud sauna sector servicio servicios terma termal
termales termas tipo tratamiento tratamientos turismo uñas urbano yoga zona
"""  # «Hotel SPA»: the wellness kind
_NO_NAME: Final = frozenset(_WORDS.split())
_NO_NAME_ALONE: Final = _NO_NAME | frozenset(_ALONE.split())
_NO_NAME_TRADE: Final = frozenset(_TRADES.split())
_NO_NAME_LIMITED: Final = frozenset(_LIMITED.split())
_NO_NAME_SPA: Final = frozenset(_WELLNESS.split())
_VERB = re.compile(r"\w{2,}(?:ó|é|aron|ieron|ando|iendo|mente)")  # recomendé, constituyó, formaron, actualmente
_INFINITIVE = re.compile(r"\w{2,}(?:[aeií]r|[aeií]rse)")
_THINGS: Final = """
ámbar azúcar bar bazar bebé café elixir hogar jaguar mar mujer pilar puré solar
"""  # not verbs, though they end like one
_NOT_A_VERB: Final = frozenset(_THINGS.split())


def firms(text: str) -> Iterator[tuple[int, int]]:
    """Where a name with a legal form behind it stands."""
    for match in _FORM.finditer(text):
        before = _BEFORE.search(text, max(0, match.start() - 120), match.start())
        if before is None:
            continue
        quoted = before[0][0] in _QUOTES
        words = before[0].strip("\"“”«»‘’'").split()
        while words and _plain(words[0]) in _NO_NAME:  # «Una Textiles Andinos S.A.»: the name begins later
            words = words[1:]
        if not words or (not quoted and _names_nobody(words)) or _ANY_FORM.fullmatch(words[-1].strip(",;")):
            continue
        if _plain(words[-1]) in _other_sense(match):
            continue
        if not quoted and words[0][0].islower() and match["short"] and not re.fullmatch(r"s\.\s?[al]", match["short"]):
            continue
        yield match.start() - len(before[0]) + before[0].find(words[0]), match.end()


def _names_nobody(words: list[str]) -> bool:
    plain = [_plain(word) for word in words]
    titled = len(words) > 1 and words[-1].istitle()  # «Tierra Nueva S.A.C.»
    if (plain[-1] in _NO_NAME and not titled) or all(one in _NO_NAME_ALONE or not re.search(r"[^\W\d_]", one) for one in plain):
        return True
    small = words[0][0].islower()
    if small and len(plain) == 2:  # running text: the last word counts, the one before only when the last is a trade
        first, last = plain
        return _is_common(last, small=True) if last not in _NO_NAME_TRADE else _is_common(first, small=True)
    return len(plain) == 1 and _is_common(plain[0], small=small)


def _is_common(word: str, *, small: bool) -> bool:
    if word in _NO_NAME_ALONE or word in _NO_NAME_TRADE:
        return True
    if word in _NOT_A_VERB:
        return False
    return _VERB.fullmatch(word) is not None or (small and _INFINITIVE.fullmatch(word) is not None)


def _other_sense(match: re.Match[str]) -> frozenset[str]:
    """The words after which the letters of the form are an everyday word."""
    if match["spa"]:
        return _NO_NAME_SPA
    return _NO_NAME_LIMITED if match["form"].lower() == "limitada" else frozenset()


def _plain(word: str) -> str:
    return word.strip('.,;:()"“”«»').lower()
