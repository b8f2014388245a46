"""What the server loads."""

import os
import signal

from django.core.wsgi import get_wsgi_application

from tocsin.running.family import end_with_supervisor
from tocsin.web.plain_request import PlainRequest

end_with_supervisor(signal.SIGKILL)  # before the rest is loaded: an orphan must never get as far as serving
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tocsin.settings")
application = get_wsgi_application()
application.request_class = PlainRequest
