"""The models and their migrations agree."""

import django
from django.core.management import call_command

if __name__ == "__main__":
    django.setup()
    call_command("makemigrations", check=True, dry_run=True, verbosity=1)
