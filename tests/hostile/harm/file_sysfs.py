# /// hostile
# tries = "Writes to the kernel's switches."
# drill = "attention/scaled-dot-product"
# expects = "passed"
# ///
for path in ("/proc/sys/kernel/core_pattern", "/proc/sysrq-trigger", "/sys/kernel/uevent_helper", "/sys/fs/cgroup/cgroup.procs", "/proc/self/oom_score_adj"):
    try:
        open(path, "w").write("0")
        print("HARM", path)
    except OSError:
        pass

# @SOLUTION@
