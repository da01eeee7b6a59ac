"""What an advisor asks a business, by stage of the journey: questions only, no law in them. Pure.

The first ones are for every session; the others follow what usually goes wrong at a stage (`courses` stages hold the rules).
"""

from collections.abc import Mapping
from typing import Final

Words = Mapping[str, str]

ALWAYS: Final[tuple[Words, ...]] = (
    {"es": "¿Qué vende, a quién y dónde?", "en": "What do you sell, to whom and where?"},
    {"es": "¿Por qué le compran a usted y no a otro?", "en": "Why do people buy from you and not from another?"},
    {"es": "¿Qué quiere lograr de aquí a un año?", "en": "What do you want to reach within a year?"},
    {
        "es": "¿Hay una fecha que apura: un lanzamiento, una feria, una firma, una carta que recibió?",
        "en": "Is there a date that presses: a launch, a fair, a signature, a letter you received?",
    },
)
BY_STAGE: Final[Mapping[str, tuple[Words, ...]]] = {
    "idea": (
        {"es": "¿A quién le ha contado o mostrado la idea, y firmaron algo antes?",
         "en": "Whom have you told or shown the idea, and was anything signed before?"},
        {"es": "¿La mostró ya en público: redes, ferias, concursos? ¿Cuándo?",
         "en": "Have you shown it in public: networks, fairs, contests? When?"},
        {"es": "¿Qué nombres tiene pensados, y los buscó en el registro de marcas?",
         "en": "Which names do you have in mind, and have you searched the trademark register?"},
        {"es": "¿Qué es nuevo: cómo funciona, cómo se ve, cómo se llama o cómo se cuenta?",
         "en": "What is new: how it works, how it looks, what it is called or how it is told?"},
        {"es": "¿Trabaja en otra empresa o estudia? ¿Qué dice su contrato sobre lo que inventa?",
         "en": "Do you work for somebody or study? What does your contract say about what you invent?"},
    ),
    "formation": (
        {"es": "¿A nombre de quién están el nombre, el dominio y las cuentas: de usted, de un socio o de la empresa?",
         "en": "In whose name are the name, the domain and the accounts: yours, a partner's or the firm's?"},
        {"es": "¿Quién hizo el logo, la web y los textos, y qué quedó por escrito?",
         "en": "Who made the logo, the website and the texts, and what is in writing?"},
        {"es": "¿Qué acordaron los socios si uno se va: quién se queda con la marca y el saber hacer?",
         "en": "What did the partners agree if one leaves: who keeps the brand and the know-how?"},
        {"es": "¿Registró el nombre de la sociedad? ¿Y la marca, que es otro registro?",
         "en": "Did you register the firm's name? And the trademark, which is another register?"},
        {"es": "¿Qué información no debería salir del negocio, y quién la conoce hoy?",
         "en": "Which information should not leave the business, and who knows it today?"},
    ),
    "first_sale": (
        {"es": "¿Con qué nombre y qué aspecto sale a vender, y desde cuándo los usa?",
         "en": "Under which name and look do you sell, and since when do you use them?"},
        {"es": "¿En qué clases de productos o servicios vende, y en cuáles venderá pronto?",
         "en": "In which classes of goods or services do you sell, and in which soon?"},
        {"es": "¿Guarda pruebas con fecha de que usa la marca: facturas, fotos, avisos?",
         "en": "Do you keep dated proof of using the mark: invoices, photos, adverts?"},
        {"es": "¿Usa fotos, música, tipografías o textos de otros? ¿Con qué permiso?",
         "en": "Do you use photos, music, fonts or texts of others? With which permission?"},
        {"es": "¿Ha visto a alguien con un nombre o un envase parecido?",
         "en": "Have you seen anybody with a similar name or package?"},
    ),
    "growth": (
        {"es": "¿Quién más usa su marca: distribuidores, franquiciados, talleres? ¿Qué firmaron?",
         "en": "Who else uses your mark: distributors, franchisees, workshops? What was signed?"},
        {"es": "¿Qué productos o servicios nuevos todavía no están cubiertos por el registro?",
         "en": "Which new goods or services are not covered by the registration yet?"},
        {"es": "¿Cuándo vence lo que tiene registrado, y quién lo vigila?",
         "en": "When does what you registered run out, and who watches it?"},
        {"es": "¿Qué saben sus trabajadores y proveedores que le costaría perder?",
         "en": "What do your workers and suppliers know that you could not afford to lose?"},
        {"es": "¿Le han copiado? ¿Qué hizo, y qué guardó como prueba?",
         "en": "Have you been copied? What did you do, and what did you keep as proof?"},
    ),
    "export": (
        {"es": "¿A qué países vende o venderá, y en cuáles ya pidió la marca?",
         "en": "To which countries do you or will you sell, and where have you filed for the mark?"},
        {"es": "¿Quién pidió la marca allá: usted o su distribuidor?",
         "en": "Who filed for the mark there: you or your distributor?"},
        {"es": "¿Cuándo hizo su primera solicitud en casa? Puede haber un plazo que corre.",
         "en": "When did you first file at home? There may be a term running."},
        {"es": "¿Qué significa o cómo suena su nombre en ese idioma?",
         "en": "What does your name mean or sound like in that language?"},
        {"es": "¿Quién fabrica, envasa o etiqueta afuera, y qué firmó sobre sus diseños y moldes?",
         "en": "Who makes, packs or labels abroad, and what was signed on your designs and moulds?"},
    ),
    "investment": (
        {"es": "¿Puede mostrar en una hoja qué derechos tiene, dónde, a nombre de quién y hasta cuándo?",
         "en": "Can you show on one page which rights you have, where, in whose name and until when?"},
        {"es": "¿Todo lo que hicieron socios, trabajadores y proveedores está cedido por escrito a la empresa?",
         "en": "Is all that partners, workers and suppliers made assigned to the firm in writing?"},
        {"es": "¿Qué software o contenidos de terceros usa, y con qué licencias?",
         "en": "Which software or content of third parties do you use, under which licences?"},
        {"es": "¿Hay cartas, oposiciones o pleitos abiertos?",
         "en": "Are there letters, oppositions or disputes open?"},
        {"es": "¿Qué le mostrará al inversionista, y firmará antes un acuerdo de confidencialidad?",
         "en": "What will you show the investor, and will they sign a confidentiality agreement first?"},
    ),
}  # fmt: skip
