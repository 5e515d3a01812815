# /// hostile
# tries = "Lowers the limits of another process."
# drill = "attention/scaled-dot-product"
# expects = "passed"
# ///
import resource
try:
    resource.prlimit(@PID@, resource.RLIMIT_NOFILE, (3, 3))
    print("HARM")
except OSError as error:
    print("refused:", error)

# @SOLUTION@
