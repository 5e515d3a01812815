"""What a process of our own may use, set by itself before it runs anything: memory, time, no network, no survivor.

The code is ours, so this is against mistakes, not against attackers (that is `judge.jail`): a runaway ends, a lab
that downloads something fails on our machines and not on a learner's train.
"""

import contextlib
import ctypes
import os
import re
import signal
import socket
import struct
import subprocess
import sys
import threading
from pathlib import Path

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]

__all__ = ["bound_memory", "bound_time", "end_with_parent", "leave_network", "network_can_be_left"]

CLONE_NEWUSER, CLONE_NEWNET = 0x10000000, 0x40000000
SIOCSIFFLAGS, IFF_UP = 0x8914, 1
LARGEST_FILE = 256 << 20


def leave_network() -> bool:
    """Move into a network that has nothing but this process's own loopback; tell whether the machine allows it.

    Must be called before the process has a second thread.
    """
    if sys.platform != "linux":
        return False
    import fcntl  # noqa: PLC0415  not on Windows

    libc = ctypes.CDLL(None, use_errno=True)
    user, group = os.getuid(), os.getgid()
    if libc.unshare(CLONE_NEWNET) != 0:
        if libc.unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0:
            return False
        _stay(user, group)
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        fcntl.ioctl(control, SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", IFF_UP))  # several processes train together
    return True


def network_can_be_left() -> bool:
    """Try it in a process that is thrown away."""
    code = f"from {__name__} import leave_network; raise SystemExit(not leave_network())"
    tried = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True)  # noqa: S603  our own line
    return tried.returncode == 0


def bound_memory(megabytes: int) -> None:
    """Allow so much beyond what the process holds now."""
    if resource is not None and sys.platform == "linux":
        _lower(resource.RLIMIT_DATA, _held_bytes() + (megabytes << 20))


def bound_time(cpu_s: int) -> None:
    """Allow so much processor time, no core file and no huge file."""
    if resource is not None:
        _lower(resource.RLIMIT_CPU, cpu_s)
        _lower(resource.RLIMIT_CORE, 0)
        _lower(resource.RLIMIT_FSIZE, LARGEST_FILE)


def end_with_parent() -> None:
    """End, with every process of the group, when whoever started this closes the pipe on standard input or dies."""
    threading.Thread(target=_wait_for_the_end, name="end with parent", daemon=True).start()


def _wait_for_the_end() -> None:
    while os.read(0, 1):
        pass
    if hasattr(os, "killpg") and os.getpgrp() == os.getpid():
        os.killpg(0, signal.SIGKILL)
    os._exit(1)


def _stay(user: int, group: int) -> None:
    """Keep the user in the new namespace, so that files stay readable and belong to whom they did."""
    with contextlib.suppress(OSError):
        Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{user} {user} 1")
    Path("/proc/self/gid_map").write_text(f"{group} {group} 1")


def _held_bytes() -> int:
    found = re.search(r"^VmData:\s+(\d+) kB", Path("/proc/self/status").read_text(encoding="ascii"), re.MULTILINE)
    return int(found[1]) * 1024 if found else 0


def _lower(limit: int, value: int) -> None:
    hard = resource.getrlimit(limit)[1]
    value = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(limit, (value, value))
