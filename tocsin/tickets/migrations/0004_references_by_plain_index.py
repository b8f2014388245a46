"""A search for a reference never says that it is not empty, so that an index with that condition was of no use."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tickets", "0003_full_text_index")]

    operations = [
        migrations.RemoveIndex(model_name="ticket", name="ticket_reference"),
        migrations.AddIndex(model_name="ticket", index=models.Index(fields=["reference"], name="ticket_reference")),
    ]
