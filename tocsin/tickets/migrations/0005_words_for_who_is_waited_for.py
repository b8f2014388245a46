"""The labels changed; the columns are as they were."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tickets", "0004_references_by_plain_index")]

    operations = [
        migrations.AlterField(
            model_name="ticket",
            name="waiting_for",
            field=models.CharField(
                choices=[("desk", "desk"), ("publisher", "publisher"), ("nobody", "nobody")],
                default="desk",
                max_length=9,
            ),
        ),
    ]
