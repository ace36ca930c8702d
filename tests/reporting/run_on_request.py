"""A process that runs the nightly job whenever it is asked to, each time in a child that a test can kill.

Reads days from its input, one a line; answers with the child's number, and with "ended" when the child is gone.
"""

import datetime as dt
import os
import sys

import django


def main() -> None:
    django.setup()
    from reporting import runs

    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            runs.run_nightly(today=dt.date.fromisoformat(line.strip()))
            os._exit(0)
        print(child, flush=True)
        os.waitpid(child, 0)
        print("ended", flush=True)


if __name__ == "__main__":
    main()
