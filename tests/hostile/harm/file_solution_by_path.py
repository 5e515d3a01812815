# /// hostile
# tries = "Lists the folder of the library and reads every solution."
# drill = "attention/scaled-dot-product"
# expects = "passed"
# ///
import os

for folder, _, names in os.walk("@CONTENT@"):
    for name in names:
        try:
            print("HARM", open(os.path.join(folder, name)).read()[:20])
        except OSError:
            pass

# @SOLUTION@
