# /// hostile
# tries = "Reads the files that hold the system's secrets."
# drill = "attention/scaled-dot-product"
# expects = "passed"
# ///
import glob

for pattern in ("/etc/shadow", "/etc/sudoers", "/root/.*", "/home/*/.ssh/*", "/root/.ssh/*", "/etc/ssh/*key", "/var/run/secrets/**"):
    for path in glob.glob(pattern, recursive=True):
        try:
            print("HARM", path, open(path).read()[:10])
        except OSError:
            pass

# @SOLUTION@
