"""Take away from a process everything that a submission must not have.

Two steps. A nursery enters the jail once (`enter_nursery`): user, mount, network, ipc and uts namespaces of its own and
a root that holds only the interpreter, read-only. Each learner process then gets its own process tree (`fork_learner`)
and closes the door behind itself (`confine_learner`): a small scratch, Landlock, a system-call filter, limits, and no
privileges. Each layer is tried and the ones that hold are reported; none is assumed. What the layers are worth is said
in `guarantees`.

Where the system is not Linux, or DEEPDRILL_ISOLATION is "off", there are only a process of its own and limits.
"""

import contextlib
import ctypes
import errno
import os
import platform
import resource
import signal
import struct
import sys
from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from pathlib import Path

from deepdrill.judge.seccomp import load_filter, program

__all__ = ["adopt_orphans", "confine_learner", "enter_nursery", "fork_learner", "gather_pages", "switched_off"]

CLONE_NEWNS, CLONE_NEWUTS, CLONE_NEWIPC = 0x00020000, 0x04000000, 0x08000000
CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET = 0x10000000, 0x20000000, 0x40000000
MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_REMOUNT = 1, 2, 4, 8, 32
MS_NOATIME, MS_NODIRATIME, MS_BIND, MS_REC, MS_PRIVATE, MS_RELATIME = (
    1024,
    2048,
    4096,
    16384,
    1 << 18,
    1 << 21,
)
ST_RELATIME = 4096  # statvfs counts this flag differently from mount
MNT_DETACH = 2
MADV_COLLAPSE, HUGE_PAGE = 25, 2 << 20
PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_CHILD_SUBREAPER, PR_SET_NO_NEW_PRIVS = 1, 4, 36, 38
NOBODY = 65534
CALLS = {
    "x86_64": {"clone": 56, "pivot_root": 155, "capset": 126},
    "aarch64": {"clone": 220, "pivot_root": 41, "capset": 91},
}

SCRATCH = "/scratch"
THREADS, MANY_THREADS = 512, 8192
DEVICES = ("null", "urandom", "random")  # not zero: mapped shared, it is memory that no limit counts
SYSTEM = ("/usr", "/lib", "/lib64", "/bin", "/etc/ld.so.cache", "/etc/localtime")

_libc = ctypes.CDLL(None, use_errno=True)
_syscall_with_gil = ctypes.PyDLL(None, use_errno=True).syscall


def enter_nursery(hidden: Sequence[Path]) -> tuple[str, ...]:
    """Jail the calling process, as far as the machine allows; give the layers that hold.

    Args:
        hidden: folders that must not be visible inside even though they lie below one that is.
    """
    if switched_off():
        return ()
    _prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    proc = os.open("/proc", os.O_PATH | os.O_DIRECTORY)
    layers: list[str] = []
    if os.getuid() == 0:
        layers += _tried("read-only files", lambda: _hide_files_as_root(hidden))
    layers += _tried("unprivileged user", _become_nobody)
    if _survives(lambda: _try_namespaces(proc)):
        layers += _tried("namespaces", lambda: _own_namespaces(proc))
        if "read-only files" not in layers:
            layers += _tried("read-only files", lambda: _build_root(hidden))
    os.close(proc)
    with contextlib.suppress(OSError):
        _readable(tuple(hidden))
        program(platform.machine(), 1)
        program(platform.machine(), 1, serves=True)
    return tuple(layers)


def switched_off() -> bool:
    """Say whether there is no isolation beyond a separate process: not on Linux, or by the operator's choice."""
    return platform.system() != "Linux" or os.environ.get("DEEPDRILL_ISOLATION") == "off"


def adopt_orphans() -> None:
    """Become the parent of what a learner process leaves behind, so that it can be found and ended."""
    if platform.system() == "Linux":
        _prctl(PR_SET_CHILD_SUBREAPER, 1)


def gather_pages() -> None:
    """Put the memory that a fork copies into huge pages, where the system can: a fork then takes 2 ms instead of 7.

    A fork copies an entry of the page table for each page of private memory, and the warm interpreter holds 55,000.
    Called before /proc is hidden.
    """
    if platform.system() != "Linux":
        return
    with contextlib.suppress(OSError):
        for line in Path("/proc/self/maps").read_text(encoding="ascii").splitlines():
            place, rights, *_, inode = line.split()[:5]
            if rights == "rw-p" and inode == "0":
                begin, end = (int(number, 16) for number in place.split("-"))
                begin, end = -(-begin // HUGE_PAGE) * HUGE_PAGE, end // HUGE_PAGE * HUGE_PAGE
                if begin < end:  # what cannot be gathered (a stack, a full memory) stays as it is
                    _libc.madvise(ctypes.c_void_p(begin), ctypes.c_size_t(end - begin), MADV_COLLAPSE)


def fork_learner(layers: Sequence[str]) -> int:
    """Fork; where namespaces hold, the child is the first of a process tree of its own, with its own mounts and ipc."""
    if "namespaces" not in layers:
        return os.fork()
    # os.fork cannot pass flags. These three are what it calls around the system call (Python's C API).
    ctypes.pythonapi.PyOS_BeforeFork()
    flags = CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWIPC | signal.SIGCHLD
    pid = int(_syscall_with_gil(_number("clone"), flags, 0, 0, 0, 0))
    if pid == 0:
        ctypes.pythonapi.PyOS_AfterFork_Child()
    else:
        ctypes.pythonapi.PyOS_AfterFork_Parent()
    return _check(pid, "clone")


def confine_learner(layers: Sequence[str], hidden: Sequence[Path], *, serves: bool = False) -> tuple[str, ...]:
    """Close the door: called in the fresh learner process before it is handed a submission.

    Gives all layers that hold, those of the nursery included. A process that serves an application may accept
    connections on the socket that it was given, and nothing else besides.
    """
    os.setsid()  # no terminal, and a group of its own to be killed by
    if switched_off():
        return tuple(_tried("limits", lambda: _set_limits(shared_user=True)))
    held = list(layers)
    if "namespaces" in layers:
        held += _tried("scratch", _mount_scratch)
    _prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    held += _tried("limits", lambda: _set_limits(shared_user="namespaces" not in layers and os.getuid() != NOBODY))
    _drop_capabilities()
    _prctl(PR_SET_NO_NEW_PRIVS, 1)
    held += _tried("landlock", lambda: _landlock(hidden))
    held += _tried("system-call filter", partial(load_filter, serves=serves))
    return tuple(held)


def _tried(name: str, act: Callable[[], None]) -> list[str]:
    try:
        act()
    except OSError as error:
        if os.environ.get("DEEPDRILL_EXPLAIN_JAIL"):
            print(f"{name}: {error}", file=sys.__stderr__)
        return []
    return [name]


def _survives(act: Callable[[], None]) -> bool:
    """Try something in a process of its own first, where failing halfway leaves nothing behind."""
    pid = os.fork()
    if pid == 0:
        held = _tried("namespaces", act)
        os._exit(0 if held else 1)
    return os.waitpid(pid, 0)[1] == 0


def _number(call: str) -> int:
    numbers = CALLS.get(platform.machine())
    if numbers is None:
        raise OSError(f"{platform.machine()} has no table of system calls here")
    return numbers[call]


def _check(returned: int, what: str) -> int:
    if returned < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return returned


def _prctl(option: int, value: int) -> None:
    _check(_libc.prctl(option, value, 0, 0, 0), f"prctl {option}")


def _mount(source: str, target: str, kind: str | None, flags: int, options: bytes | None = None) -> None:
    kind_bytes = kind.encode() if kind else None
    _check(_libc.mount(source.encode(), target.encode(), kind_bytes, flags, options), f"mount {target}")


# -- namespaces and files ------------------------------------------------------------------------------------------


def _hide_files_as_root(hidden: Sequence[Path]) -> None:
    # Before root is given up: afterwards a folder such as /root/… could no longer be reached to be shown.
    _check(_libc.unshare(CLONE_NEWNS), "unshare mounts")
    _build_root(hidden)


def _become_nobody() -> None:
    if os.getuid() != 0:
        return
    try:
        os.setgroups([])
        os.setresgid(NOBODY, NOBODY, NOBODY)
        os.setresuid(NOBODY, NOBODY, NOBODY)
    except OSError as error:
        if error.errno == errno.EINVAL:
            raise  # root of a namespace that has no other user: not root of the machine
        raise RuntimeError("root cannot be given up here: run deepdrill as an ordinary user") from error
    _prctl(PR_SET_DUMPABLE, 1)  # or /proc/self stays root's and the namespace's maps cannot be written
    _prctl(PR_SET_PDEATHSIG, signal.SIGKILL)  # a change of user clears it


def _try_namespaces(proc: int) -> None:
    """Do what a nursery and a learner will do; some systems allow the first steps and refuse the later ones."""
    _own_namespaces(proc)
    flags = CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWIPC
    _check(_libc.unshare(flags), "unshare for a learner")
    _mount("none", "/", None, MS_REC | MS_PRIVATE)
    _mount("deepdrill", "/", "tmpfs", MS_NOSUID | MS_NODEV, b"size=4k")


def _own_namespaces(proc: int) -> None:
    uid, gid = os.getuid(), os.getgid()
    every = CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS
    _check(_libc.unshare(every), "unshare")
    for name, text in (("setgroups", "deny"), ("uid_map", f"{uid} {uid} 1"), ("gid_map", f"{gid} {gid} 1")):
        file = os.open(f"self/{name}", os.O_WRONLY, dir_fd=proc)
        os.write(file, text.encode())
        os.close(file)


def _build_root(hidden: Sequence[Path]) -> None:
    """Make a root of read-only bind mounts: the interpreter and the system's libraries, nothing else."""
    _mount("none", "/", None, MS_REC | MS_PRIVATE)
    root = _place_for_root()
    _mount("deepdrill", root, "tmpfs", MS_NOSUID | MS_NODEV, b"size=1m,mode=755")
    for path in _visible():
        _show(path, root)
    for name in DEVICES:
        _show(f"/dev/{name}", root)
    for folder in hidden:
        if Path(root + str(folder)).is_dir():
            _mount("deepdrill", root + str(folder), "tmpfs", MS_RDONLY, b"size=4k,mode=000")
    Path(root + SCRATCH).mkdir()
    os.chdir(root)
    _check(_libc.syscall(_number("pivot_root"), b".", b"."), "pivot_root")
    _check(_libc.umount2(b".", MNT_DETACH), "umount the old root")
    os.chdir("/")
    _mount("none", "/", None, MS_BIND | MS_REMOUNT | MS_RDONLY | MS_NOSUID | MS_NODEV)


def _place_for_root() -> str:
    """Choose a folder to hang the new root on: what lies there gets covered, so nothing that is shown may."""
    visible = _visible()
    for place in ("/mnt", "/media", "/srv", "/opt", "/tmp"):  # noqa: S108  nothing is written there
        if Path(place).is_dir() and not any(f"{path}/".startswith(f"{place}/") for path in visible):
            return place
    raise OSError("no folder is free to hang a new root on")


def _visible() -> list[str]:
    """Give the paths that Python needs, outermost first, none inside another."""
    wanted = sorted({*SYSTEM, sys.base_prefix, sys.prefix, *(path for path in sys.path if path)}, key=len)
    kept: list[str] = []
    for path in wanted:
        # Not Path.exists: what an ordinary user may not reach (a Python below /root) raises there.
        if os.access(path, os.F_OK) and not any(path.startswith(f"{other}/") for other in kept):
            kept.append(path)
    return kept


def _show(path: str, root: str) -> None:
    source, target = Path(path), Path(root + path)
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_symlink() and path in SYSTEM:
        target.symlink_to(source.readlink())
        return
    if source.is_dir():
        target.mkdir(exist_ok=True)
    else:
        target.touch()
    _mount(path, str(target), None, MS_BIND | MS_REC)
    if not path.startswith("/dev/"):
        _mount("none", str(target), None, MS_BIND | MS_REMOUNT | MS_RDONLY | _locked_flags(target))


def _locked_flags(target: Path) -> int:
    """Give the mount flags that a remount must repeat, because the outer mount locked them."""
    found = os.statvfs(target).f_flag
    flags = found & (MS_NOSUID | MS_NODEV | MS_NOEXEC | MS_NOATIME | MS_NODIRATIME)
    return flags | (MS_RELATIME if found & ST_RELATIME else 0)


def _mount_scratch() -> None:
    _mount("scratch", SCRATCH, "tmpfs", MS_NOSUID | MS_NODEV | MS_NOEXEC, b"size=64m,nr_inodes=1024,mode=700")
    os.chdir(SCRATCH)


# -- privileges and limits -----------------------------------------------------------------------------------------


def _set_limits(*, shared_user: bool) -> None:
    """Lower what a process may take; memory and processor time follow with the submission (`learner`).

    Args:
        shared_user: the user's processes outside are counted with ours.
    """
    for name, value in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 64 << 20),
        (resource.RLIMIT_NOFILE, 64),
        (resource.RLIMIT_STACK, 64 << 20),  # grows outside of RLIMIT_DATA, and a process may raise a soft limit
        (resource.RLIMIT_MEMLOCK, 0),
    ):
        _lower(name, value)
    # Counts threads, of all learners of this nursery together or, worse, of everything that the user runs.
    _lower(resource.RLIMIT_NPROC, MANY_THREADS if shared_user else THREADS)
    if platform.system() == "Linux":
        _lower(resource.RLIMIT_MSGQUEUE, 0)
        _lower(resource.RLIMIT_SIGPENDING, 256)


def _lower(limit: int, value: int) -> None:
    soft, hard = resource.getrlimit(limit)
    hard = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(limit, (hard if soft == resource.RLIM_INFINITY else min(soft, hard), hard))


def _drop_capabilities() -> None:
    version_3 = 0x20080522
    header = struct.pack("Ii", version_3, 0)
    _check(_libc.syscall(_number("capset"), header, bytes(24)), "capset")


# -- Landlock ------------------------------------------------------------------------------------------------------

LANDLOCK_CREATE, LANDLOCK_ADD, LANDLOCK_RESTRICT = 444, 445, 446
READ_ONLY = 0b1101  # execute (map a library), read a file, list a folder
NET_BIND_AND_CONNECT = 0b11
SCOPE_SOCKETS_AND_SIGNALS = 0b11


def _landlock(hidden: Sequence[Path]) -> None:
    abi = _check(_libc.syscall(LANDLOCK_CREATE, None, 0, 1), "landlock")
    files = (1 << {1: 13, 2: 14, 3: 15, 4: 15}.get(abi, 16)) - 1  # each version knows more rights
    net = NET_BIND_AND_CONNECT if abi >= 4 else 0  # noqa: PLR2004  version of the interface
    scope = SCOPE_SOCKETS_AND_SIGNALS if abi >= 6 else 0  # noqa: PLR2004
    attributes = struct.pack("QQQ", files, net, scope)[: 8 if abi < 4 else 16 if abi < 6 else 24]  # noqa: PLR2004
    rules = _check(_libc.syscall(LANDLOCK_CREATE, attributes, len(attributes), 0), "landlock rules")
    for path in _readable(tuple(hidden)):
        _allow(rules, path, READ_ONLY)
    for name in DEVICES:
        _allow(rules, f"/dev/{name}", 0b110)  # read and write the harmless devices
    if Path.cwd() == Path(SCRATCH):
        _allow(rules, SCRATCH, files)
    _check(_libc.syscall(LANDLOCK_RESTRICT, rules, 0), "landlock restrict")
    os.close(rules)


@lru_cache(maxsize=4)  # the nursery looks once, its learners inherit what it saw
def _readable(hidden: tuple[Path, ...]) -> list[str]:
    """Give the paths to open for reading; one that contains a hidden folder is opened child by child."""
    found: list[str] = []
    waiting = _visible()
    while waiting:
        path = waiting.pop()
        inside = [folder for folder in hidden if folder.is_relative_to(path)]
        if not inside:
            found.append(path)
        elif Path(path) not in hidden:
            with contextlib.suppress(PermissionError):
                # Not through links: lib64 would open all of lib again; what a link leads to is opened by itself.
                waiting += [str(child) for child in Path(path).iterdir() if not child.is_symlink()]
    return found


def _allow(rules: int, path: str, rights: int) -> None:
    try:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    folder = Path(path).is_dir()
    allowed = rights if folder else rights & 0b111
    rule = struct.pack("=Qi", allowed, place)
    _check(_libc.syscall(LANDLOCK_ADD, rules, 1, rule, 0), f"landlock {path}")
    os.close(place)
