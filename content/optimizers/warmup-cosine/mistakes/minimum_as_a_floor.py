# /// mistake
# fails = "the_minimum_lifts_the_decay_only"
# says = "You cut the cosine off at min_lr with max(): it should be squeezed between max_lr and min_lr, so that it reaches the minimum at the end only."
# ///
import math


def learning_rate(step, max_lr, warmup_steps, total_steps, min_lr=0.0):
    if step < warmup_steps:
        return max_lr * step / warmup_steps
    if step >= total_steps:
        return min_lr
    progress = (step - warmup_steps) / (total_steps - warmup_steps)
    return max(min_lr, 0.5 * max_lr * (1 + math.cos(math.pi * progress)))
