"""What Tocsin is held against: a bare Django project on the same server, with the same database settings."""
