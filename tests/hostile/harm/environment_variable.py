# /// hostile
# tries = "Reads a secret from the environment."
# drill = "attention/scaled-dot-product"
# expects = "passed"
# ///
import os

print({name: value for name, value in os.environ.items()})

# @SOLUTION@
