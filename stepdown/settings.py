"""One settings file, driven by the environment.

On a laptop nothing needs to be set: the local database, broker and secret are found under ``.local/``.
``STEPDOWN_ENV=production`` turns every safeguard on and insists on real secrets; docs/operating.md lists the
variables.
"""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
LOCAL_DIR = BASE_DIR / ".local"
PRODUCTION = os.environ.get("STEPDOWN_ENV") == "production"


def from_environment(name: str, local: str) -> str:
    """The variable's value, or `local` on a laptop; production must set it."""
    value = os.environ.get(name)
    if value:
        return value
    if PRODUCTION:
        raise ImproperlyConfigured(f"Set {name}: docs/operating.md says what it holds.")
    return local


def flag(name: str) -> bool:
    """Whether the variable says yes."""
    return os.environ.get(name, "").lower() in {"1", "true", "yes", "on"}


def words(value: str) -> list[str]:
    """The words of a comma-separated list."""
    return [word.strip() for word in value.split(",") if word.strip()]


if PRODUCTION:
    local_database_url = local_redis_url = local_secret_key = local_site_url = ""
else:
    # The launcher's packages are not installed in production, so it is imported only here.
    from stepdown.local import defaults

    local_database_url = defaults.database_url()
    local_redis_url = defaults.redis_url()
    local_secret_key = defaults.secret_key()
    local_site_url = defaults.site_url()

DEBUG = flag("DEBUG") and not PRODUCTION
SECRET_KEY = from_environment("SECRET_KEY", local_secret_key)
SECRET_KEY_FALLBACKS = words(os.environ.get("SECRET_KEY_FALLBACKS", ""))
ALLOWED_HOSTS = words(from_environment("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1],testserver"))
CSRF_TRUSTED_ORIGINS = words(os.environ.get("CSRF_TRUSTED_ORIGINS", ""))
# The address of the service as people type it, for links in letters.
SITE_URL = (os.environ.get("SITE_URL") or local_site_url or f"https://{ALLOWED_HOSTS[0]}").rstrip("/")

INSTALLED_APPS = [
    "stepdown.accounts",
    "stepdown.notices",
    "beds",
    "residents",
    "reporting",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.postgres",
    # WhiteNoise serves the static files under runserver too, as it does in production.
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "csp",
    "django_filters",
    "django_tables2",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "stepdown.accounts.middleware.ScopeMiddleware",
]

ROOT_URLCONF = "stepdown.urls"
WSGI_APPLICATION = "stepdown.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "stepdown.notices.context.notices",
                "stepdown.context.work",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
DJANGO_TABLES2_TEMPLATE = "components/table.html"

# Data --------------------------------------------------------------------------------------------------------

DATABASE_URL = from_environment("DATABASE_URL", local_database_url)
DATABASES = {
    "default": {
        **dj_database_url.parse(DATABASE_URL, conn_max_age=300, conn_health_checks=True),
        "ENGINE": "django.db.backends.postgresql",
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = from_environment("REDIS_URL", local_redis_url)
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "stepdown",
    }
}

# A form of this service is small; what is larger is a mistake or an attack.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1_000
DATA_UPLOAD_MAX_NUMBER_FILES = 5
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_500_000

# Time and language -------------------------------------------------------------------------------------------

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_I18N = True
USE_TZ = True
FORMAT_MODULE_PATH = ["stepdown.formats"]  # the locale wins over DATE_FORMAT set here

# Static files ------------------------------------------------------------------------------------------------

BUILD_DIR = Path(os.environ.get("STATIC_BUILD", LOCAL_DIR / "build"))
STATIC_URL = "static/"
STATIC_ROOT = os.environ.get("STATIC_ROOT")  # where production gathers them; unused on a laptop
STATICFILES_DIRS = [BASE_DIR / "static", *([BUILD_DIR] if BUILD_DIR.exists() else [])]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
# On a laptop files are served from where they are written: no copying, no stale copy in the browser. They are looked
# for when asked for, since a list of all of them costs each test client more than its whole visit.
WHITENOISE_USE_FINDERS = not PRODUCTION
WHITENOISE_AUTOREFRESH = not PRODUCTION
WHITENOISE_MAX_AGE = 60 if PRODUCTION else 0

# People ------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"

ACCOUNT_ADAPTER = "stepdown.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # accounts are made by an administrator, who knows the address
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = False  # computers on a ward are shared: a session ends with the browser
# A hospital or a charity shares one address, so the limit by address is wide and the one by account does the work.
ACCOUNT_RATE_LIMITS = {"login": "300/m/ip", "login_failed": "60/m/ip,10/5m/key"}
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # no letter to an address that nobody here has
ACCOUNT_FORMS = {
    "login": "stepdown.sign_in.LoginForm",
    "reauthenticate": "stepdown.sign_in.ReauthenticateForm",
    "change_password": "stepdown.sign_in.ChangePasswordForm",
    "reset_password": "stepdown.sign_in.ResetPasswordForm",
    "reset_password_from_key": "stepdown.sign_in.ResetPasswordKeyForm",
}
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("TRUSTED_PROXIES", "1" if PRODUCTION else "0"))

SESSION_COOKIE_AGE = int(timedelta(hours=10).total_seconds())  # a long shift
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"

# Mail --------------------------------------------------------------------------------------------------------

DEFAULT_FROM_EMAIL = os.environ.get("MAIL_FROM", "Stepdown <stepdown@localhost>")
EMAIL_HOST = os.environ.get("MAIL_HOST", "")
EMAIL_PORT = int(os.environ.get("MAIL_PORT", "587"))
EMAIL_HOST_USER = os.environ.get("MAIL_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("MAIL_PASSWORD", "")
EMAIL_USE_TLS = True
EMAIL_TIMEOUT = 10
# Without a mail server a laptop keeps letters as files, to be looked at; production only notes them in the log.
EMAIL_BACKEND = (
    f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'console' if PRODUCTION else 'filebased'}.EmailBackend"
)
EMAIL_FILE_PATH = LOCAL_DIR / "mail"

# Security ----------------------------------------------------------------------------------------------------

# No inline script, no inline style, nothing from another host: a page can only be what the templates say.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"

if PRODUCTION:
    # The proxy in front ends TLS and says so in this header; it must overwrite what a client sends.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^health/"]  # asked from inside, over plain HTTP
    SECURE_HSTS_SECONDS = int(timedelta(days=365).total_seconds())
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SILENCED_SYSTEM_CHECKS = ["security.W021"]  # browsers' preload lists are for the domain's owner to decide
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_NAME = "__Host-csrf"

# Work in the background --------------------------------------------------------------------------------------


def broker_url(redis_url: str) -> str:
    """The same server in Celery's spelling, which differs for unix sockets."""
    if not redis_url.startswith("unix://"):
        return redis_url
    return redis_url.replace("unix://", "redis+socket://", 1).replace("?db=", "?virtual_host=")


CELERY_BROKER_URL = broker_url(REDIS_URL)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": int(timedelta(hours=2).total_seconds())}
CELERY_TASK_IGNORE_RESULT = True  # what a task did is told by the records it writes
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
# A killed worker's task goes back to the queue: every task here is safe to run twice.
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
# Shorter than the visibility timeout, or a long task would be handed out a second time while it runs.
CELERY_TASK_SOFT_TIME_LIMIT = int(timedelta(minutes=55).total_seconds())
CELERY_TASK_TIME_LIMIT = int(timedelta(minutes=60).total_seconds())
CELERY_TIMEZONE = TIME_ZONE
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_SEND_TASK_EVENTS = False

# Logs: one line an event on the console; whatever runs the process keeps them ----------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "filters": {"without_secrets": {"()": "stepdown.logs.WithoutSecrets"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["without_secrets"]},
    },
    "root": {"handlers": ["console"], "level": os.environ.get("LOG_LEVEL", "INFO")},
    "loggers": {"django": {"handlers": ["console"], "level": "INFO", "propagate": False}},
}
