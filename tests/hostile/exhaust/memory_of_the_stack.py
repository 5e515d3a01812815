# /// hostile
# tries = "Raises the limit of its stack and recurses natively."
# drill = "attention/scaled-dot-product"
# expects = ["crashed", "out of memory"]
# ///
import resource
import sys

def attention(q, k, v, mask=None):
    soft, hard = resource.getrlimit(resource.RLIMIT_STACK)
    resource.setrlimit(resource.RLIMIT_STACK, (hard, hard))
    sys.setrecursionlimit(1 << 30)
    
    def deeper(n):
        return sorted([n], key=lambda n: deeper(n + 1))
    
    return deeper(0)
