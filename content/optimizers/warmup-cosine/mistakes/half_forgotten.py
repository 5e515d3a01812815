# /// mistake
# fails = "the_warm_up_ends_at_the_maximum"
# says = "You left out the factor one half: 1 + cos runs from 2 to 0, so the rate starts at twice the maximum."
# ///
import math


def learning_rate(step, max_lr, warmup_steps, total_steps, min_lr=0.0):
    if step < warmup_steps:
        return max_lr * step / warmup_steps
    if step >= total_steps:
        return min_lr
    progress = (step - warmup_steps) / (total_steps - warmup_steps)
    return min_lr + (max_lr - min_lr) * (1 + math.cos(math.pi * progress))
