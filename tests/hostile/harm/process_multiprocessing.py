# /// hostile
# tries = "Starts a pool of processes."
# drill = "attention/scaled-dot-product"
# expects = "passed"
# ///
import multiprocessing
try:
    multiprocessing.get_context("fork").Pool(2)
    print("HARM")
except OSError as error:
    print("refused:", error)

# @SOLUTION@
