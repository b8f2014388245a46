"""When a ticket last changed for the publisher, apart from when it last changed for the desk; redaction's marks."""

import tocsin.tickets.models.message
from django.db import migrations, models


def copy_changed_at(apps, schema_editor):
    tickets = apps.get_model("tickets", "Ticket").objects.using(schema_editor.connection.alias)
    tickets.filter(public_changed_at=None).update(public_changed_at=models.F("changed_at"))


class Migration(migrations.Migration):
    dependencies = [("tickets", "0001_initial")]

    operations = [
        migrations.RemoveIndex(model_name="ticket", name="ticket_of_publisher"),
        migrations.AddField(model_name="attachment", name="removed_at", field=models.DateTimeField(null=True)),
        migrations.AddField(model_name="outcome", name="redacted_at", field=models.DateTimeField(null=True)),
        migrations.AddField(model_name="report", name="redacted_at", field=models.DateTimeField(null=True)),
        migrations.AddField(model_name="ticket", name="public_changed_at", field=models.DateTimeField(null=True)),
        migrations.RunPython(copy_changed_at, migrations.RunPython.noop),
        migrations.AlterField(model_name="ticket", name="public_changed_at", field=models.DateTimeField()),
        migrations.AlterField(
            model_name="attachment",
            name="file",
            field=models.FileField(
                blank=True, max_length=80, storage=tocsin.tickets.models.message.attachment_storage, upload_to=""
            ),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                models.F("publisher"),
                models.OrderBy(models.F("public_changed_at"), descending=True),
                models.OrderBy(models.F("id"), descending=True),
                name="ticket_of_publisher",
            ),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                condition=models.Q(("reference", ""), _negated=True), fields=["reference"], name="ticket_reference"
            ),
        ),
    ]
