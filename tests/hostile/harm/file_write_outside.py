# /// hostile
# tries = "Overwrites a file that anybody may write."
# drill = "attention/scaled-dot-product"
# expects = "passed"
# ///
try:
    open("@OUTSIDE@/open.txt", "w").write("changed")
    print("HARM")
except OSError as error:
    print("refused:", error)

# @SOLUTION@
