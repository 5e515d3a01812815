# /// hostile
# tries = "Opens devices: memory, disks, terminals, the kernel's log."
# drill = "attention/scaled-dot-product"
# expects = "passed"
# ///
import glob
import os

for path in ("/dev/mem", "/dev/kmem", "/dev/kmsg", "/dev/tty", "/dev/ptmx", "/dev/fuse", "/dev/kvm", "/dev/net/tun", *glob.glob("/dev/[svn][dv]*")):
    try:
        os.open(path, os.O_RDWR)
        print("HARM", path)
    except OSError:
        pass

# @SOLUTION@
