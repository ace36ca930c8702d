"""What the settings use when the environment says nothing."""

import os
import secrets

from stepdown.local.place import LOCAL, Place

MAIN = Place(LOCAL)


def database_url() -> str:
    """The local database."""
    return MAIN.database_url


def redis_url() -> str:
    """The local broker and cache."""
    return MAIN.redis_url


def secret_key() -> str:
    """A key made once for this checkout, so that sessions survive a restart and no key is in the source."""
    file = LOCAL / "secret-key"
    if not file.exists():
        LOCAL.mkdir(exist_ok=True)
        draft = file.with_name(f"secret-key.{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(50))
        try:
            os.link(draft, file)  # whoever is first wins; a second process then reads the same key
        except FileExistsError:
            pass
        draft.unlink()
    return file.read_text()
