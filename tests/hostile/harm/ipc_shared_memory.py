# /// hostile
# tries = "Makes shared memory by name through the standard library."
# drill = "attention/scaled-dot-product"
# expects = "passed"
# ///
from multiprocessing import shared_memory
try:
    shared_memory.SharedMemory(name="@NAME@", create=True, size=4096)
    print("HARM")
except OSError as error:
    print("refused:", error)

# @SOLUTION@
