"""Nothing but what the views of `urls.py` need; database, hosts and key are Tocsin's own."""

from tocsin.settings import ALLOWED_HOSTS, DATABASES, DEFAULT_AUTO_FIELD, SECRET_KEY, USE_TZ

__all__ = ["ALLOWED_HOSTS", "DATABASES", "DEFAULT_AUTO_FIELD", "SECRET_KEY", "USE_TZ"]

DEBUG = False
INSTALLED_APPS = ["bench.limit"]
MIDDLEWARE: list[str] = []
ROOT_URLCONF = "bench.limit.urls"
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}]
