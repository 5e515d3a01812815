# /// mistake
# fails = "the_decay_is_half_a_cosine"
# says = "You divided the progress by total_steps, so the cosine has not come down when the run ends: the decay has total_steps - warmup_steps steps."
# ///
import math


def learning_rate(step, max_lr, warmup_steps, total_steps, min_lr=0.0):
    if step < warmup_steps:
        return max_lr * step / warmup_steps
    if step >= total_steps:
        return min_lr
    progress = (step - warmup_steps) / total_steps
    return min_lr + 0.5 * (max_lr - min_lr) * (1 + math.cos(math.pi * progress))
