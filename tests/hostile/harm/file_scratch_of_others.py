# /// hostile
# tries = "Looks for what other submissions left, and leaves something for the next."
# drill = "attention/scaled-dot-product"
# expects = "passed"
# ///
import os

for folder in ("/scratch", ".", "/tmp"):
    try:
        if "@NAME@" in os.listdir(folder):
            print("HARM")
        open(f"{folder}/@NAME@", "w").write("found")
    except OSError:
        pass

# @SOLUTION@
