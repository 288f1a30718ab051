"""The numbers of data.ts, for the contestants in Python."""

import numpy as np


def generator(count, seed):
    """The next `count` numbers in [0, 1) of the generator in data.ts, by doubling: one jump takes all states so far further."""
    states = np.empty(max(count, 1), np.uint32)
    states[0] = (seed * 1664525 + 1013904223) % 2**32
    known, factor, summand = 1, 1664525, 1013904223
    while known < count:
        more = min(known, count - known)
        states[known : known + more] = states[:more] * np.uint32(factor) + np.uint32(summand)
        summand = (factor * summand + summand) % 2**32
        factor = factor * factor % 2**32
        known += more
    return states[:count].astype(np.float64) / 2**32


def uniform(count, seed, bound):
    return ((generator(count, seed) * 2 - 1) * bound).astype(np.float32)


def class_indices(count, seed, classes):
    return np.floor(generator(count, seed) * classes).astype(np.int64)
