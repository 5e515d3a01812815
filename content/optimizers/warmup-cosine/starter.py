import math


def learning_rate(step, max_lr, warmup_steps, total_steps, min_lr=0.0):
    # TODO: return the learning rate of this step
    ...
