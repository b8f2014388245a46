"""What the server loads."""

import os

from django.core.wsgi import get_wsgi_application

from tocsin.running.family import leave_when_orphaned

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tocsin.settings")
application = get_wsgi_application()
leave_when_orphaned()
