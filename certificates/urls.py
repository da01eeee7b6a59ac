"""Pages of certificates."""

from django.urls import path

from certificates import views, views_badges, views_questions
from certificates.urls_awards import PATTERNS
from certificates.urls_batches import PATTERNS as BATCHES
from certificates.urls_designs import PATTERNS as DESIGN_PATTERNS

app_name = "certificates"

urlpatterns = [
    path("verify/", views.verify_form, name="verify-form"),
    path("verify/file/", views.verify_file, name="verify-file"),
    path("verify/<str:serial>/", views.verify_detail, name="verify-detail"),
    path("certificates/", views.certificate_list, name="certificate-list"),
    path("certificates/<int:certificate_id>/file/", views.certificate_download, name="certificate-download"),
    path("certificates/awards/<int:award_id>/sharing/", views.sharing, name="sharing"),
    path("certificates/drawing/", views.drawing_list, name="drawing-list"),
    path("certificates/drawing/<int:certificate_id>/retry/", views.drawing_retry, name="drawing-retry"),
    path("badges/<str:serial>.json", views_badges.badge_json, name="badge-json"),
    path("badges/<str:serial>.jwt", views_badges.badge_jwt, name="badge-jwt"),
    path("badges/<str:serial>.png", views_badges.badge_png, name="badge-png"),
    path("badges/<str:serial>.svg", views_badges.badge_svg, name="badge-svg"),
    path("badges/status/<int:number>/", views_badges.status_list, name="status-list"),
    path("did.json", views_badges.did_document, name="did-document"),
    path("credentials/<slug:key>/", views_badges.achievement_detail, name="achievement-detail"),
    path("credentials/<slug:key>/picture-<str:language>.png", views_badges.achievement_png, name="achievement-png"),
    path("credentials/<slug:key>/picture-<str:language>.svg", views_badges.achievement_svg, name="achievement-svg"),
    path("awards/questions/", views_questions.question_list, name="question-list"),
    path("awards/questions/<int:award_id>/", views_questions.question_detail, name="question-detail"),
    path("awards/questions/<int:award_id>/keep/", views_questions.question_keep, name="question-keep"),
    path("awards/questions/<int:award_id>/propose/", views_questions.question_propose, name="question-propose"),
    path("awards/questions/<int:award_id>/approve/", views_questions.question_approve, name="question-approve"),
    *PATTERNS,
    *BATCHES,
    *DESIGN_PATTERNS,
]
