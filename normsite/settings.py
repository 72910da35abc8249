"""Settings, read from the environment; `docs/running.md` lists every variable.

Without any variable they suit the embedded servers that `make run` starts.
"""

import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy

BASE_DIR = Path(__file__).resolve().parent.parent


def _whole(variable: str, otherwise: int, *, least: int, most: int) -> int:
    """The whole number in an environment variable; the site doesn't start with anything else in it."""
    given = os.environ.get(variable, str(otherwise))
    if not given.isascii() or not given.isdigit() or not least <= int(given) <= most:
        raise ImproperlyConfigured(f"{variable} is {given!r}: give it a whole number from {least:,} to {most:,}.")
    return int(given)


DATA_DIR = Path(os.environ.get("NORMSITE_DATA", BASE_DIR / ".normsite"))
TESTING = bool(os.environ.get("PYTEST_VERSION"))

DEBUG = os.environ.get("NORMSITE_DEBUG", "") == "1"
SECRET_KEY = os.environ.get("SECRET_KEY") or ("only-for-tests-and-builds" if DEBUG or TESTING else "")
BASE_URL = os.environ.get("NORMSITE_BASE_URL", "http://localhost:8000").rstrip("/")
HTTPS = BASE_URL.startswith("https://")
ALLOWED_HOSTS = os.environ.get("NORMSITE_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [BASE_URL]

SITE_NAME = "Normsite"
BODY_NAME = os.environ.get("NORMSITE_BODY", "Meridian Standards Institute")

INSTALLED_APPS = [
    "normsite.foundation.accounts",
    "normsite.foundation.changes",
    "normsite.foundation.ledger",
    "normsite.foundation.notifications",
    "normsite.foundation.notices",
    "normsite.foundation.webhooks",
    "normsite.foundation.schedule",
    "normsite.foundation.controls",
    "normsite.foundation.withholding",
    "norms",
    "riskreviews",
    "comments",
    "normsite.portal.following",
    "normsite.portal.publication",
    "normsite.portal.export_control",
    "normsite.portal.applies",
    "normsite.portal.withheld",
    "normsite.portal.pages",
    "normsite.portal.api",
    "normsite.demo",
    "normsite",
    "django.forms",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "normsite.middleware.CompressedMiddleware",
    "csp.middleware.CSPMiddleware",
    "normsite.middleware.RouteMiddleware",
    "normsite.middleware.HeadersMiddleware",
    "normsite.middleware.SizeMiddleware",
    "normsite.middleware.MethodMiddleware",
    "normsite.middleware.AddressMiddleware",
    "normsite.middleware.OwnAddressMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "normsite.middleware.SeenMiddleware",
    "normsite.middleware.RefusedMiddleware",
    "normsite.middleware.RetryMiddleware",
]

ROOT_URLCONF = "normsite.urls"
WSGI_APPLICATION = "normsite.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "normsite.context.site",
            ],
            "builtins": ["normsite.templatetags.normsite_forms", "normsite.templatetags.normsite_markup"],
        },
    },
]
FORM_RENDERER = "normsite.foundation.accounts.fields.Renderer"

# --- the database and the broker -------------------------------------------------------------------------------------

DATABASES = {
    "default": dj_database_url.parse(
        os.environ.get("DATABASE_URL", "postgres://normsite@localhost/normsite"),
        engine="normsite.foundation.database",
        conn_max_age=_whole("NORMSITE_CONN_MAX_AGE", 60, least=0, most=86_400),
        conn_health_checks=True,
    )
}
# A server that is gone is noticed within half a minute, not after hours as TCP would have it; a Unix socket passes this over.
# For a row that another holds nobody waits longer than 15 s: who sends is then told to come again, with a ticket. What the
# address of the database says goes first. What is asked again by `normsite.foundation.prepared` is kept prepared.
DATABASES["default"]["OPTIONS"] = {
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 4,
    "tcp_user_timeout": 30_000,
    "prepare_threshold": 2,
    "options": "-c lock_timeout=15s",
} | DATABASES["default"].get("OPTIONS", {})
REDIS_URL = os.environ.get("REDIS_URL", "redis://localhost:6379/0")
CACHES: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "normsite.foundation.cache.ForgivingRedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "normsite",
        # A Redis that is gone must cost a page half a second at most, never hang it.
        "OPTIONS": {"socket_connect_timeout": 0.5, "socket_timeout": 0.5},
    },
    # Parts of pages that are the same for everybody, under the state of the record (normsite.foundation.changes); each process
    # has its own.
    "parts": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "parts",
        "OPTIONS": {"MAX_ENTRIES": 32},
    },
    "nowhere": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"},  # for what may not be kept
}

CELERY_BROKER_URL = os.environ.get("CELERY_BROKER_URL", REDIS_URL)
# Mail is what somebody waits for, bulk what may take long; the rest is short. A worker reads all three, and keeps a process for
# mail (normsite/celery.py); where there are many, some may read one alone.
CELERY_TASK_QUEUES: dict[str, dict[str, str]] = {"celery": {}, "mail": {}, "bulk": {}}
CELERY_TASK_ROUTES = {
    "notifications.*": {"queue": "mail"},
    "notices.tell": {"queue": "bulk"},
    "notices.cut_digests": {"queue": "bulk"},
    "following.look_for_searches": {"queue": "bulk"},
    "webhooks.send": {"queue": "bulk"},
    "publication.*": {"queue": "bulk"},
    "norms.carry_out_import": {"queue": "bulk"},
    "comments.carry_on_import": {"queue": "bulk"},
}
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 300
CELERY_TASK_SOFT_TIME_LIMIT = 240
CELERY_TASK_IGNORE_RESULT = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 3600,
    "socket_connect_timeout": 1,
    "socket_timeout": 5,
    "max_retries": 1,
}
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULER = "normsite.foundation.schedule.beat:Scheduler"

# --- people ----------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
if TESTING:
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "pages:after_sign_in"
LOGOUT_REDIRECT_URL = "pages:home"
ACCOUNT_ADAPTER = "normsite.foundation.accounts.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HTTPS else "http"
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SIGNUP_FORM_CLASS = "normsite.foundation.accounts.forms.SignupDetails"
ACCOUNT_FORMS = {"reset_password": "normsite.foundation.accounts.allauth_forms.ForgottenPasswordForm"}
# The limits of django-allauth by address would let somebody keep a neighbour out, those by account anybody its owner.
# normsite.foundation.accounts.guesses and the adapter have ours; a key in a link and a passkey can't be guessed.
ACCOUNT_RATE_LIMITS = dict.fromkeys(["login", "login_failed", "signup", "reset_password", "reset_password_from_key"])
MFA_RATE_LIMITS = {"webauthn_login": None}
MFA_FORMS = {
    "authenticate": "normsite.foundation.accounts.allauth_forms.CodeForm",
    "reauthenticate": "normsite.foundation.accounts.allauth_forms.CodeAgainForm",
}
MFA_ADAPTER = "normsite.foundation.accounts.adapters.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = SITE_NAME
MFA_TOTP_TOLERANCE = 1  # a phone whose clock is half a minute off, and whoever types at the turn (RFC 6238, section 5.2)
STAFF_MFA_REQUIRED = os.environ.get("NORMSITE_REQUIRE_MFA", "1" if HTTPS else "") == "1"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS

if os.environ.get("OIDC_SERVER_URL"):
    SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {
            "APPS": [
                {
                    "provider_id": "sso",
                    "name": os.environ.get("OIDC_NAME", "Single sign-on"),
                    "client_id": os.environ["OIDC_CLIENT_ID"],
                    "secret": os.environ["OIDC_CLIENT_SECRET"],
                    "settings": {"server_url": os.environ["OIDC_SERVER_URL"]},
                }
            ]
        }
    }

# --- language, time, files -------------------------------------------------------------------------------------------

LANGUAGE_CODE = "en"
LOCALE_PATHS = [BASE_DIR / "normsite/locale"]  # the house's own words for the pages of django-allauth
# ISO 3166 puts the article behind the name; django-countries knows the plain name in other languages too. It is no installed
# app: from there come only flags, and those names once the pages speak more than English.
COUNTRIES_OVERRIDE = {
    "BS": gettext_lazy("Bahamas"),
    # as published so far: names of the record don't change with a library
    "BN": gettext_lazy("Brunei Darussalam"),
    "CD": gettext_lazy("Congo, The Democratic Republic of the"),
    "FM": gettext_lazy("Micronesia, Federated States of"),
    "GS": gettext_lazy("South Georgia and the South Sandwich Islands"),
    "NR": gettext_lazy("Nauru"),
    "PS": gettext_lazy("Palestine, State of"),
    "RU": gettext_lazy("Russian Federation"),
    "SH": gettext_lazy("Saint Helena, Ascension and Tristan da Cunha"),
    "US": gettext_lazy("United States"),
    "VA": gettext_lazy("Holy See (Vatican City State)"),
    "VG": gettext_lazy("Virgin Islands, British"),
    "VI": gettext_lazy("Virgin Islands, U.S."),
}
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = Path(os.environ.get("NORMSITE_STATIC_ROOT", DATA_DIR / "static"))
STATICFILES_DIRS = [BASE_DIR / "static"]
if DEBUG or TESTING:
    _static = "django.contrib.staticfiles.storage.StaticFilesStorage"
elif HTTPS:
    _static = "normsite.statics.Compressed"
else:
    # On one's own machine the forty seconds of compressing would never be earned back.
    _static = "normsite.statics.Named"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": _static},
}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = DEBUG or TESTING  # look for a file when it is asked for
# A submission holds 500 comments, together of a million characters: 4 MB as they are, in any script, and 12 MB with every
# character escaped. Comment forms come as files of up to 3 MB.
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 3 * 1024 * 1024
# Where ClamAV listens: host:port, or the path of a socket. Empty: files are not looked through for malware.
CLAMD = os.environ.get("NORMSITE_CLAMD", "")
LARGEST_SUBMISSION = 12 * 1024 * 1024
LARGEST_REQUEST = 16 * 1024 * 1024

# --- mail ------------------------------------------------------------------------------------------------------------

DEFAULT_FROM_EMAIL = os.environ.get("NORMSITE_FROM", f"{BODY_NAME} <norms@normsite.example>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# How many mails a second may leave for one domain; a receipt never waits for that.
MAILS_TO_ONE_DOMAIN = _whole("NORMSITE_MAILS_TO_ONE_DOMAIN", 200, least=1, most=1_000_000)
EMAIL_TIMEOUT = 20
_mail = urlsplit(os.environ.get("EMAIL_URL", f"file://{DATA_DIR / 'mail'}"))
if _mail.scheme == "file":
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = _mail.path
else:
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST = _mail.hostname or "localhost"
    EMAIL_PORT = _mail.port or 25
    EMAIL_HOST_USER = _mail.username or ""
    EMAIL_HOST_PASSWORD = _mail.password or ""
    EMAIL_USE_TLS = _mail.scheme == "smtp+tls"
    EMAIL_USE_SSL = _mail.scheme == "smtps"

# Where mail servers and readers send back what they did not want: a mailbox, and the webhook of a mail provider, whose options
# are those of django-anymail. Without a secret there is no webhook.
BOUNCES_URL = os.environ.get("BOUNCES_URL", "")
ANYMAIL = {name.removeprefix("ANYMAIL_"): value for name, value in os.environ.items() if name.startswith("ANYMAIL_") and value}

# Whoever bears it may read the figures at /metrics; without one they are nowhere.
METRICS_TOKEN = os.environ.get("NORMSITE_METRICS_TOKEN", "")

# --- safety ----------------------------------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
        "object-src": ["'none'"],
        "require-trusted-types-for": ["'script'"],
        "trusted-types": ["normsite"],  # static/js/trusted.js
    },
}
# Limits on public forms (normsite.foundation.throttle): how many proxies of ours stand in front and may be believed about
# addresses, and how quickly a person can possibly fill in the comment form.
PROXIES = _whole("NORMSITE_PROXIES", 0, least=0, most=10)
FASTEST_COMMENT_SECONDS = _whole("NORMSITE_FASTEST_COMMENT", 0 if TESTING else 2, least=0, most=60)

# Webhooks go to public addresses over HTTPS. For tests and whoever changes the code: anywhere, also by HTTP.
WEBHOOKS_ANYWHERE = os.environ.get("NORMSITE_WEBHOOKS_ANYWHERE", "") == "1"

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "normsite.portal.pages.errors.csrf_failure"
if HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_NAME = "__Host-csrftoken"

# --- the programming interface ---------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_SCHEMA_CLASS": "normsite.portal.api.schema.Described",
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
    # No session is looked at: what the public may read is all there is, and nothing is sent in the name of who is signed in.
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "EXCEPTION_HANDLER": "normsite.portal.api.errors.explain",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Normsite",
    "DESCRIPTION": "Published norms, their security rationale, consultations, comments and dispositions.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "ENUM_NAME_OVERRIDES": {
        "CommentKind": "comments.models.CommentKind",
        "ClauseKind": "norms.models.ClauseKind",
        "FileKind": "normsite.foundation.uploads.KINDS",
    },
    "SWAGGER_UI_SETTINGS": {
        "deepLinking": True,
        "validatorUrl": None,
        "supportedSubmitMethods": ["get"],
        "defaultModelsExpandDepth": -1,
    },
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"route_only": {"()": "normsite.logs.RouteOnly"}},
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["route_only"]}},
    "loggers": {"flufl.bounce": {"level": "CRITICAL"}},  # it tells of each shape that it tries, and of each strange message
    "root": {"handlers": ["console"], "level": os.environ.get("NORMSITE_LOG_LEVEL", "INFO")},
}
SILENCED_SYSTEM_CHECKS: list[str] = []
