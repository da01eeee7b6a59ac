"""Pages about decisions: awards, motions, requests for review, exceptions and bars, renewals."""

from typing import Any, Final

from django.urls import path

from certificates.views import awards, objections, reissuing, rulings

PATTERNS: Final[list[Any]] = [
    path("certificates/awards/<int:award_id>/renew/", objections.renewal_open, name="renewal-open"),
    path("certificates/decisions/<int:event_id>/review/", objections.objection_form, name="objection-form"),
    path("certificates/decisions/<int:event_id>/review/withdraw/", objections.objection_withdraw, name="objection-withdraw"),
    path("certificates/names/", reissuing.name_list, name="name-list"),
    path("certificates/awards/<int:award_id>/reissue/", reissuing.reissue_form, name="reissue-form"),
    path("awards/", awards.award_list, name="award-list"),
    path("awards/<int:award_id>/", awards.award_detail, name="award-detail"),
    path("awards/<int:award_id>/move/", awards.award_move, name="award-move"),
    path("awards/motions/<int:motion_id>/carry/", awards.motion_carry, name="motion-carry"),
    path("awards/motions/<int:motion_id>/refuse/", awards.motion_refuse, name="motion-refuse"),
    path("awards/motions/<int:motion_id>/withdraw/", awards.motion_withdraw, name="motion-withdraw"),
    path("awards/reviews/", objections.objection_list, name="objection-list"),
    path("awards/reviews/<int:objection_id>/", objections.objection_answer, name="objection-answer"),
    path("awards/rulings/", rulings.ruling_list, name="ruling-list"),
    path("awards/rulings/new/", rulings.ruling_new, name="ruling-new"),
    path("awards/rulings/<int:ruling_id>/", rulings.ruling_detail, name="ruling-detail"),
    path("awards/rulings/<int:ruling_id>/accept/", rulings.ruling_accept, name="ruling-accept"),
    path("awards/rulings/<int:ruling_id>/refuse/", rulings.ruling_refuse, name="ruling-refuse"),
    path("awards/rulings/<int:ruling_id>/end/", rulings.ruling_end, name="ruling-end"),
]
