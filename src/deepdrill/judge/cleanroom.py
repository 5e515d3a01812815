"""A learner process in which no learner's code ever runs: what it says can be trusted.

Taken from the nursery when a check first needs evidence, limited like any other, and ended with the submission: a trace
is hostile input, and whatever it may do to the process that runs it ends there.
"""

import socket
import time
from types import TracebackType
from typing import Self

from deepdrill.judge.learners import RemoteLearner
from deepdrill.judge.nursery import Seedling, ask_for_learner, end_learner
from deepdrill.judge.task import Task
from deepdrill.judge.wire import Channel

__all__ = ["CleanRoom"]

MOST_S = 10.0  # a trace of 20,000 small operators takes two; a hostile one shall not hold the checker


class CleanRoom:
    """At most one clean process, for one submission.

    Args:
        control: the line to the nursery.
        task: gives the limits.
    """

    def __init__(self, control: socket.socket, task: Task) -> None:
        self._control = control
        self._task = task
        self._seedling: Seedling | None = None
        self._learner: RemoteLearner | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def enter(self) -> RemoteLearner:
        """Give the process; raises `Trouble` or `ConnectionError` where it does not start."""
        if self._learner is None:
            self._seedling = ask_for_learner(self._control)
            wall_s = min(self._task.wall_s, MOST_S)
            channel = Channel(self._seedling.line)
            self._learner = RemoteLearner(
                channel, self._seedling.output, deadline=time.monotonic() + wall_s, wall_s=wall_s
            )
            limits = {"memory_bytes": self._task.memory_mb << 20, "cpu_s": int(wall_s) + 2}
            self._learner.request("screen", {"code": "", "defines": [], "forbids": []} | limits)
        return self._learner

    def close(self) -> None:
        """End the process, if there is one."""
        if self._seedling is not None:
            end_learner(self._control, self._seedling)
            self._seedling = self._learner = None
