"""Pages of institutions."""

from django.urls import path

from lms.institutions import document_views, interest_views, leave_views, trait_views, views

app_name = "institutions"

urlpatterns = [
    path("institutions/", views.institution_list, name="institution-list"),
    path("institutions/new/", views.institution_form, name="institution-form"),
    path("institutions/<int:institution_id>/", views.institution_detail, name="institution-detail"),
    path("institutions/<int:institution_id>/change/", views.institution_change, name="institution-change"),
    path("institutions/<int:institution_id>/logo.png", views.institution_logo, name="institution-logo"),
    path("institutions/<int:institution_id>/contacts/new/", views.contact_form, name="contact-form"),
    path("contacts/<int:contact_id>/change/", views.contact_change, name="contact-change"),
    path("contacts/<int:contact_id>/archive/", views.contact_archive, name="contact-archive"),
    path("institutions/<int:institution_id>/people/new/", views.member_form, name="member-form"),
    path("institutions/<int:institution_id>/people/<int:person_id>/invite/", views.invitation_create, name="invitation-create"),
    path("institutions/<int:institution_id>/leaves/", leave_views.leave_list, name="leave-list"),
    path("institutions/<int:institution_id>/leaves/<int:leave_id>/remove/", leave_views.leave_remove, name="leave-remove"),
    path("institutions/<int:institution_id>/gender/", trait_views.basis_form, name="basis-form"),
    path("institutions/<int:institution_id>/gender/end/", trait_views.basis_end, name="basis-end"),
    path("me/gender/", trait_views.trait_form, name="trait-form"),
    path("me/gender/withdraw/", trait_views.trait_withdraw, name="trait-withdraw"),
    path("memberships/<int:membership_id>/end/", views.membership_end, name="membership-end"),
    path("invitation/<str:token>/", views.invitation_accept, name="invitation-accept"),
    path("institutions/<int:institution_id>/papers/", document_views.document_list, name="document-list"),
    path("institutions/papers/<int:document_id>/", document_views.document_file, name="document-file"),
    path("institutions/papers/<int:document_id>/withdraw/", document_views.document_withdraw, name="document-withdraw"),
    path("interests/", interest_views.interest_list, name="interest-list"),
    path("interests/check/", interest_views.interest_check, name="interest-check"),
    path("interests/end/", interest_views.interest_end_with, name="interest-end-with"),
    path("interests/<int:interest_id>/end/", interest_views.interest_end, name="interest-end"),
    path("interests/register/", interest_views.interest_register, name="interest-register"),
    path("interests/register.csv", interest_views.interest_register_file, name="interest-register-file"),
]
