# /// hostile
# tries = "Plants compiled bytecode next to a module."
# drill = "attention/scaled-dot-product"
# expects = "passed"
# ///
import os
try:
    import deepdrill
    open(os.path.join(os.path.dirname(deepdrill.__file__), "planted.py"), "w").write("")
    print("HARM")
except OSError as error:
    print("refused:", error)

# @SOLUTION@
