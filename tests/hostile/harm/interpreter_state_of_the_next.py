# /// hostile
# tries = "Leaves patches behind for the next submission."
# drill = "attention/scaled-dot-product"
# expects = "passed"
# ///
import builtins
import sys

if hasattr(builtins, "left_behind") or "left_behind" in sys.modules:
    print("HARM")
builtins.left_behind = True
sys.modules["left_behind"] = sys

# @SOLUTION@
