"""What the server loads, as `tocsin/wsgi.py` does."""

import os
import signal

from django.core.wsgi import get_wsgi_application

from tocsin.running.family import end_with_supervisor

end_with_supervisor(signal.SIGKILL)
os.environ["DJANGO_SETTINGS_MODULE"] = "bench.limit.settings"
application = get_wsgi_application()
