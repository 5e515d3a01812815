import math


def learning_rate(step, max_lr, warmup_steps, total_steps, min_lr=0.0):
    # The end first: then W = T needs no case of its own, since the cosine is reached with W <= t < T only.
    if step >= total_steps:
        return min_lr
    if step < warmup_steps:  # never with W = 0, so no division by zero
        return max_lr * step / warmup_steps
    # 0 at the end of the warm-up, 1 at the end of the run: the decay has T - W steps, not T.
    progress = (step - warmup_steps) / (total_steps - warmup_steps)
    falling = 0.5 * (1 + math.cos(math.pi * progress))  # from 1 to 0
    return min_lr + (max_lr - min_lr) * falling
