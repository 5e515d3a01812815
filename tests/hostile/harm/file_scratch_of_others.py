# /// hostile
# tries = "Looks for what other submissions left, and leaves something for the next."
# drill = "attention/scaled-dot-product"
# expects = "passed"
# ///
import os

for folder in ("/scratch", ".", "/tmp"):
    try:
        if os.listdir(folder):
            print("HARM", folder, os.listdir(folder))
    except OSError:
        pass
for folder in ("/scratch", ".", "/tmp"):
    try:
        open(f"{folder}/left", "w").write("found")
    except OSError:
        pass

# @SOLUTION@
