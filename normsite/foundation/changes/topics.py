"""What a change may alter. Apart from the models, because the gateway is loaded before them."""

from django.db.models import TextChoices


class Topic(TextChoices):
    """Comments that come in alter figures alone: most pages show none of them."""

    RECORD = "record", "What the record says"
    INTAKE = "intake", "How much has come in"
