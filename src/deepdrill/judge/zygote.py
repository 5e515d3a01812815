"""Imports torch once and forks everything else from that warm copy; holds no answer and runs no submission.

Started by `client.Judge` as `python -m deepdrill.judge.zygote FD HIDDEN…`: FD is a socket on which each message, with
one descriptor attached, asks for one checker (and its nursery) that will talk over that descriptor.
"""

import os
import signal
import socket
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from deepdrill.judge.limits import bound_memory
from deepdrill.judge.warmth import import_everything

__all__ = ["main"]


def main(arguments: Sequence[str]) -> NoReturn:
    """Serve until the program that started us hangs up."""
    requests = socket.socket(fileno=int(arguments[0]))
    hidden = [path.resolve() for path in (*map(Path, arguments[1:]), *_installed_answers())]
    # The checker's and the nursery's code is imported here, once, though only the forks run it.
    from deepdrill.judge.checker import CHECKER_BYTES, serve_checks  # noqa: PLC0415
    from deepdrill.judge.nursery import ForkingNursery, serve_learners  # noqa: PLC0415

    import_everything()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the program that started us
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody asks how a checker ended
    while True:
        data, descriptors, _, _ = socket.recv_fds(requests, 64, 1)
        if not data:
            os._exit(0)
        line = socket.socket(fileno=descriptors[0])
        checkers_end, nurserys_end = socket.socketpair()
        if os.fork() == 0:
            _become_child(requests, line, checkers_end)
            serve_learners(nurserys_end, hidden)
        if os.fork() == 0:
            _become_child(requests, nurserys_end)
            bound_memory(CHECKER_BYTES)
            serve_checks(line, ForkingNursery(checkers_end))
        for mine in (line, checkers_end, nurserys_end):
            mine.close()


def _installed_answers() -> list[Path]:
    """Find every library that was installed with a deepdrill: perhaps not the one in use, but with its answers."""
    return [folder for place in sys.path if (folder := Path(place, "deepdrill", "library")).is_dir()]


def _become_child(*not_mine: socket.socket) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    for other in not_mine:
        other.close()


if __name__ == "__main__":
    main(sys.argv[1:])
