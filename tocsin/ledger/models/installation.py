import uuid

from django.db import models


class InstallationQuerySet(models.QuerySet["Installation"]):
    def this(self) -> "Installation":
        """The one row, made by a migration."""
        return self.get()

    def locked(self) -> "Installation":
        """The one row, as the mutex of what only one process may do at a time (SQLite's writers take turns anyway)."""
        return self.select_for_update().get()


class Installation(models.Model):
    """This installation's random identity. Every chain's genesis and every checkpoint is bound to it."""

    key = models.UUIDField(primary_key=True, default=uuid.uuid4)

    objects = InstallationQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.key)
