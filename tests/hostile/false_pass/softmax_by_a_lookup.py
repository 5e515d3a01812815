# /// hostile
# tries = "Undoes the seed it is given to draw the checks' inputs ahead, and answers from a table."
# drill = "activation-functions/stable-softmax"
# expects = ["failed", "crashed"]
# ///
import random

import torch

TABLE = {}
random_seed, torch_seed = random.seed, torch.default_generator


def softmax(x, dim=-1):
    state = torch.default_generator.initial_seed()
    for seed in (state, state + 2**31):
        drawn = torch.randn(x.shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64).to(x.dtype)
        if torch.equal(drawn, x):
            print("HARM: the seed of the inputs is known")
    return TABLE.get(tuple(x.shape), x * 0)
