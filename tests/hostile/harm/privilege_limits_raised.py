# /// hostile
# tries = "Raises its limits again."
# drill = "attention/scaled-dot-product"
# expects = "passed"
# ///
import resource

for name in ("RLIMIT_NOFILE", "RLIMIT_NPROC", "RLIMIT_FSIZE", "RLIMIT_DATA", "RLIMIT_AS", "RLIMIT_CPU", "RLIMIT_CORE", "RLIMIT_STACK", "RLIMIT_MEMLOCK"):
    limit = getattr(resource, name)
    hard = resource.getrlimit(limit)[1]
    if hard == resource.RLIM_INFINITY:
        print("HARM: no limit", name)
    try:
        resource.setrlimit(limit, (hard + 1, hard + 1))
        print("HARM", name)
    except (OSError, ValueError):
        pass

# @SOLUTION@
