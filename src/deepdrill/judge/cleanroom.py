"""A learner process in which no learner's code ever runs: what it says can be trusted.

Taken from the nursery when a check first needs evidence, and limited like any other: a trace is hostile input. It
serves one learner's submissions and nobody else's, and is ended at the first sign of trouble, so that whatever a trace
may do to the process that runs it can falsify no evidence but that of later submissions of whoever sent it.
"""

import time

from deepdrill.judge.learners import RemoteLearner
from deepdrill.judge.seedling import Nursery, Seedling
from deepdrill.judge.task import Task
from deepdrill.judge.wire import Channel

__all__ = ["CleanRoom"]

MOST_S = 10.0  # a trace of 20,000 small operators takes two; a hostile one shall not hold the checker
MOST_USES = 64  # what the process keeps of earlier traces stays bounded
CPU_S = int(MOST_USES * MOST_S)  # each use ends at its deadline; this ends a process that nobody waits for any more


class CleanRoom:
    """At most one clean process, kept from one submission of a learner to the next.

    Args:
        nursery: grows it.
    """

    def __init__(self, nursery: Nursery) -> None:
        self._nursery = nursery
        self._seedling: Seedling | None = None
        self._channel: Channel | None = None
        self._learner: RemoteLearner | None = None
        self._wall_s = MOST_S
        self._serves = ("", 0)
        self._uses = 0

    def prepare(self, task: Task) -> None:
        """Get ready for a submission: the process that is there stays if it may serve it."""
        serves = (task.learner, task.memory_mb)
        if self._seedling is not None and (serves != self._serves or self._uses >= MOST_USES):
            self.close()
        self._serves = serves
        self._wall_s = min(task.wall_s, MOST_S)
        self._learner = None

    def enter(self) -> RemoteLearner:
        """Give the process; raises `Trouble` or `ConnectionError` where it does not start."""
        if self._learner is None:
            fresh = self._seedling is None
            if self._seedling is None or self._channel is None:
                self._seedling = self._nursery.learner(clean=True)
                self._channel = Channel(self._seedling.line)
                self._uses = 0
            self._uses += 1
            deadline = time.monotonic() + self._wall_s
            self._learner = RemoteLearner(self._channel, self._seedling.output, deadline=deadline, wall_s=self._wall_s)
            if fresh:
                limits = {"memory_bytes": self._serves[1] << 20, "cpu_s": CPU_S}
                self._learner.request("screen", {"code": "", "defines": [], "forbids": []} | limits)
        return self._learner

    def settle(self) -> None:
        """End the process if it gave any trouble; called after each submission."""
        if self._learner is not None and self._learner.troubled:
            self.close()

    def close(self) -> None:
        """End the process, if there is one."""
        if self._seedling is not None:
            self._nursery.end(self._seedling)
        self._seedling = self._channel = self._learner = None
