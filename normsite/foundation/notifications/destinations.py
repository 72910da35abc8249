"""So many mails a second to one domain, and none while it wants rest.

Kept in the cache, like other limits: with Redis gone there are none, and a domain that wants rest says so again.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from typing import cast

from django.conf import settings
from django.core.cache import caches

from normsite.foundation.cache import ForgivingRedisCache
from normsite.foundation.notifications.models import OutboxMail, Priority

FIRST_REST, LONGEST_REST = timedelta(minutes=1), timedelta(minutes=30)
REMEMBERED = timedelta(hours=1)  # who wants rest again within it gets twice as much
AHEAD = 1.0  # seconds: what has its turn so soon leaves now

# For each domain a hash: `free`, the microsecond from which turns can be given out; `rest`, until when nothing leaves; `pause`,
# how long it rested. Turns are given out once, in order, so that what was put off has its own when it comes again.
_TURNS = """
local clock = redis.call('TIME')
local now = clock[1] * 1000000 + clock[2]
local answer = {}
for i, key in ipairs(KEYS) do
  local fresh, all = tonumber(ARGV[2 * i]), tonumber(ARGV[2 * i + 1])
  local known = redis.call('HMGET', key, 'free', 'rest')
  local rest = tonumber(known[2] or 0)
  local first = math.max(tonumber(known[1] or 0), now)
  local count = fresh
  if rest > now then count = all end
  if count > 0 then
    redis.call('HSET', key, 'free', string.format('%.0f', first + count * ARGV[1]))
    local lasts = math.ceil((first - now + count * ARGV[1]) / 1000) + 1000
    if redis.call('PTTL', key) < lasts then redis.call('PEXPIRE', key, lasts) end
  end
  answer[2 * i - 1] = string.format('%.0f', first - now)
  answer[2 * i] = rest > now and 1 or 0
end
return answer
"""
_REST = """
local clock = redis.call('TIME')
local now = clock[1] * 1000000 + clock[2]
local known = redis.call('HMGET', KEYS[1], 'free', 'rest', 'pause')
if tonumber(known[2] or 0) > now then return 0 end
local pause = math.min(tonumber(known[3] or 0) * 2, tonumber(ARGV[2]))
if pause == 0 then pause = tonumber(ARGV[1]) end
local rest = now + pause
local free = math.max(tonumber(known[1] or 0), rest)
redis.call('HSET', KEYS[1], 'free', string.format('%.0f', free), 'rest', string.format('%.0f', rest), 'pause', pause)
redis.call('PEXPIRE', KEYS[1], math.ceil((free - now) / 1000) + ARGV[3])
return 1
"""


def domain_of(address: str) -> str:
    return address.rpartition("@")[2].lower()


def turns(mails: Sequence[OutboxMail]) -> list[float]:
    """In how many seconds each of these may leave, 0 for now. What somebody waits for waits only for a domain that rests."""
    if not mails:
        return []
    domains = [domain_of(mail.to) for mail in mails]
    fresh = Counter(domain for mail, domain in zip(mails, domains, strict=True) if not _has_turn(mail))
    whole, gap = Counter(domains), 1_000_000 / settings.MAILS_TO_ONE_DOMAIN
    counts = [number for domain in whole for number in (fresh[domain], whole[domain])]
    told = _cache().run(_TURNS, [_key(domain) for domain in whole], [str(gap), *counts])
    if told is None:
        return [0.0] * len(mails)
    first = {domain: int(told[2 * place]) for place, domain in enumerate(whole)}
    rests = {domain: bool(told[2 * place + 1]) for place, domain in enumerate(whole)}
    waits = []
    for mail, domain in zip(mails, domains, strict=True):
        if _has_turn(mail) and not rests[domain]:
            waits.append(0.0)
            continue
        wait = first[domain] / 1_000_000
        first[domain] += int(gap)
        waits.append(wait if rests[domain] or wait > AHEAD else 0.0)
    return waits


def let_rest(address: str) -> None:
    """The domain of this address wants us to slow down."""
    milliseconds = int(REMEMBERED.total_seconds() * 1000)
    pauses = [int(one.total_seconds() * 1_000_000) for one in (FIRST_REST, LONGEST_REST)]
    _cache().run(_REST, [_key(domain_of(address))], [*pauses, milliseconds])


def _has_turn(mail: OutboxMail) -> bool:
    """A mail that was put off already comes when its turn has come."""
    return mail.priority == Priority.RECEIPT or mail.not_before > mail.created_at


def _key(domain: str) -> str:
    return f"mails-to:{domain}"


def _cache() -> ForgivingRedisCache:
    return cast(ForgivingRedisCache, caches["default"])
