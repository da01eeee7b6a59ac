"""Pages of accommodations: one's own, and those of who decides."""

from django.urls import URLPattern, path

from assessments.views import accommodations

ONE = "accommodations/<int:accommodation_id>/"

urlpatterns: list[URLPattern] = [
    path("accommodations/mine/", accommodations.accommodation_own, name="accommodation-own"),
    path("enrolments/<int:enrolment_id>/accommodation/", accommodations.accommodation_ask, name="accommodation-ask"),
    path(f"{ONE}withdraw/", accommodations.accommodation_withdraw, name="accommodation-withdraw"),
    path("accommodations/", accommodations.accommodation_list, name="accommodation-list"),
    path(ONE, accommodations.accommodation_detail, name="accommodation-detail"),
    path(f"{ONE}grant/", accommodations.accommodation_grant, name="accommodation-grant"),
    path(f"{ONE}refuse/", accommodations.accommodation_refuse, name="accommodation-refuse"),
    path(f"{ONE}end/", accommodations.accommodation_end, name="accommodation-end"),
    path(f"{ONE}files/<int:evidence_id>/", accommodations.accommodation_evidence, name="accommodation-evidence"),
]
