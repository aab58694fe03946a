"""The broker: wakes workers for what waits in the ledger. It may lose everything at any time.

A wake-up message names a report, and is as good for any other that waits at the same hop: losing
or repeating one changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Any

import redis

from shared import updates
from shared.hops import Hop
from shared.ledger.views import NumberedUpdate
from shared.messages import REFUSED, UNACKED, UNACKED_INDEX, taken_envelope, task
from shared.redis_client import connect
from shared.settings import Settings

SILENCE = 5.0
"""Seconds after which a broker that does not answer is taken for gone, by whoever rings."""
MOST_TAKEN = 1_000
"""Messages that are looked at in one round: many more than there are processes at one hop."""
GIVE_BACK = """
if redis.call('HDEL', KEYS[1], ARGV[1]) == 0 then return 0 end
redis.call('ZREM', KEYS[2], ARGV[1])
return redis.call('RPUSH', KEYS[3], ARGV[2])
"""
"""In one step, and only what was not acknowledged meanwhile: a message is at any time in one place."""
AWAY = "The broker does not answer."


class Bell:
    """Rings for waiting work, and looks at how much has been rung for."""

    def __init__(self, url: str, settings: Settings) -> None:
        self.client = connect(url, SILENCE)
        self._kept = settings.updates_kept
        self._key = settings.signing_key
        self._give_back = self.client.register_script(GIVE_BACK)
        self.trouble = ""
        """Why nobody was woken when that last failed, in a sentence."""

    def ring(self, hop: Hop, reports: Iterable[str]) -> bool:
        """Wake workers for these reports. `False` when it cannot be done: the relay sees to it."""
        messages = [task(hop, report, self._key) for report in reports]
        try:
            if messages:
                self.client.lpush(hop.value, *messages)
        except (redis.RedisError, OSError) as error:
            self.trouble = _trouble(error)
            return False
        return True

    def ring_once(self, hop: Hop, report: str) -> bool:
        """Wake one worker, unless one is being woken already: for work that is done for all."""
        return bool(self.depth(hop)) or self.ring(hop, [report])

    def depth(self, hop: Hop) -> int | None:
        """How many wake-up messages wait; `None` when the broker is away."""
        try:
            return int(self.client.llen(hop.value))
        except (redis.RedisError, OSError):
            return None

    def lengths(self) -> dict[str, int] | None:
        """How many elements each of our keys has, in one question; `None` when the broker is away.

        What this user may not ask is left out.
        """
        with self.client.pipeline(transaction=False) as pipe:
            for name in (*Hop, REFUSED):
                pipe.llen(name)
            pipe.hlen(UNACKED)
            pipe.xlen(updates.STREAM)
            try:
                found = pipe.execute(raise_on_error=False)
            except (redis.RedisError, OSError):
                return None
        names = (*map(str, Hop), REFUSED, UNACKED, updates.STREAM)
        return {name: each for name, each in zip(names, found, strict=True) if type(each) is int}

    def tell(self, changes: Sequence[NumberedUpdate]) -> bool:
        """Append updates to the stream. `False` when the broker is away."""
        try:
            updates.append(self.client, changes, self._kept)
        except (redis.RedisError, OSError):
            return False
        return True

    def refused(self, most: int) -> tuple[bytes, ...]:
        """What stood in a queue and was no message of ours, the oldest first."""
        try:
            return tuple(reversed(self.client.lrange(REFUSED, -most, -1)))  # type: ignore[arg-type]
        except (redis.RedisError, OSError):
            return ()

    def refuse(self, refused: str) -> bool:
        """Keep it there until a relay has it in quarantine. `False` when the broker does not take it."""
        try:
            return bool(self.client.lpush(REFUSED, refused))
        except (redis.RedisError, OSError):
            return False

    def dismiss(self, refused: bytes) -> None:
        """It is in quarantine now. Not being able to say so keeps it here: then it comes again."""
        with suppress(redis.RedisError, OSError):
            self.client.lrem(REFUSED, -1, refused)  # type: ignore[arg-type]

    def taken(self) -> dict[str, float]:
        """Since when which messages are taken and not acknowledged, by their tags; the oldest."""
        try:
            found: Any = self.client.zrange(UNACKED_INDEX, 0, MOST_TAKEN - 1, withscores=True)
        except (redis.RedisError, OSError):
            return {}
        return {tag.decode("utf-8", "replace"): since for tag, since in found}

    def give_back(self, tag: str) -> bool:
        """A taken message goes back to its list, next in turn, if it has an envelope: whether it did."""
        try:
            raw = self.client.hget(UNACKED, tag)
            message = None if raw is None else taken_envelope(raw)  # type: ignore[arg-type]
            if message is None:
                return False
            keys = (UNACKED, UNACKED_INDEX, Hop.INTAKE.value)
            return bool(self._give_back(keys, (tag, message)))
        except (redis.RedisError, OSError):
            return False

    def close(self) -> None:
        """Let go of all connections."""
        self.client.close()


def _trouble(error: Exception) -> str:
    """Who refuses is not away: another thing is to be done about it."""
    refused = isinstance(error, redis.ResponseError | redis.AuthenticationError)
    return f"The broker answers, and refuses ({error})." if refused else AWAY
