"""Signing in and out, and what somebody sets for themselves; allauth answers most of it."""

from __future__ import annotations

from allauth.account import views as account
from allauth.mfa.base import views as second_step
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as one_time_codes
from allauth.mfa.webauthn import views as passkeys
from allauth.usersessions import views as sessions
from django.urls import path, re_path

from tiebeam.web.accounts import views
from tiebeam.web.accounts.data import views as data
from tiebeam.web.accounts.elsewhere import views as elsewhere
from tiebeam.web.accounts.identity import views as identity

# The names are those by which allauth finds its own pages.
urlpatterns = [
    path("sign-in/", account.login, name="account_login"),
    path("sign-in/code/", second_step.authenticate, name="mfa_authenticate"),
    path("sign-in/passkey/", passkeys.login_webauthn, name="mfa_login_webauthn"),
    path("sign-in/closed/", account.account_inactive, name="account_inactive"),
    path("sign-in/elsewhere/", elsewhere.go, name="sign-in-elsewhere"),
    path("sign-in/elsewhere/back/", elsewhere.back, {"provider_id": elsewhere.PROVIDER},
         name="openid_connect_callback"),
    path("sign-out/", account.logout, name="account_logout"),
    path("sign-up/", account.signup, name="account_signup"),
    path("password/", account.password_reset, name="account_reset_password"),
    path("password/sent/", account.password_reset_done, name="account_reset_password_done"),
    path("password/changed/", account.password_reset_from_key_done,
         name="account_reset_password_from_key_done"),
    re_path(r"^password/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[-\w]+)/$",
            account.password_reset_from_key, name="account_reset_password_from_key"),
    path("confirm/", account.email_verification_sent, name="account_email_verification_sent"),
    re_path(r"^confirm/(?P<key>[-:\w]+)/$", account.confirm_email, name="account_confirm_email"),
    path("first/<str:key>/", views.first, name="first"),
    path("join/<str:key>/", views.join, name="join"),
    path("people/", views.people, name="people"),
    path("people/<str:public_id>/", views.person, name="person"),
    path("people/<str:public_id>/take/", views.take_role, name="take-role"),
    path("people/invitations/<str:public_id>/withdraw/", views.withdraw, name="withdraw"),
    path("audit-trail/", views.audit_trail, name="audit-trail"),
    path("me/", views.me, name="me"),
    path("me/identity/", identity.start, name="identity"),
    path("me/identity/questions/", identity.questions, name="identity-questions"),
    path("me/identity/number/", identity.number, name="identity-number"),
    path("me/identity/take-back/", identity.take_all_back, name="identity-take-back"),
    path("me/identity/show/", identity.show, name="identity-show"),
    path("me/identity/shown/", identity.shown, name="identity-shown"),
    path("me/identity/shown/progress/", identity.progress, name="identity-progress"),
    path("me/data/", data.known, name="my-data"),
    path("me/data/file/", data.file, name="my-data-file"),
    path("me/data/delete/", data.delete, name="delete-account"),
    path("me/email/", account.email, name="account_email"),
    path("me/password/", account.password_change, name="account_change_password"),
    path("me/password/first/", account.password_set, name="account_set_password"),
    path("me/sessions/", sessions.list_usersessions, name="usersessions_list"),
    path("me/sessions/<int:number>/end/", views.end_session, name="end-session"),
    path("me/security/", second_step.index, name="mfa_index"),
    path("me/security/again/", account.reauthenticate, name="account_reauthenticate"),
    path("me/security/again/code/", second_step.reauthenticate, name="mfa_reauthenticate"),
    path("me/security/again/passkey/", passkeys.reauthenticate_webauthn,
         name="mfa_reauthenticate_webauthn"),
    path("me/security/app/", one_time_codes.activate_totp, name="mfa_activate_totp"),
    path("me/security/app/off/", one_time_codes.deactivate_totp, name="mfa_deactivate_totp"),
    path("me/security/passkeys/", passkeys.list_webauthn, name="mfa_list_webauthn"),
    path("me/security/passkeys/add/", passkeys.add_webauthn, name="mfa_add_webauthn"),
    path("me/security/passkeys/<int:pk>/", passkeys.edit_webauthn, name="mfa_edit_webauthn"),
    path("me/security/passkeys/<int:pk>/remove/", passkeys.remove_webauthn,
         name="mfa_remove_webauthn"),
    path("me/security/recovery/", recovery_codes.view_recovery_codes,
         name="mfa_view_recovery_codes"),
    path("me/security/recovery/new/", recovery_codes.generate_recovery_codes,
         name="mfa_generate_recovery_codes"),
    path("me/security/recovery/file/", recovery_codes.download_recovery_codes,
         name="mfa_download_recovery_codes"),
]  # fmt: skip
