"""Things of ours that a hostile submission would change, reach or read, and whether it did."""

import contextlib
import os
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path

SECRET = "canary-7f3a91"
NAME = "deepdrill-hostile-witness"
NOBODY = 65534


class Witnesses:
    """A file and a folder that anybody may write, services on every kind of socket, and a process of the same user."""

    def __init__(self, content: Path) -> None:
        self.content = content
        self.drill = ""
        self.outside = Path(tempfile.mkdtemp(prefix="deepdrill-outside-"))
        self.outside.chmod(0o777)
        self.file = self.outside / "open.txt"
        self.file.write_text(SECRET)
        self.file.chmod(0o666)
        self.tcp = socket.create_server(("127.0.0.1", 0))
        self.port = self.tcp.getsockname()[1]
        self.udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.udp.bind(("127.0.0.1", self.port))
        self.unix, self.abstract = (socket.socket(socket.AF_UNIX) for _ in range(2))
        self.unix.bind(str(self.outside / "socket"))
        (self.outside / "socket").chmod(0o777)
        self.abstract.bind(f"\0{NAME}")
        for server in (self.unix, self.abstract):
            server.listen()
        for line in (self.tcp, self.udp, self.unix, self.abstract):
            line.setblocking(False)  # noqa: FBT003
        user = NOBODY if os.getuid() == 0 else None
        self.victim = subprocess.Popen(["sleep", "3600"], user=user)
        self.before: dict[str, object] = {}

    def close(self) -> None:
        """Take everything away again."""
        self.victim.kill()
        self.victim.wait()
        for line in (self.tcp, self.udp, self.unix, self.abstract):
            line.close()
        shutil.rmtree(self.outside)

    def fill_in(self, drill: str, code: str, solution: str) -> str:
        """Remember how things are, and tell a submission where everything is, as an attacker may know."""
        self.drill = drill
        self.before = self.state()
        for mark, value in (
            ("# @SOLUTION@", solution),
            ("@OUTSIDE@", str(self.outside)),
            ("@CONTENT@", str(self.content)),
            ("@PORT@", str(self.port)),
            ("@PID@", str(self.victim.pid)),
            ("@NAME@", NAME),
        ):
            code = code.replace(mark, value)
        return code

    def harm(self) -> list[str]:
        """Name what was touched since the submission was filled in."""
        now = self.state()
        touched = [name for name, value in self.before.items() if now[name] != value]
        for name in ("tcp", "udp", "unix", "abstract"):
            line: socket.socket = getattr(self, name)
            with contextlib.suppress(BlockingIOError):
                _ = line.recv(1) if name == "udp" else line.accept()
                touched.append(name)
        return touched

    def state(self) -> dict[str, object]:
        """Read everything that can be changed."""
        pid = self.victim.pid
        places = ("/dev/shm", "/tmp", "/var/tmp", "/run")
        return {
            "file": (self.file.read_bytes(), self.file.stat().st_mode, self.file.stat().st_nlink),
            "folder": sorted(path.name for path in self.outside.iterdir()),
            "traces": [place for place in places if Path(place, NAME).exists()],
            "library": sorted((path.name, path.stat().st_mtime_ns) for path in (self.content / self.drill).rglob("*")),
            "victim": (self.victim.poll(), os.getpriority(os.PRIO_PROCESS, pid), os.sched_getaffinity(pid)),
            "victim's limits": Path(f"/proc/{pid}/limits").read_text(encoding="ascii"),
            "mounts": Path("/proc/self/mountinfo").read_text(encoding="utf-8").count("\n"),
            "host name": socket.gethostname(),
            "shared memory": Path("/proc/sysvipc/shm").read_text(encoding="ascii").count("\n"),
            "queues": Path("/proc/sysvipc/msg").read_text(encoding="ascii").count("\n"),
        }


def descendants(pid: int) -> list[int]:
    """Find a process's children and theirs."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                after_name = (entry / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2]
                parents[int(entry.name)] = int(after_name.split()[1])
    found = [pid]
    for parent in found:
        found += [child for child, its_parent in parents.items() if its_parent == parent]
    return found[1:]


def peak_bytes(pid: int) -> int:
    """Read the most memory that a process ever held."""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
    return next((int(line.split()[1]) << 10 for line in lines if line.startswith("VmHWM")), 0)
