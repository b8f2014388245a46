"""Django's settings, made from the few of ours that `docs/admin/settings.md` explains."""

import contextlib
import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.utils.translation import gettext_lazy as _

from tocsin.lib import environ

BASE_DIR = Path(__file__).resolve().parent
DATA_DIR = Path(environ.text("DATA_DIR", str(BASE_DIR.parent / "var"))).absolute()
DEMO = environ.boolean("DEMO")
DEBUG = False

# -- who we are -------------------------------------------------------------------------------------------------
PORT = environ.integer("PORT", 8000, least=1, most=65535)
PUBLIC_URL = environ.text("URL", f"http://127.0.0.1:{PORT}").rstrip("/")
MARKETPLACE = environ.text("MARKETPLACE", "Market")
EMERGENCY_TELEPHONE = environ.text("EMERGENCY_TELEPHONE", "+46 8 123 45 67" if DEMO else "")
DESK_ADDRESS = environ.text("DESK_ADDRESS", "desk@market.example")
OFFER_PARAMETERS = environ.words("OFFER_PARAMETERS", "pesid,offer")
ELSEWHERE_URL = environ.text("ELSEWHERE_URL", "")


def secret_key() -> str:
    """The signing key: set it, or one is made at first start and kept beside the data, readable by the owner only."""
    key = environ.text("SECRET_KEY")
    if key:
        if len(key) < 32:
            raise environ.SettingError("TOCSIN_SECRET_KEY must have at least 32 characters.")
        return key
    file = DATA_DIR / "secret_key"
    if not file.exists():
        DATA_DIR.mkdir(parents=True, exist_ok=True)
        draft = file.with_name(f".secret_key.{secrets.token_hex(8)}")
        with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as made:
            made.write(secrets.token_urlsafe(48))
        with contextlib.suppress(FileExistsError):
            os.link(draft, file)  # all of it or nothing: web server and worker may both be starting for the first time
        draft.unlink()
    return file.read_text()


SECRET_KEY = secret_key()
public = urlsplit(PUBLIC_URL)
if public.scheme not in {"http", "https"} or not public.hostname:
    raise environ.SettingError("TOCSIN_URL must be an address that starts with http: or https:")
SECURE = public.scheme == "https"
ALLOWED_HOSTS = [public.hostname, *environ.words("ALLOWED_HOSTS")]
if DEMO:
    ALLOWED_HOSTS += ["127.0.0.1", "localhost"]
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]

# -- the house --------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "tocsin.web",  # before allauth, whose templates it overrides
    "allauth",
    "allauth.account",
    "csp",
    "tocsin.ledger",
    "tocsin.accounts",
    "tocsin.catalogue",
    "tocsin.tickets",
    "tocsin.correspondence",
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
    "allauth.account.middleware.AccountMiddleware",
    "tocsin.web.middleware.ReaderMiddleware",
    "tocsin.web.middleware.DomainErrorMiddleware",
    "tocsin.web.middleware.SignInRequiredMiddleware",
    "tocsin.web.middleware.AccountsAtomicMiddleware",
]
ROOT_URLCONF = "tocsin.urls"
WSGI_APPLICATION = "tocsin.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "tocsin.web.context.house",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static", "tocsin.web.templatetags.tocsin"],
        },
    }
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"


def databases() -> dict[str, dict[str, Any]]:
    """SQLite in the data folder, or the PostgreSQL that `TOCSIN_DATABASE_URL` names."""
    url = environ.text("DATABASE_URL")
    if not url:
        return {
            "default": {
                "ENGINE": "tocsin.lib.sqlite",
                "NAME": DATA_DIR / "tocsin.sqlite3",
                "CONN_MAX_AGE": None,
                "OPTIONS": {
                    "transaction_mode": "IMMEDIATE",
                    "timeout": 20,
                    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-16000;",
                },
            }
        }
    parts = environ.address("DATABASE_URL", {"postgres", "postgresql"})
    return {
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": unquote(parts.hostname or ""),
            "PORT": parts.port or "",
            "CONN_MAX_AGE": 0,  # the pool requires it
            "OPTIONS": {"pool": {"min_size": 1, "max_size": 8, "timeout": 20}},
        }
    }


DATABASES = databases()

# -- people -----------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/home/"
ACCOUNT_ADAPTER = "tocsin.web.people.adapter.Adapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_CONFIRM_EMAIL_ON_GET = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SIGNUP_FORM_CLASS = "tocsin.web.people.signup.NameForm"
ACCOUNT_LOGIN_BY_CODE_ENABLED = False
ALLAUTH_TRUSTED_PROXY_COUNT = environ.integer("PROXIES", 0, least=0, most=9)  # whose X-Forwarded-For limits count by

# -- sessions and the shell -------------------------------------------------------------------------------------
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
CSRF_FAILURE_VIEW = "tocsin.web.errors.csrf_failure"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}

# -- words and times --------------------------------------------------------------------------------------------
USE_TZ = True
TIME_ZONE = "UTC"
DEFAULT_TIME_ZONE = environ.text("TIME_ZONE", "Europe/Stockholm")
USE_I18N = True
LANGUAGE_CODE = "en"
LANGUAGES = [
    ("en", "English"), ("nl", "Nederlands"), ("sv", "Svenska"),
    ("de", "Deutsch"), ("fr", "Français"), ("ru", "Русский"),
]  # fmt: skip
LANGUAGE_COOKIE_NAME = "tocsin_language"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LOCALE_PATHS = [BASE_DIR / "locale"]
SITE_NAME = _("Tocsin")

# -- files ------------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "attachments": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA_DIR / "attachments", "base_url": None, "file_permissions_mode": 0o600},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
ATTACHMENT_MAX_BYTES = 25 * 1024 * 1024
ATTACHMENTS_PER_TICKET = 20
FILE_UPLOAD_HANDLERS = ["tocsin.web.uploads.BoundedUploadHandler"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

# -- mail -------------------------------------------------------------------------------------------------------
MAIL_URL = environ.address(
    "MAIL_URL", {"smtp", "smtps", "smtp+starttls", "demo"}, "demo:" if DEMO else "smtp://127.0.0.1:25"
)
if MAIL_URL.scheme == "demo" and not DEMO:
    raise environ.SettingError("TOCSIN_MAIL_URL can be demo: only with TOCSIN_DEMO, or mails would reach nobody.")
DEFAULT_FROM_EMAIL = DESK_ADDRESS
EMAIL_BACKEND = "tocsin.correspondence.account_mail.DeliveryBackend"

# -- the ledger -------------------------------------------------------------------------------------------------
LEDGER_KEY_FILE = Path(environ.text("LEDGER_KEY_PATH", str(DATA_DIR / "ledger_key.pem")))
CHECKPOINT_EVERY_SECONDS = environ.integer("CHECKPOINT_SECONDS", 60 if DEMO else 3600, least=1, most=86400)

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"tocsin": {"level": "INFO"}},
}
