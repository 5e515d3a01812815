"""A system-call filter for learner processes, assembled here so that nobody needs a compiler or libseccomp.

An allow-list. What a computation with Python, NumPy and torch needs is allowed; what is hostile by itself (tracing,
mounting, key rings, kernel modules, …) kills the process with SIGSYS, so that the verdict can say so; everything else
answers EPERM and becomes an exception at the learner's line. Where an argument decides, the rules are in `_rules`.

The list comes from reading the kernel's table for what Python, NumPy and torch may call; that it is wide enough is
shown by what runs under it: every drill's solution, its mistakes and the right submissions in tests/fairness.
"""

import ctypes
import os
import platform
import struct
from functools import lru_cache

__all__ = ["load_filter", "program"]

Numbers = tuple[int | None, int | None]
"""Of a call: (x86_64, aarch64); None where an architecture lacks the call. From the kernel's own tables."""

ALLOWED: dict[str, Numbers] = {
    # memory, locks and time first: on old kernels, which walk the whole list, they are the frequent ones
    "futex": (202, 98), "munmap": (11, 215), "madvise": (28, 233), "brk": (12, 214), "mprotect": (10, 226),
    "mremap": (25, 216), "read": (0, 63), "write": (1, 64), "recvfrom": (45, 207), "close": (3, 57),
    "rt_sigprocmask": (14, 135), "rt_sigaction": (13, 134), "rt_sigreturn": (15, 139), "sched_yield": (24, 124),
    "mincore": (27, 232), "msync": (26, 227), "futex_waitv": (449, 449), "membarrier": (324, 283),
    "set_robust_list": (273, 99), "get_robust_list": (274, 100), "set_tid_address": (218, 96), "rseq": (334, 293),
    "clock_gettime": (228, 113), "clock_getres": (229, 114), "gettimeofday": (96, 169), "time": (201, None),
    "times": (100, 153), "nanosleep": (35, 101), "clock_nanosleep": (230, 115), "getrandom": (318, 278),
    # files: which ones is decided by what is mounted and by Landlock
    "open": (2, None), "openat": (257, 56), "creat": (85, None), "close_range": (436, 436), "lseek": (8, 62),
    "pread64": (17, 67), "pwrite64": (18, 68), "readv": (19, 65), "writev": (20, 66), "preadv": (295, 69),
    "pwritev": (296, 70), "preadv2": (327, 286), "pwritev2": (328, 287), "readahead": (187, 213),
    "stat": (4, None), "fstat": (5, 80), "lstat": (6, None), "newfstatat": (262, 79), "statx": (332, 291),
    "access": (21, None), "faccessat": (269, 48), "faccessat2": (439, 439), "readlink": (89, None),
    "readlinkat": (267, 78), "getdents": (78, None), "getdents64": (217, 61), "getcwd": (79, 17), "chdir": (80, 49),
    "fchdir": (81, 50), "statfs": (137, 43), "fstatfs": (138, 44), "mkdir": (83, None), "mkdirat": (258, 34),
    "rmdir": (84, None), "unlink": (87, None), "unlinkat": (263, 35), "rename": (82, None), "renameat": (264, 38),
    "renameat2": (316, 276), "link": (86, None), "linkat": (265, 37), "symlink": (88, None), "symlinkat": (266, 36),
    "truncate": (76, 45), "ftruncate": (77, 46), "fallocate": (285, 47), "chmod": (90, None), "fchmod": (91, 52),
    "fchmodat": (268, 53), "umask": (95, 166), "utimensat": (280, 88), "utime": (132, None), "utimes": (235, None),
    "futimesat": (261, None), "flock": (73, 32), "fsync": (74, 82), "fdatasync": (75, 83), "fadvise64": (221, 223),
    "copy_file_range": (326, 285), "sendfile": (40, 71),
    # descriptors and waiting
    "dup": (32, 23), "dup2": (33, None), "dup3": (292, 24), "pipe": (22, None), "pipe2": (293, 59),
    "poll": (7, None), "ppoll": (271, 73), "select": (23, None), "pselect6": (270, 72), "epoll_create": (213, None),
    "epoll_create1": (291, 20), "epoll_ctl": (233, 21), "epoll_wait": (232, None), "epoll_pwait": (281, 22),
    "epoll_pwait2": (441, 441), "eventfd": (284, None), "eventfd2": (290, 19),
    # its own signals, its own limits, and questions about itself
    "rt_sigpending": (127, 136), "rt_sigsuspend": (130, 133), "rt_sigtimedwait": (128, 137),
    "sigaltstack": (131, 132), "restart_syscall": (219, 128), "pause": (34, None), "alarm": (37, None),
    "getitimer": (36, 102), "setitimer": (38, 103), "getpid": (39, 172), "gettid": (186, 178), "getppid": (110, 173),
    "getuid": (102, 174), "geteuid": (107, 175), "getgid": (104, 176), "getegid": (108, 177),
    "getresuid": (118, 148), "getresgid": (120, 150), "getgroups": (115, 158), "getpgid": (121, 155),
    "getpgrp": (111, None), "getsid": (124, 156), "getpriority": (140, 141), "getrlimit": (97, 163),
    "setrlimit": (160, 164), "getrusage": (98, 165), "sysinfo": (99, 179), "uname": (63, 160), "getcpu": (309, 168),
    "capget": (125, 90), "get_mempolicy": (239, 236), "sched_getaffinity": (204, 123), "sched_getparam": (143, 121),
    "sched_getscheduler": (145, 120), "sched_get_priority_max": (146, 125), "sched_get_priority_min": (147, 126),
    "sched_rr_get_interval": (148, 127), "wait4": (61, 260), "waitid": (247, 95), "exit": (60, 93),
    "exit_group": (231, 94),
}  # fmt: skip

KILLED: dict[str, Numbers] = {
    # other processes
    "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271), "kcmp": (312, 272),
    "process_madvise": (440, 440), "process_mrelease": (448, 448), "pidfd_open": (434, 434),
    "pidfd_getfd": (438, 438), "pidfd_send_signal": (424, 424),
    # the view of the file system, and namespaces
    "mount": (165, 40), "umount2": (166, 39), "pivot_root": (155, 41), "chroot": (161, 51), "open_tree": (428, 428),
    "move_mount": (429, 429), "fsopen": (430, 430), "fsconfig": (431, 431), "fsmount": (432, 432),
    "fspick": (433, 433), "mount_setattr": (442, 442), "unshare": (272, 97), "setns": (308, 268),
    "name_to_handle_at": (303, 264), "open_by_handle_at": (304, 265), "quotactl": (179, 60),
    "quotactl_fd": (443, 443), "swapon": (167, 224), "swapoff": (168, 225),
    # corners of the kernel that have been used to break out
    "bpf": (321, 280), "perf_event_open": (298, 241), "userfaultfd": (323, 282), "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426), "io_uring_register": (427, 427), "add_key": (248, 217), "request_key": (249, 218),
    "keyctl": (250, 219), "fanotify_init": (300, 262), "fanotify_mark": (301, 263), "modify_ldt": (154, None),
    "lookup_dcookie": (212, 18),
    # the machine itself
    "init_module": (175, 105), "finit_module": (313, 273), "delete_module": (176, 106), "kexec_load": (246, 104),
    "kexec_file_load": (320, 294), "reboot": (169, 142), "iopl": (172, None), "ioperm": (173, None),
    "acct": (163, 89), "settimeofday": (164, 170), "clock_settime": (227, 112), "adjtimex": (159, 171),
    "clock_adjtime": (305, 266), "vhangup": (153, 58),
}  # fmt: skip

DECIDED: dict[str, Numbers] = {
    "clone": (56, 220), "clone3": (435, 435), "kill": (62, 129), "tgkill": (234, 131), "prctl": (157, 167),
    "ioctl": (16, 29), "fcntl": (72, 25), "prlimit64": (302, 261), "mmap": (9, 222), "sendto": (44, 206),
}  # fmt: skip
"""The calls whose arguments decide; see `_rules`."""

MACHINES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}
"""Machine: column of the tables, AUDIT_ARCH value."""
X32_BIT = 0x40000000
FIRST_UNKNOWN = 450  # calls younger than the tables answer ENOSYS, so that the C library falls back to older ones

CLONE_THREAD = 0x00010000
MAP_SHARED, MAP_ANONYMOUS, MAP_HUGETLB = 0x01, 0x20, 0x40000
PRCTLS = (15, 16, 0x53564D41)  # a thread's name, set and got; the name of a mapping
IOCTLS = (0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451)  # is it a terminal, bytes to read, blocking, close on exec
FCNTLS = (0, 1, 2, 3, 4, 5, 6, 7, 36, 37, 38, 1030)  # dup, flags, locks; no owner of signals, no lease, no pipe size

LOAD, JUMP_EQUAL, JUMP_GREATER_EQUAL, JUMP_SET, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
ALLOW, KILL_PROCESS, ERRNO = 0x7FFF0000, 0x80000000, 0x00050000
EPERM, ENOSYS = 1, 38
REFUSE, ABSENT = ERRNO | EPERM, ERRNO | ENOSYS
NUMBER, ARCHITECTURE, ARGUMENTS = 0, 4, 16  # offsets in struct seccomp_data; an argument has 8 bytes, low half first
PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 22, 2

Step = tuple[int, int, int, int]
"""Code, jump if true, jump if false, operand."""


SERVING: dict[str, Numbers] = {
    "accept": (43, 202), "accept4": (288, 242), "listen": (50, 201), "getsockname": (51, 204),
    "getpeername": (52, 205), "setsockopt": (54, 208), "getsockopt": (55, 209), "shutdown": (48, 210),
}  # fmt: skip
"""What a process may do besides that serves an application on a socket which it was given: answer who calls. There is
no socket of its own making that could be bound or connected but the pair of `SERVING_DECIDED`."""

SERVING_DECIDED: dict[str, Numbers] = {"socketpair": (53, 199)}
"""An event loop wakes itself through a pair; see `_rules`."""

AF_UNIX = 1


def load_filter(*, serves: bool = False) -> None:
    """Put the filter on the calling process for good; raises OSError where the machine cannot."""
    steps = program(platform.machine(), os.getpid(), serves=serves)
    code = ctypes.create_string_buffer(steps)
    header = struct.pack("HxxxxxxQ", len(steps) // 8, ctypes.addressof(code))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, header, 0, 0) != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"seccomp: {os.strerror(number)}")


@lru_cache(maxsize=2)  # every first process of a tree has the same number
def program(machine: str, own_pid: int, *, serves: bool = False) -> bytes:
    """Assemble the filter for a machine and a process; raises OSError for a machine without a table."""
    if machine not in MACHINES:
        raise OSError(EPERM, f"no system-call filter is written for {machine}")
    column, architecture = MACHINES[machine]
    steps: list[Step] = [
        (LOAD, 0, 0, ARCHITECTURE),
        (JUMP_EQUAL, 1, 0, architecture),
        (RETURN, 0, 0, KILL_PROCESS),
        (LOAD, 0, 0, NUMBER),
        (JUMP_GREATER_EQUAL, 0, 1, X32_BIT),  # the other numbering of x86_64
        (RETURN, 0, 0, KILL_PROCESS),
    ]
    rules = _rules(own_pid)
    allowed, decided = (ALLOWED | SERVING, DECIDED | SERVING_DECIDED) if serves else (ALLOWED, DECIDED)
    for table, rule in ((allowed, [(RETURN, 0, 0, ALLOW)]), (decided, None), (KILLED, [(RETURN, 0, 0, KILL_PROCESS)])):
        for name, numbers in table.items():
            number = numbers[column]
            if number is not None:
                body = rule or rules[name]
                steps += [(JUMP_EQUAL, 0, len(body), number), *body]
    steps += [(JUMP_GREATER_EQUAL, 0, 1, FIRST_UNKNOWN), (RETURN, 0, 0, ABSENT), (RETURN, 0, 0, REFUSE)]
    return b"".join(struct.pack("HBBI", *step) for step in steps)


def _rules(own_pid: int) -> dict[str, list[Step]]:
    """Give, for each call whose arguments decide, the steps that end in a verdict."""
    return {
        "clone": _any_bit(0, CLONE_THREAD, then=ALLOW, otherwise=REFUSE),  # a thread, never a process
        "clone3": [(RETURN, 0, 0, ABSENT)],  # a filter cannot see its arguments; the C library falls back to clone
        "kill": _one_of(0, (own_pid,)),
        "tgkill": _one_of(0, (own_pid,)),
        "prctl": _one_of(0, PRCTLS),
        "ioctl": _one_of(1, IOCTLS),
        "fcntl": _one_of(1, FCNTLS),
        "prlimit64": _one_of(0, (0, own_pid)),
        "socketpair": _one_of(0, (AF_UNIX,)),
        # Memory that is shared with nobody is counted by RLIMIT_DATA; anonymous shared memory is not.
        "mmap": [
            *_load(3),
            (JUMP_SET, 0, 1, MAP_HUGETLB),
            (RETURN, 0, 0, REFUSE),
            (JUMP_SET, 0, 2, MAP_SHARED),
            (JUMP_SET, 0, 1, MAP_ANONYMOUS),
            (RETURN, 0, 0, REFUSE),
            (RETURN, 0, 0, ALLOW),
        ],
        # Only over what is connected already: no address, and (sendmsg is refused) no descriptors.
        "sendto": [
            *_load(4),
            (JUMP_EQUAL, 1, 0, 0),
            (RETURN, 0, 0, REFUSE),
            (LOAD, 0, 0, ARGUMENTS + 8 * 4 + 4),
            (JUMP_EQUAL, 1, 0, 0),
            (RETURN, 0, 0, REFUSE),
            (RETURN, 0, 0, ALLOW),
        ],
    }


def _load(argument: int) -> list[Step]:
    return [(LOAD, 0, 0, ARGUMENTS + 8 * argument)]


def _any_bit(argument: int, bits: int, *, then: int, otherwise: int) -> list[Step]:
    return [*_load(argument), (JUMP_SET, 0, 1, bits), (RETURN, 0, 0, then), (RETURN, 0, 0, otherwise)]


def _one_of(argument: int, values: tuple[int, ...]) -> list[Step]:
    """Allow where the argument's low half, which is all that the kernel reads of these, is one of the values."""
    last = len(values)
    tests: list[Step] = [(JUMP_EQUAL, last - index, 0, value) for index, value in enumerate(values)]
    return [*_load(argument), *tests, (RETURN, 0, 0, REFUSE), (RETURN, 0, 0, ALLOW)]
