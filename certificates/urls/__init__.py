"""Pages of certificates."""

from django.urls import path

from certificates.urls.awards import PATTERNS
from certificates.urls.batches import PATTERNS as BATCHES
from certificates.urls.complaints import PATTERNS as COMPLAINTS
from certificates.urls.designs import PATTERNS as DESIGN_PATTERNS
from certificates.urls.schemes import PATTERNS as SCHEMES
from certificates.views import badges, certificates, questions

app_name = "certificates"

urlpatterns = [
    path("verify/", certificates.verify_form, name="verify-form"),
    path("verify/file/", certificates.verify_file, name="verify-file"),
    path("verify/<str:serial>/", certificates.verify_detail, name="verify-detail"),
    path("certificates/", certificates.certificate_list, name="certificate-list"),
    path("certificates/<int:certificate_id>/file/", certificates.certificate_download, name="certificate-download"),
    path("certificates/awards/<int:award_id>/sharing/", certificates.sharing, name="sharing"),
    path("certificates/drawing/", certificates.drawing_list, name="drawing-list"),
    path("certificates/drawing/<int:certificate_id>/retry/", certificates.drawing_retry, name="drawing-retry"),
    path("badges/<str:serial>.json", badges.badge_json, name="badge-json"),
    path("badges/<str:serial>.jwt", badges.badge_jwt, name="badge-jwt"),
    path("badges/<str:serial>.png", badges.badge_png, name="badge-png"),
    path("badges/<str:serial>.svg", badges.badge_svg, name="badge-svg"),
    path("badges/status/<int:number>/", badges.status_list, name="status-list"),
    path("did.json", badges.did_document, name="did-document"),
    path("credentials/<slug:key>/", badges.achievement_detail, name="achievement-detail"),
    path("credentials/<slug:key>/picture-<str:language>.png", badges.achievement_png, name="achievement-png"),
    path("credentials/<slug:key>/picture-<str:language>.svg", badges.achievement_svg, name="achievement-svg"),
    path("awards/questions/", questions.question_list, name="question-list"),
    path("awards/questions/<int:award_id>/", questions.question_detail, name="question-detail"),
    path("awards/questions/<int:award_id>/keep/", questions.question_keep, name="question-keep"),
    path("awards/questions/<int:award_id>/propose/", questions.question_propose, name="question-propose"),
    path("awards/questions/<int:award_id>/approve/", questions.question_approve, name="question-approve"),
    *PATTERNS,
    *BATCHES,
    *COMPLAINTS,
    *DESIGN_PATTERNS,
    *SCHEMES,
]
