# /// hostile
# tries = "Creates a file in a folder that anybody may write to."
# drill = "attention/scaled-dot-product"
# expects = "passed"
# ///
try:
    open("@OUTSIDE@/new.txt", "w").write("x")
    print("HARM")
except OSError as error:
    print("refused:", error)

# @SOLUTION@
