# /// mistake
# fails = "the_decay_is_half_a_cosine"
# says = "You used a quarter of a cosine, cos(pi u / 2), which falls steeply at the end: half a cosine, (1 + cos(pi u)) / 2, flattens out."
# ///
import math


def learning_rate(step, max_lr, warmup_steps, total_steps, min_lr=0.0):
    if step < warmup_steps:
        return max_lr * step / warmup_steps
    if step >= total_steps:
        return min_lr
    progress = (step - warmup_steps) / (total_steps - warmup_steps)
    return min_lr + (max_lr - min_lr) * math.cos(math.pi * progress / 2)
