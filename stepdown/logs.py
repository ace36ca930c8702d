"""What must not be in a log: the secret in the address of a feedback link is as good as the link itself."""

from __future__ import annotations

import logging
import re

SECRET = re.compile(r"(/feedback/)(?!links/|thanks/)[\w-]{20,}")


class WithoutSecrets(logging.Filter):
    """Blots the secrets out of every line that passes."""

    def filter(self, record: logging.LogRecord) -> bool:
        line = record.getMessage()
        if "/feedback/" in line:
            record.msg, record.args = SECRET.sub(r"\1…", line), ()
        return True
