from django.apps import AppConfig


class PublicationConfig(AppConfig):
    name = "normsite.portal.publication"
    label = "publication"

    def ready(self) -> None:
        # What it reads can't be loaded before the models are.
        from normsite.portal.publication.frozen import publications_that_say  # noqa: PLC0415 - see above
        from normsite.portal.withheld.elsewhere import tells_published  # noqa: PLC0415 - see above

        tells_published(publications_that_say)
