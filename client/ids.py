"""Where chance enters the till: ids, salts, nonces, jitter. A test hands in a seeded one."""

import secrets
import uuid

_SALT_BYTES = 16
_UNIT_BITS = 53


class Chance:
    """The system's source of randomness."""

    def token_bytes(self, count: int) -> bytes:
        """``count`` unpredictable bytes."""
        return secrets.token_bytes(count)

    def salt(self) -> str:
        """16 random bytes as 32 lower-case hex digits: a salt or a nonce."""
        return self.token_bytes(_SALT_BYTES).hex()

    def uuid(self) -> str:
        """A random UUID (version 4), lower-case text."""
        return str(uuid.UUID(bytes=self.token_bytes(16), version=4))

    def uniform(self) -> float:
        """A number in [0, 1), for jitter."""
        return float(int.from_bytes(self.token_bytes(7)) >> 3) / 2.0**_UNIT_BITS
