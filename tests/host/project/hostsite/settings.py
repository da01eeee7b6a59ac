"""The host's settings. What docs/host.md tells it to add is marked."""

from pathlib import Path

from lms.plugin import LMS_APPS, LMS_BEAT  # added

BASE_DIR = Path(__file__).resolve().parent.parent
SECRET_KEY = "the-host-keeps-its-own"
ALLOWED_HOSTS = ["testserver", "localhost"]
AUTH_USER_MODEL = "people.Member"
INSTALLED_APPS = [
    "hostsite.people",
    "hostsite.courses.apps.CoursesConfig",  # the host's own app, labelled `courses`
    *LMS_APPS,  # added
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "lms.institutions.middleware.PersonLanguageMiddleware",  # added
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",  # added
    "lms.kernel.http.ErrorMiddleware",  # added
]
ROOT_URLCONF = "hostsite.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "lms.home.context.page",  # added
            ]
        },
    }
]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": BASE_DIR / "host.sqlite3"}}
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"
LANGUAGE_CODE = "pt"
LANGUAGES = [("pt", "Português"), ("es", "Español"), ("en", "English")]
TIME_ZONE = "America/Lima"
USE_TZ = True
STATIC_URL = "/estaticos/"
STATIC_ROOT = BASE_DIR / "static"
LOGIN_URL = "/entrar/"
LMS = {  # added
    "BASE_URL": "https://host.example",
    "SITE_NAME": "Academia Host",
    "CERTIFICATE_KEY": str(BASE_DIR / "keys" / "development-signing-key.pem"),  # `manage.py development_keys` makes them
    "BADGE_KEY": str(BASE_DIR / "keys" / "development-badge-key.pem"),
}
CELERY_BROKER_URL = "memory://"
CELERY_BEAT_SCHEDULE = {**LMS_BEAT}  # added
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
