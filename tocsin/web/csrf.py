from django.middleware.csrf import CsrfViewMiddleware


class ParkingCsrfMiddleware(CsrfViewMiddleware):
    """Django's check; what a stale form typed is parked by the request pages (see `web/report/parking.py`)."""
