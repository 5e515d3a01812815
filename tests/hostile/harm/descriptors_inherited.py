# /// hostile
# tries = "Looks for descriptors that it should not have: files, listening sockets, other learners' lines."
# drill = "attention/scaled-dot-product"
# expects = "passed"
# ///
import os
import stat

found = []
for number in range(4096):
    try:
        kind = os.fstat(number).st_mode
    except OSError:
        continue
    found.append(number)
    if number > 2 and (stat.S_ISREG(kind) or stat.S_ISDIR(kind) or stat.S_ISBLK(kind)):
        print("HARM", number, oct(kind))
if len(found) > 8:
    print("HARM", found)

# @SOLUTION@
