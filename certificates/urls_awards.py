"""Pages about decisions: awards, motions, requests for review, exceptions and bars, renewals."""

from typing import Any, Final

from django.urls import path

from certificates import views_awards, views_objections, views_rulings

PATTERNS: Final[list[Any]] = [
    path("certificates/awards/<int:award_id>/renew/", views_objections.renewal_open, name="renewal-open"),
    path("certificates/decisions/<int:event_id>/review/", views_objections.objection_form, name="objection-form"),
    path(
        "certificates/decisions/<int:event_id>/review/withdraw/", views_objections.objection_withdraw, name="objection-withdraw"
    ),
    path("awards/", views_awards.award_list, name="award-list"),
    path("awards/<int:award_id>/", views_awards.award_detail, name="award-detail"),
    path("awards/<int:award_id>/move/", views_awards.award_move, name="award-move"),
    path("awards/motions/<int:motion_id>/carry/", views_awards.motion_carry, name="motion-carry"),
    path("awards/motions/<int:motion_id>/refuse/", views_awards.motion_refuse, name="motion-refuse"),
    path("awards/motions/<int:motion_id>/withdraw/", views_awards.motion_withdraw, name="motion-withdraw"),
    path("awards/reviews/", views_objections.objection_list, name="objection-list"),
    path("awards/reviews/<int:objection_id>/", views_objections.objection_answer, name="objection-answer"),
    path("awards/rulings/", views_rulings.ruling_list, name="ruling-list"),
    path("awards/rulings/new/", views_rulings.ruling_new, name="ruling-new"),
    path("awards/rulings/<int:ruling_id>/", views_rulings.ruling_detail, name="ruling-detail"),
    path("awards/rulings/<int:ruling_id>/accept/", views_rulings.ruling_accept, name="ruling-accept"),
    path("awards/rulings/<int:ruling_id>/refuse/", views_rulings.ruling_refuse, name="ruling-refuse"),
    path("awards/rulings/<int:ruling_id>/end/", views_rulings.ruling_end, name="ruling-end"),
]
