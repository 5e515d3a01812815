import io
import random

import torch


def save(model, optimizer, scheduler, step):
    # TODO: return bytes that hold all that the run depends on
    ...


def load(data, model, optimizer, scheduler):
    # TODO: put it all back; return the step
    ...
