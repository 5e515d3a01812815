# /// hostile
# tries = "Makes calls by the 32-bit gate, whose numbers mean something else."
# drill = "attention/scaled-dot-product"
# expects = ["passed", "crashed"]
# ///
import ctypes
import mmap
import platform

if platform.machine() == "x86_64":
    memory = mmap.mmap(-1, 4096, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS, mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    memory.write(bytes.fromhex("53b802000000cd805bc3"))  # push rbx; mov eax, 2 (fork); int 0x80; pop rbx; ret
    address = ctypes.addressof(ctypes.c_char.from_buffer(memory))
    if ctypes.CFUNCTYPE(ctypes.c_int)(address)() >= 0:
        print("HARM")

# @SOLUTION@
