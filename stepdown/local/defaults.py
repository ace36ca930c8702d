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


def site_url() -> str:
    """The address that the launcher prints; HOST and PORT change it."""
    return address_of(os.environ.get("HOST", "127.0.0.1"), os.environ.get("PORT", "8000"))


def address_of(host: str, port: str) -> str:
    """Where a person on this machine opens what listens on that host and port."""
    return f"http://{'localhost' if host in ('127.0.0.1', '0.0.0.0', '::') else host}:{port}/"  # noqa: S104


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
