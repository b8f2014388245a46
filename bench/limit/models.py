from django.db import models


class Row(models.Model):
    """One row of text, as bare as a row can be."""

    page = models.PositiveIntegerField(default=0, db_index=True)
    body = models.TextField()

    class Meta:
        app_label = "limit"

    def __str__(self) -> str:
        return str(self.pk)
