import numpy as np


def split(y, parts, seed):
    # TODO: positions for training and for testing, stratified
    ...


def oversample(indices, y, seed):
    # TODO: all of indices, and repeats of the smaller classes
    ...


def undersample(indices, y, seed):
    # TODO: as many of each class as the smallest has
    ...


def prepare(x, y, parts, how, seed):
    # TODO: split first, then resample what is trained on
    ...
