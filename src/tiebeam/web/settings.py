"""What is the same in every installation. What each decides for itself is in `installation`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF

from tiebeam.web.installation import Installation

HERE = Installation.of(os.environ)

SECRET_KEY = HERE.secret
DEBUG = False
ALLOWED_HOSTS = list(HERE.hosts)
ROOT_URLCONF = "tiebeam.web.urls"
WSGI_APPLICATION = "tiebeam.web.wsgi.application"

INSTALLED_APPS = [
    "tiebeam.web.accounts",
    "tiebeam.web.audit",
    "tiebeam.web.change",
    "tiebeam.web.delivery",
    "tiebeam.web.home",
    "tiebeam.web.insight",
    "tiebeam.web.jobs",
    "tiebeam.web.organisation",
    "tiebeam.web.releasing",
    "tiebeam.web.search",
    "tiebeam.web.spaces",
    "tiebeam.web.ui",
    # After ours, whose templates stand before its own.
    "allauth",
    "allauth.account",
    "allauth.mfa",
    # There also where nothing is set up for it, so that its tables always are.
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "tiebeam.web.headers.PermissionsPolicy",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    # Before whatever reads what was sent.
    "tiebeam.web.organisation.uploads.Bodies",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "tiebeam.web.accounts.sessions.EndsUnused",
    "tiebeam.web.accounts.typed.KeepsTyped",
    "tiebeam.web.permissions.Guard",
]
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            # Pages are made of components, so every page has them without asking.
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "django_htmx.templatetags.django_htmx",
                "tiebeam.web.ui.templatetags.ui",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "tiebeam.web.ui.shell.around_every_page",
            ],
        },
    },
]
FORM_RENDERER = "tiebeam.web.ui.forms.Renderer"

DATABASES = {"default": dict(HERE.database)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.User"
# What several processes count together, such as how often somebody tried to sign in.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "counted",
        # Where it is full, old counts are dropped: with the usual 300, whoever tries many addresses
        # would soon have what they tried forgotten.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

# Jobs are queued in the transaction that asks for them.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

LANGUAGE_CODE = "en"
# Each in its own words: whoever looks for theirs may read no other.
LANGUAGES = [("en", "English"), ("de", "Deutsch")]
FORMAT_MODULE_PATH = "tiebeam.web.formats"
LOCALE_PATHS = [Path(__file__).parent / "locale"]
TIME_ZONE = "UTC"
USE_TZ = True

STATIC_URL = "/static/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "tiebeam.web.ui.assets.Marked"},
}
MEDIA_ROOT = HERE.home / "media"
# The only one: no file that somebody sends is ever on disk in clear.
FILE_UPLOAD_HANDLERS = ["tiebeam.web.organisation.uploads.Sealing"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FILES = 20
WITHDRAWALS = HERE.withdrawals
# An export may have some hundred columns, each of which is asked about.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 3000
# Style and scripts are few and come with the package: nothing has to be collected first.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_MAX_AGE = 3600

# --- who comes in ---------------------------------------------------------------------------------

LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("name", "email")},
    },
]
# Many sign in at a computer that others use too, on a ship or in a break room. So it ends when the
# browser is closed, and after two hours in which nobody asked for a page: long enough for a
# meeting, shorter than a shift.
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_AGE = 2 * 3600

ACCOUNT_ADAPTER = "tiebeam.web.accounts.adapters.Accounts"
ACCOUNT_FORMS = {
    "login": "tiebeam.web.accounts.worded.SignIn",
    "reset_password": "tiebeam.web.accounts.worded.NewPasswordLink",
    "reset_password_from_key": "tiebeam.web.accounts.worded.NewPassword",
    "change_password": "tiebeam.web.accounts.worded.OtherPassword",
    "add_email": "tiebeam.web.accounts.worded.OtherAddress",
    "reauthenticate": "tiebeam.web.accounts.worded.Again",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_PREVENT_ENUMERATION = True
# An unknown address is written to as well: otherwise the time that it takes would tell them apart.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_METHODS = {"password", "mfa"}
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HERE.https else "http"
ACCOUNT_RATE_LIMITS = {
    # By address of the browser, which a whole office may share, and by account.
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "reset_password": "20/m/ip,5/h/key",
}
# Where https is said, one server stands in front and says who asks; else nobody is believed.
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if HERE.https else 0

SOCIALACCOUNT_ADAPTER = "tiebeam.web.accounts.elsewhere.adapter.Elsewhere"
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {"provider_id": "elsewhere", "name": each.name, "client_id": each.client,
             "secret": each.secret, "settings": {"server_url": each.issuer}}
            for each in ([HERE.elsewhere] if HERE.elsewhere else [])
        ],
    }
}  # fmt: skip
# The organisation says whose address it is. Once somebody came by it, they are known by their
# number there: an address may be given to somebody else later.
SOCIALACCOUNT_EMAIL_AUTHENTICATION = SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_STORE_TOKENS = False

MFA_ADAPTER = "tiebeam.web.accounts.adapters.SecondSteps"
MFA_FORMS = {
    "authenticate": "tiebeam.web.accounts.worded.SecondStep",
    "reauthenticate": "tiebeam.web.accounts.worded.AgainByCode",
    "activate_totp": "tiebeam.web.accounts.worded.NewApp",
    "add_webauthn": "tiebeam.web.accounts.worded.NewPasskey",
    "edit_webauthn": "tiebeam.web.accounts.worded.OtherName",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = HERE.name
# A clock may be half a minute off.
MFA_TOTP_TOLERANCE = 1
# Without https only a machine on a desk is served, and browsers allow it passkeys.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HERE.https

# A filter holds for the logger at which a line arises, so both that write addresses have it.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"without_keys": {"()": "tiebeam.web.logs.WithoutKeys"}},
    "loggers": {
        name: {"filters": ["without_keys"]} for name in ("django.request", "django.security.csrf")
    },
}

# --- mail -----------------------------------------------------------------------------------------

EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if HERE.mail.host else 'console'}.EmailBackend"
EMAIL_HOST, EMAIL_PORT = HERE.mail.host, HERE.mail.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = HERE.mail.user, HERE.mail.password
EMAIL_USE_SSL = HERE.mail.tls and HERE.mail.port == 465
EMAIL_USE_TLS = HERE.mail.tls and not EMAIL_USE_SSL
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = SERVER_EMAIL = HERE.mail.sender

# --- what a browser may do ------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        # What somebody recorded, and put up in a space.
        "media-src": [SELF],
        "connect-src": [SELF],
        "font-src": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    },
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = HERE.https
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HERE.https else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HERE.https else None
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HERE.https
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "tiebeam.web.accounts.views.no_token"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"

SILENCED_SYSTEM_CHECKS: list[str] = []
