"""As much of Django as `makemessages` asks for."""

USE_I18N = True
INSTALLED_APPS: list[str] = []
LOCALE_PATHS: list[str] = []
