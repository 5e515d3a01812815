# /// hostile
# tries = "Reads a file that anybody may read, and prints it."
# drill = "attention/scaled-dot-product"
# expects = "passed"
# ///
try:
    print(open("@OUTSIDE@/open.txt").read())
    print("HARM")
except OSError as error:
    print("refused:", error)

# @SOLUTION@
