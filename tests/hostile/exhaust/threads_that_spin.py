# /// hostile
# tries = "Burns the processor in many threads at once, natively."
# drill = "attention/scaled-dot-product"
# expects = ["timed out", "crashed"]
# ///
import torch

def attention(q, k, v, mask=None):
    torch.set_num_threads(64)
    x = torch.randn(2000, 2000)
    while True:
        x @ x
