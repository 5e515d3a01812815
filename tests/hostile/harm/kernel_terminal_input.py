# /// hostile
# tries = "Types into the terminal that it was started from."
# drill = "attention/scaled-dot-product"
# expects = "passed"
# ///
import fcntl

for number in range(64):
    try:
        fcntl.ioctl(number, 0x5412, b"x")
        print("HARM")
    except OSError:
        pass

# @SOLUTION@
