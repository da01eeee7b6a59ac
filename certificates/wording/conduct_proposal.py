"""The code of conduct that the software proposes to administrators, to begin with. Nothing of it holds until published."""

from collections.abc import Mapping
from typing import Final

PROPOSAL: Final[Mapping[str, Mapping[str, str]]] = {
    "es": {
        "no_commissions": (
            "No acepto ni ofrezco comisiones, regalos ni pagos por recomendar a un agente, una oficina, un producto o un "
            "servicio. Si tengo un interés en lo que recomiendo, lo digo antes."
        ),
        "no_representation": (
            "Oriento; no represento. No actúo como abogado o abogada ni ante una oficina o un tribunal en nombre de la "
            "empresa, y digo a tiempo cuándo hace falta una persona profesional habilitada."
        ),
        "confidentiality": (
            "Guardo en reserva lo que la empresa me confía, también después de la orientación. No lo uso para mí ni para "
            "otra empresa y no lo comparto sin su permiso."
        ),
        "more": (
            "Digo qué sé y qué no sé, con la fecha de la ley que uso. Muestro el certificado tal como es: no equivale a una "
            "certificación oficial de competencias laborales ni habilita para ejercer la abogacía."
        ),
    },
    "en": {
        "no_commissions": (
            "I neither accept nor offer commissions, gifts or payments for recommending an agent, an office, a product or a "
            "service. If I have an interest in what I recommend, I say so first."
        ),
        "no_representation": (
            "I give guidance; I do not represent. I do not act as a lawyer, nor before an office or a court on behalf of the "
            "business, and I say in time when a licensed professional is needed."
        ),
        "confidentiality": (
            "I keep to myself what the business confides in me, also after the guidance has ended. I do not use it for myself "
            "or for another business, and I do not share it without permission."
        ),
        "more": (
            "I say what I know and what I do not know, with the date of the law I use. I show the certificate for what it is: "
            "it is not equivalent to an official certification of job skills and does not entitle anyone to practise law."
        ),
    },
}
