"""Gives a submission a second process that serves its application, while the first one still answers calls.

The application listens on a socket of this machine's loopback that the checker has made; its process is confined and
limited like any learner process, and may besides answer who calls (`seccomp.SERVING`).
"""

from typing import Any

from deepdrill.judge.learners import RemoteLearner
from deepdrill.judge.seedling import Nursery, Seedling
from deepdrill.judge.serving import listen
from deepdrill.judge.task import Task
from deepdrill.judge.wire import Channel

__all__ = ["Hall"]


class Hall:
    """At most one serving process of one submission.

    Args:
        nursery: grows it.
        task: the submission.
        deadline: moment on the monotonic clock at which patience ends.
    """

    def __init__(self, nursery: Nursery, task: Task, deadline: float) -> None:
        self._nursery = nursery
        self._task = task
        self._deadline = deadline
        self._seedling: Seedling | None = None

    def open(self, target: str, args: list[Any], kwargs: dict[str, Any]) -> int:
        """Serve what a function of the submission makes; give the port. Raises `Trouble` where it does not start."""
        self.close()
        task = self._task
        with listen() as listener:
            port = int(listener.getsockname()[1])
            seedling = self._seedling = self._nursery.server(listener)
        learner = RemoteLearner(Channel(seedling.line), seedling.output, deadline=self._deadline, wall_s=task.wall_s)
        limits = {"memory_bytes": task.memory_mb << 20, "cpu_s": int(task.wall_s) + 2}
        learner.request("screen", {"code": task.code, "defines": [], "forbids": []} | limits)
        learner.request("execute", {"code": task.code, "modules": task.modules})
        told = learner.request("serve", {"target": target, "args": args, "kwargs": kwargs})
        # What it tells is only believed where it had to open the socket itself: a port is a place that we shall call.
        return port if seedling.listens or type(told) is not int else told

    def close(self) -> None:
        """End the process, if there is one."""
        seedling, self._seedling = self._seedling, None
        if seedling is not None:
            self._nursery.end(seedling)
