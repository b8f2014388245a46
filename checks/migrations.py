"""The models and their migrations agree."""

import os
import tempfile

if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="tocsin-check-") as folder:
        os.environ["TOCSIN_DATA_DIR"] = folder
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tocsin.settings")

        import django
        from django.core.management import call_command

        django.setup()
        call_command("makemigrations", check=True, dry_run=True, verbosity=1)
