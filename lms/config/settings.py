"""Settings of the stand-alone site, from the environment. The table of them is docs/operations.md."""

import socket
from pathlib import Path

import environ
from django.utils.translation import gettext_lazy as _
from kombu import Queue

from lms.config.broker import broker_socket
from lms.config.databases import database
from lms.config.mail import mail
from lms.kernel.routers import snapshot_database
from lms.plugin import LMS_APPS, LMS_BEAT, LMS_QUEUES, LMS_ROUTES

BASE_DIR = Path(__file__).resolve().parent.parent.parent
env = environ.Env()

# What the site writes: beside manage.py in a checkout, in the current folder when installed from a wheel.
_home = BASE_DIR if (BASE_DIR / "manage.py").exists() else Path.cwd()
VAR_DIR = Path(env("LMS_VAR", default=str(_home / "var"))).resolve()
VAR_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
DEBUG = env.bool("DEBUG", default=False)
PRODUCTION = env.bool("PRODUCTION", default=False)
BEHIND_PROXY = env.bool("BEHIND_PROXY", default=False)
HOST = env("HOST", default="") or "127.0.0.1"
PORT = env("PORT", default="") or "8000"


def _secret_key() -> str:
    """SECRET_KEY, else the file that `serve` wrote under var/, else a marker that the deploy check refuses."""
    if key := env.str("SECRET_KEY", default=""):
        return str(key)
    kept = VAR_DIR / "secret_key"
    return kept.read_text().strip() if kept.exists() else "django-insecure-only-for-a-command-without-a-server"


SECRET_KEY = _secret_key()
_everywhere = {"0.0.0.0": socket.gethostname(), "::": socket.gethostname()}  # noqa: S104  what HOST may say
_at_home = ["localhost", "127.0.0.1", "[::1]", "testserver", _everywhere.get(HOST, HOST)]
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[] if PRODUCTION else _at_home)
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "lms.accounts.apps.AccountsConfig",
    *LMS_APPS,
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "lms.institutions.middleware.PersonLanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "lms.kernel.http.ErrorMiddleware",
]

ROOT_URLCONF = "lms.config.urls"
WSGI_APPLICATION = "lms.config.wsgi.application"
_root_templates = BASE_DIR / "templates"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [_root_templates] if _root_templates.exists() else [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "lms.home.context.page",
            ],
        },
    }
]

# Databases ------------------------------------------------------------------------------------------------------------
DATABASES = {"default": database(env("DATABASE_URL", default=""), var=VAR_DIR)}
# Reports read one instant through this alias; nothing is ever written by it.
DATABASES["lms_snapshot"] = snapshot_database(DATABASES["default"])
DATABASE_ROUTERS = ["lms.kernel.routers.SnapshotRouter"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Broker and background work -------------------------------------------------------------------------------------------
REDIS_URL = env("REDIS_URL", default="")
CELERY_BROKER_URL = REDIS_URL or env("LMS_BROKER", default=f"redis+socket://{broker_socket(VAR_DIR)}")
LONGEST_TASK_SECONDS = 600
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 500
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_TIME_LIMIT = 120
CELERY_TASK_SOFT_TIME_LIMIT = 90
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": env.int("LMS_VISIBILITY_TIMEOUT", default=3 * LONGEST_TASK_SECONDS),
    "unacked_restore_interval": env.int("LMS_RESTORE_INTERVAL", default=10),
    "unacked_restore_throttle": 1,
    "unacked_mutex_expire": 30,
    # A doorbell that finds no broker gives up at once: the row is safe, the sweep rings again.
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0.1,
    "interval_max": 0.1,
}
CELERY_TASK_QUEUES = [Queue(name) for name in LMS_QUEUES]  # a worker without --queues consumes all of them
CELERY_TASK_ROUTES = LMS_ROUTES
CELERY_BEAT_SCHEDULE = LMS_BEAT
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat-schedule")
CELERY_TIMEZONE = "UTC"

# People ---------------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "lms_accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_ADAPTER = "lms.accounts.adapter.AccountAdapter"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # a stranger gets no mail; the page says the same either way
ACCOUNT_FORMS = {"login": "lms.accounts.forms.LoginForm"}
ACCOUNT_SESSION_REMEMBER = None  # asks; unticked: until the browser closes
ACCOUNT_SESSION_COOKIE_AGE = 30 * 24 * 60 * 60
SESSION_COOKIE_AGE = 8 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"

# Words and time -------------------------------------------------------------------------------------------------------
LANGUAGE_CODE = "es"
LANGUAGES = [("es", _("Spanish")), ("en", _("English"))]
TIME_ZONE = "UTC"
USE_I18N = True
USE_TZ = True
FORMAT_MODULE_PATH = "lms.config.formats"

# Mail -----------------------------------------------------------------------------------------------------------------
vars().update(mail(env("EMAIL_URL", default=""), var=VAR_DIR))
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="Asesores PI <no-reply@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# Files ----------------------------------------------------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ROOT = VAR_DIR / "media"
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = 5
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500

# Security -------------------------------------------------------------------------------------------------------------
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "media-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
        "object-src": ["'none'"],
    }
}
if PRODUCTION:
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    if BEHIND_PROXY:
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

_base_url = f"https://{ALLOWED_HOSTS[0].lstrip('.')}" if PRODUCTION and ALLOWED_HOSTS else f"http://localhost:{PORT}"
LMS = {"BASE_URL": env("BASE_URL", default="") or _base_url, "PROXIES": env.int("PROXIES", default=int(BEHIND_PROXY))}
LMS["PUBLIC_TOOLKIT"] = env.bool("PUBLIC_TOOLKIT", default=True)
LMS["LANGUAGES"] = tuple(env.list("LMS_LANGUAGES", default=["es", "en"]))
LMS["BADGE_KEY"] = env("BADGE_KEY", default=str(VAR_DIR / "keys" / "development-badge-key.pem"))
LMS["CERTIFICATE_KEY"] = env("CERTIFICATE_KEY", default=str(VAR_DIR / "keys" / "development-signing-key.pem"))
for _name in ("FILE", "CHAIN", "PASSWORD_FILE", "PKCS11", "TSA", "TSA_TRUST", "LEVEL"):
    LMS[f"CERTIFICATE_{_name}"] = env(f"CERTIFICATE_{_name}", default="")
if site_name := env("SITE_NAME", default=""):
    LMS["SITE_NAME"] = site_name

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", default="INFO")},
}
