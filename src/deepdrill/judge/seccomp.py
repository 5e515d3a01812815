"""A system-call filter for learner processes, assembled here so that nobody needs a compiler or libseccomp.

Default allow, with everything refused (EPERM) that starts processes, opens sockets, reaches other processes, mounts,
or speaks to rarely-used corners of the kernel. Threads stay possible: `clone` is let through only with CLONE_THREAD,
and `clone3`, whose arguments a filter cannot see, answers ENOSYS so that the C library falls back to `clone`.
"""

import ctypes
import os
import platform
import struct

__all__ = ["load_filter"]

# Name: (x86_64, aarch64); None where an architecture lacks the call. From the kernel's own tables.
REFUSED: dict[str, tuple[int | None, int | None]] = {
    "fork": (57, None), "vfork": (58, None), "execve": (59, 221), "execveat": (322, 281),
    "socket": (41, 198), "socketpair": (53, 199), "bind": (49, 200), "listen": (50, 201), "connect": (42, 203),
    "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271), "kcmp": (312, 272),
    "kill": (62, 129), "pidfd_send_signal": (424, 424), "pidfd_open": (434, 434), "pidfd_getfd": (438, 438),
    "process_madvise": (440, 440), "rt_sigqueueinfo": (129, 138),
    "mount": (165, 40), "umount2": (166, 39), "pivot_root": (155, 41), "chroot": (161, 51),
    "open_tree": (428, 428), "move_mount": (429, 429), "fsopen": (430, 430), "fsconfig": (431, 431),
    "fsmount": (432, 432), "fspick": (433, 433), "mount_setattr": (442, 442),
    "unshare": (272, 97), "setns": (308, 268),
    "add_key": (248, 217), "request_key": (249, 218), "keyctl": (250, 219),
    "bpf": (321, 280), "perf_event_open": (298, 241), "userfaultfd": (323, 282),
    "io_uring_setup": (425, 425), "io_uring_enter": (426, 426), "io_uring_register": (427, 427),
    "init_module": (175, 105), "delete_module": (176, 106), "finit_module": (313, 273),
    "kexec_load": (246, 104), "kexec_file_load": (320, 294), "reboot": (169, 142),
    "shmget": (29, 194), "shmat": (30, 196), "shmctl": (31, 195), "msgget": (68, 186), "semget": (64, 190),
    "mq_open": (240, 180), "personality": (135, 92), "swapon": (167, 224), "swapoff": (168, 225),
    "sethostname": (170, 161), "setdomainname": (171, 162), "acct": (163, 89), "syslog": (103, 116),
    "name_to_handle_at": (303, 264), "open_by_handle_at": (304, 265), "quotactl": (179, 60),
    "settimeofday": (164, 170), "clock_settime": (227, 112), "adjtimex": (159, 171), "fanotify_init": (300, 262),
    "iopl": (172, None), "ioperm": (173, None), "modify_ldt": (154, None),
    "mlock": (149, 228), "mlockall": (151, 230), "memfd_create": (319, 279),
}  # fmt: skip

MACHINES = {"x86_64": (0, 0xC000003E, 56), "aarch64": (1, 0xC00000B7, 220)}
"""Machine: column of REFUSED, AUDIT_ARCH value, number of `clone`."""
CLONE3 = 435
X32_BIT = 0x40000000
CLONE_THREAD = 0x00010000

LOAD, JUMP_EQUAL, JUMP_GREATER_EQUAL, JUMP_SET, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
ALLOW, KILL_PROCESS, ERRNO = 0x7FFF0000, 0x80000000, 0x00050000
NUMBER, ARCHITECTURE, FIRST_ARGUMENT = 0, 4, 16  # offsets in struct seccomp_data
EPERM, ENOSYS = 1, 38
PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 22, 2


def load_filter() -> None:
    """Put the filter on the calling process for good; raises OSError where the machine cannot."""
    program = _program(platform.machine())
    code = ctypes.create_string_buffer(program)
    header = struct.pack("HxxxxxxQ", len(program) // 8, ctypes.addressof(code))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, header, 0, 0) != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"seccomp: {os.strerror(number)}")


def _program(machine: str) -> bytes:
    if machine not in MACHINES:
        raise OSError(EPERM, f"no system-call filter is written for {machine}")
    column, architecture, clone = MACHINES[machine]
    refused = [numbers[column] for numbers in REFUSED.values() if numbers[column] is not None]
    # Layout: checks, the refused list, clone, then four returns; jumps count instructions to skip.
    head = [
        (LOAD, 0, 0, ARCHITECTURE),
        (JUMP_EQUAL, 1, 0, architecture),
        (RETURN, 0, 0, KILL_PROCESS),
        (LOAD, 0, 0, NUMBER),
        (JUMP_GREATER_EQUAL, 0, 1, X32_BIT),  # the other numbering of x86_64; harmless elsewhere
        (RETURN, 0, 0, KILL_PROCESS),
    ]
    tail = [
        (JUMP_EQUAL, 5, 0, CLONE3),  # to the ENOSYS return
        (JUMP_EQUAL, 0, 2, clone),  # anything else: allow
        (LOAD, 0, 0, FIRST_ARGUMENT),
        (JUMP_SET, 0, 1, CLONE_THREAD),
        (RETURN, 0, 0, ALLOW),
        (RETURN, 0, 0, ERRNO | EPERM),
        (RETURN, 0, 0, ERRNO | ENOSYS),
    ]
    refuse_at = len(refused) + 5  # index of the EPERM return, counted from the first refused number
    body = [(JUMP_EQUAL, refuse_at - index - 1, 0, number) for index, number in enumerate(refused)]
    return b"".join(struct.pack("HBBI", *step) for step in [*head, *body, *tail])
