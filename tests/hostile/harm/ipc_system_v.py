# /// hostile
# tries = "Makes shared memory, queues and semaphores that outlive it."
# drill = "attention/scaled-dot-product"
# expects = "passed"
# ///
import ctypes

libc = ctypes.CDLL(None, use_errno=True)
if libc.shmget(0x5EED, 4096, 0o1666) >= 0 or libc.msgget(0x5EED, 0o1666) >= 0 or libc.semget(0x5EED, 1, 0o1666) >= 0:
    print("HARM")

# @SOLUTION@
