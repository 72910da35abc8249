"""Messages to programs say what anybody may read, and nothing else of a world in which every hidden thing has its own words."""

from django.test import TestCase, override_settings

from normsite.foundation.notices.models import Event
from normsite.foundation.webhooks.handing_out import hand_out
from normsite.foundation.webhooks.models import Delivery
from normsite.foundation.webhooks.payloads import payload_of
from tests.cast import gather
from tests.foundation.notices.scenes import told
from tests.foundation.webhooks.scenes import endpoint_of
from tests.leaks.crawl import PLANTED
from tests.leaks.planting import BIRD, EVERYBODY, planted
from tests.leaks.test_crawl import NO_COUNTERS, NO_MAIL_SERVER


@override_settings(CACHES=NO_COUNTERS, **NO_MAIL_SERVER)
class TestMessages(TestCase):
    def test_no_message_holds_what_is_hidden_from_anybody(self) -> None:
        cast = gather()
        endpoint = endpoint_of(cast.nils, "https://hooks.example/", "site")
        world = planted(cast)
        told()
        hand_out()
        deliveries = Delivery.objects.filter(endpoint=endpoint).select_related("endpoint", "event").tellable()
        payloads = [payload_of(delivery) for delivery in deliveries]
        met = {word for payload in payloads for word in PLANTED.findall(payload.lower())}
        public = {word for word, readers in world.words.items() if readers >= EVERYBODY}
        assert met - public == set()
        assert met & public, f"no message held a word that begins with {BIRD}, so nothing was looked at"
        assert set(deliveries.values_list("event__audience", flat=True)) == {"everybody"}
        assert len(payloads) == Event.objects.for_everybody().filter(targets__contains=["site"], recalled_at=None).count()
        for name in ("sami", "edda", "rosa@", "@people.example"):
            assert not [payload for payload in payloads if name in payload.lower()], name
