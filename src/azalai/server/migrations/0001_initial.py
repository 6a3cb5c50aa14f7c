"""The tables of the first version."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def _first_head(apps, schema_editor):
    """The chain begins with a head that has no line yet."""
    apps.get_model("server", "AuditHead").objects.create(id=1, number=0, seal="0" * 64)


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="User",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                (
                    "last_login",
                    models.DateTimeField(blank=True, null=True, verbose_name="last login"),
                ),
                ("username", models.CharField(max_length=150, unique=True)),
                ("full_name", models.CharField(blank=True, max_length=200)),
                ("language", models.CharField(default="en", max_length=5)),
                ("is_active", models.BooleanField(default=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="AuditEntry",
            fields=[
                ("number", models.BigIntegerField(primary_key=True, serialize=False)),
                ("at", models.CharField(max_length=40)),
                ("actor", models.CharField(max_length=200)),
                ("action", models.CharField(max_length=60)),
                ("subject", models.CharField(max_length=400)),
                ("mission", models.CharField(blank=True, max_length=40)),
                ("detail", models.TextField(blank=True)),
                ("seal", models.CharField(max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name="AuditHead",
            fields=[
                ("id", models.SmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("number", models.BigIntegerField(default=0)),
                ("seal", models.CharField(max_length=64)),
                ("proof", models.CharField(db_default="", max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name="Mission",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.SlugField(max_length=40, unique=True)),
                ("name", models.CharField(max_length=200)),
                ("country", models.CharField(max_length=3)),
                ("path", models.TextField()),
                ("strict", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.CreateModel(
            name="ApiToken",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sha256", models.CharField(max_length=64, unique=True)),
                ("created_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tokens",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Device",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("label", models.CharField(max_length=200)),
                ("token_sha256", models.CharField(max_length=64, unique=True)),
                ("points", models.JSONField(blank=True, default=list)),
                ("language", models.CharField(default="fr", max_length=5)),
                ("practice", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("last_seen", models.DateTimeField(null=True)),
                ("revoked_at", models.DateTimeField(null=True)),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "revoked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "mission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="devices",
                        to="server.mission",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Grant",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("administrator", "Administrator"),
                            ("country_officer", "Country Officer"),
                            ("point_supervisor", "Point Supervisor"),
                            ("enumerator", "Enumerator"),
                            ("reader", "Reader"),
                        ],
                        max_length=20,
                    ),
                ),
                ("points", models.JSONField(blank=True, default=list)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="grants",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "mission",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="grants",
                        to="server.mission",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Form",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("form_id", models.CharField(max_length=255)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("flow", "Flow"),
                            ("shift", "Shift"),
                            ("round", "Round"),
                            ("event", "Event"),
                            ("other", "Other"),
                        ],
                        max_length=10,
                    ),
                ),
                ("mapping", models.TextField(blank=True)),
                ("is_open", models.BooleanField(default=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "mission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="forms",
                        to="server.mission",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Feed",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("form_id", models.CharField(max_length=255)),
                ("month", models.CharField(max_length=7)),
                ("sha256", models.CharField(max_length=64)),
                ("import_id", models.CharField(blank=True, max_length=64)),
                ("rows", models.IntegerField(default=0)),
                ("fed_at", models.DateTimeField(auto_now=True)),
                (
                    "mission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="feeds",
                        to="server.mission",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Content",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.IntegerField()),
                ("instance_id", models.CharField(max_length=300)),
                ("deprecated_id", models.CharField(blank=True, max_length=300)),
                ("version", models.CharField(blank=True, max_length=255)),
                ("xml", models.BinaryField()),
                ("sha256", models.CharField(max_length=64)),
                (
                    "origin",
                    models.CharField(
                        choices=[
                            ("phone", "Phone"),
                            ("browser", "Browser"),
                            ("edit", "Edit"),
                            ("import", "Import"),
                        ],
                        max_length=10,
                    ),
                ),
                ("reason", models.TextField(blank=True)),
                ("rival", models.BooleanField(default=False)),
                ("received_at", models.DateTimeField()),
                (
                    "base",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="server.content",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "device",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, to="server.device"
                    ),
                ),
                (
                    "mission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="server.mission",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Closing",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("month", models.CharField(max_length=7)),
                ("asked_at", models.DateTimeField()),
                ("content", models.CharField(max_length=64)),
                ("reason", models.TextField(blank=True)),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("release", models.CharField(blank=True, max_length=20)),
                ("done_at", models.DateTimeField(null=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "mission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="closings",
                        to="server.mission",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PasswordTry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("account", models.CharField(max_length=64)),
                ("address", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
                ("good", models.BooleanField(default=False)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["account", "address", "at"], name="tries"),
                    models.Index(fields=["address", "at"], name="tries_from"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Submission",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("root_id", models.CharField(max_length=300)),
                ("form_name", models.CharField(max_length=255)),
                ("version", models.CharField(blank=True, max_length=255)),
                ("contents_count", models.IntegerField(default=1)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("received", "Received"),
                            ("in_review", "In Review"),
                            ("approved", "Approved"),
                            ("returned", "Returned"),
                            ("rejected", "Rejected"),
                        ],
                        default="received",
                        max_length=12,
                    ),
                ),
                ("state_reason", models.TextField(blank=True)),
                ("practice", models.BooleanField(default=False)),
                ("sealed", models.BooleanField(default=False)),
                ("missing", models.JSONField(default=list)),
                ("flags", models.JSONField(default=list)),
                ("retries", models.IntegerField(default=0)),
                ("received_at", models.DateTimeField()),
                ("clock_skew", models.IntegerField(null=True)),
                ("point", models.CharField(blank=True, max_length=100)),
                ("day", models.DateField(null=True)),
                ("time", models.TimeField(null=True)),
                ("direction", models.CharField(blank=True, max_length=10)),
                ("persons", models.IntegerField(null=True)),
                ("summary", models.JSONField(default=dict)),
                (
                    "checked",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="server.content",
                    ),
                ),
                (
                    "content",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="server.content",
                    ),
                ),
                (
                    "device",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, to="server.device"
                    ),
                ),
                (
                    "form",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="submissions",
                        to="server.form",
                    ),
                ),
                (
                    "mission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="submissions",
                        to="server.mission",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Note",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.TextField()),
                ("to_enumerator", models.BooleanField(default=False)),
                ("at", models.DateTimeField()),
                ("seen_at", models.DateTimeField(null=True)),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notes",
                        to="server.submission",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Finding",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("rule", models.CharField(max_length=60)),
                ("severity", models.CharField(max_length=10)),
                ("field", models.CharField(blank=True, max_length=100)),
                ("value", models.TextField(blank=True)),
                ("expected", models.TextField(blank=True)),
                ("score", models.FloatField(null=True)),
                ("dismissed_reason", models.TextField(blank=True)),
                (
                    "dismissed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "other",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="server.submission",
                    ),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="findings",
                        to="server.submission",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="content",
            name="submission",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="contents",
                to="server.submission",
            ),
        ),
        migrations.CreateModel(
            name="Attachment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=300)),
                ("sha256", models.CharField(max_length=64)),
                ("size", models.BigIntegerField()),
                ("content_type", models.CharField(blank=True, max_length=200)),
                ("expected", models.BooleanField(default=True)),
                ("received_at", models.DateTimeField()),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attachments",
                        to="server.submission",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="FormFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=255)),
                ("made_from", models.CharField(blank=True, max_length=20)),
                ("sha256", models.CharField(blank=True, max_length=64)),
                (
                    "form",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="files",
                        to="server.form",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("form", "name"), name="one_file")],
            },
        ),
        migrations.CreateModel(
            name="FormVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.CharField(max_length=255)),
                ("title", models.CharField(max_length=500)),
                ("xform", models.TextField()),
                ("md5", models.CharField(max_length=32)),
                ("tables", models.JSONField(default=dict)),
                ("outline", models.JSONField(default=dict)),
                ("published_at", models.DateTimeField(auto_now_add=True)),
                (
                    "form",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="server.form",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("form", "version"), name="one_version")
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="form",
            constraint=models.UniqueConstraint(fields=("mission", "form_id"), name="one_form"),
        ),
        migrations.AddConstraint(
            model_name="feed",
            constraint=models.UniqueConstraint(
                fields=("mission", "form_id", "month"), name="one_feed"
            ),
        ),
        migrations.AddConstraint(
            model_name="closing",
            constraint=models.CheckConstraint(
                condition=models.Q(("confirmed_by", models.F("asked_by")), _negated=True),
                name="four_eyes",
            ),
        ),
        migrations.AddConstraint(
            model_name="closing",
            constraint=models.UniqueConstraint(
                condition=models.Q(("done_at", None), ("withdrawn_at", None)),
                fields=("mission", "month"),
                name="one_closing_at_a_time",
            ),
        ),
        migrations.AddIndex(
            model_name="submission",
            index=models.Index(fields=["mission", "day", "point"], name="by_day"),
        ),
        migrations.AddIndex(
            model_name="submission",
            index=models.Index(fields=["mission", "state", "day"], name="by_state"),
        ),
        migrations.AddIndex(
            model_name="submission",
            index=models.Index(fields=["mission", "form_name", "id"], name="by_form"),
        ),
        migrations.AddIndex(
            model_name="submission",
            index=models.Index(fields=["checked", "content"], name="unchecked"),
        ),
        migrations.AddIndex(
            model_name="submission",
            index=models.Index(
                condition=models.Q(("practice", False)),
                fields=["mission", "point", "form_name", "received_at", "persons"],
                name="arrived",
            ),
        ),
        migrations.AddConstraint(
            model_name="submission",
            constraint=models.UniqueConstraint(fields=("mission", "root_id"), name="one_record"),
        ),
        migrations.AddIndex(
            model_name="content",
            index=models.Index(
                condition=models.Q(("deprecated_id__gt", "")),
                fields=["mission", "deprecated_id"],
                name="by_deprecated",
            ),
        ),
        migrations.AddConstraint(
            model_name="content",
            constraint=models.UniqueConstraint(
                fields=("mission", "instance_id", "sha256"), name="one_content"
            ),
        ),
        migrations.AddConstraint(
            model_name="content",
            constraint=models.UniqueConstraint(fields=("submission", "number"), name="one_number"),
        ),
        migrations.AddConstraint(
            model_name="attachment",
            constraint=models.UniqueConstraint(
                fields=("submission", "name", "sha256"), name="one_attachment"
            ),
        ),
        migrations.RunPython(_first_head, migrations.RunPython.noop),
    ]
