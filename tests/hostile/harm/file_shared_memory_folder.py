# /// hostile
# tries = "Leaves a file in /dev/shm and /tmp for others."
# drill = "attention/scaled-dot-product"
# expects = "passed"
# ///
for path in ("/dev/shm/@NAME@", "/tmp/@NAME@", "/var/tmp/@NAME@", "/run/@NAME@"):
    try:
        open(path, "w").write("x")
        print("HARM", path)
    except OSError:
        pass

# @SOLUTION@
