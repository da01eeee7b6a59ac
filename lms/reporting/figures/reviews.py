"""F16: reviews, complaints and measures. Told of the programme only; counted in `lms.reporting.reviews_figure`. Pure."""

from typing import Final

from lms.reporting.figures.base import share_of, words

F16: Final = share_of(
    "F16",
    words("Revisiones, quejas, medidas", "Reviews, complaints, measures"),
    words(
        "Revisiones a favor de quien las pidió; quejas fundadas; suspensiones y revocaciones por clase; mediana de días.",
        "Reviews upheld; complaints found founded; suspensions and revocations by class; median of days.",
    ),
    words(
        "revisiones y quejas decididas dentro del período; de 1 a 4 no se muestra.",
        "reviews and complaints decided within the period; 1 to 4 are not shown.",
    ),
    splits="K", scope="programme",
)  # fmt: skip

DEFINITIONS: Final = (F16,)
