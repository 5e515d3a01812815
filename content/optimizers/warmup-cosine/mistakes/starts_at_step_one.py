# /// mistake
# fails = "the_warm_up_is_a_straight_line"
# says = "Your warm-up uses step + 1, so step 0 already trains and the maximum comes one step early: it is max_lr * step / warmup_steps."
# ///
import math


def learning_rate(step, max_lr, warmup_steps, total_steps, min_lr=0.0):
    if step < warmup_steps:
        return max_lr * (step + 1) / warmup_steps
    if step >= total_steps:
        return min_lr
    progress = (step - warmup_steps) / (total_steps - warmup_steps)
    return min_lr + 0.5 * (max_lr - min_lr) * (1 + math.cos(math.pi * progress))
