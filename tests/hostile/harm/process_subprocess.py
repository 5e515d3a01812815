# /// hostile
# tries = "Runs a program."
# drill = "attention/scaled-dot-product"
# expects = "passed"
# ///
import subprocess
try:
    subprocess.run(["/bin/true"], check=False)
    print("HARM")
except OSError as error:
    print("refused:", error)

# @SOLUTION@
