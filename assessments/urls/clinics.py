"""Pages of clinics on the institution's side, and the programme's counts."""

from django.urls import URLPattern, path

from assessments.views import clinic_businesses, clinic_figures, clinic_files, clinics

urlpatterns: list[URLPattern] = [
    path("clinics/", clinics.clinic_list, name="clinic-list"),
    path("clinics/new/<int:institution_id>/", clinics.clinic_new, name="clinic-new"),
    path("clinics/<int:clinic_id>/", clinics.clinic_detail, name="clinic-detail"),
    path("clinics/<int:clinic_id>/edit/", clinics.clinic_edit, name="clinic-edit"),
    path("clinics/<int:clinic_id>/close/", clinics.clinic_close, name="clinic-close"),
    path("clinics/<int:clinic_id>/reopen/", clinics.clinic_reopen, name="clinic-reopen"),
    path("clinics/<int:clinic_id>/businesses/new/", clinic_businesses.business_new, name="clinic-business-new"),
    path("clinics/<int:clinic_id>/sessions.csv", clinic_files.session_export, name="clinic-export"),
    path("clinics/<int:clinic_id>/import/", clinic_files.session_import, name="clinic-import"),
    path("clinics/businesses/<int:business_id>/", clinic_businesses.business_detail, name="clinic-business"),
    path("clinics/businesses/<int:business_id>/edit/", clinic_businesses.business_edit, name="clinic-business-edit"),
    path("clinics/businesses/<int:business_id>/drop/", clinic_businesses.business_drop, name="clinic-business-drop"),
    path("clinics/businesses/<int:business_id>/restore/", clinic_businesses.business_restore, name="clinic-business-restore"),
    path("clinics/businesses/<int:business_id>/strategy/", clinic_businesses.strategy_form, name="clinic-strategy"),
    path("clinics/businesses/<int:business_id>/paper/", clinic_businesses.strategy_paper, name="clinic-paper"),
    path("clinics/businesses/<int:business_id>/strategy.pdf", clinic_businesses.strategy_file, name="clinic-paper-file"),
    path("clinics/figures/<int:institution_id>/", clinic_figures.institution_figures, name="clinic-figures"),
    path("clinics/figures/<int:institution_id>/figures.csv", clinic_figures.institution_file, name="clinic-figures-file"),
    path("clinics/programme/", clinic_figures.programme_figures, name="clinic-programme"),
    path("clinics/programme/figures.csv", clinic_figures.programme_file, name="clinic-programme-file"),
]
