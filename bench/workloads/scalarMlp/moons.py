"""Points and weights of data.ts."""

import math

from data import generator

SIZES = (2, 16, 16, 1)
LEARNING_RATE = 0.1
PENALTY_FACTOR = 1e-4
POINT_COUNT = 100


def moons(count):
    """Coordinates and labels."""
    numbers = generator(3 * count, 7)
    points = []
    for i in range(count):
        angle = math.pi * numbers[3 * i]
        dx, dy = 0.1 * numbers[3 * i + 1], 0.1 * numbers[3 * i + 2]
        if i % 2 == 0:
            points.append(((math.cos(angle) + dx, math.sin(angle) + dy), -1))
        else:
            points.append(((1 - math.cos(angle) + dx, 0.5 - math.sin(angle) + dy), 1))
    return points


def initial_weights():
    """One array [outputs, inputs] for each layer."""
    counts = [inputs * outputs for inputs, outputs in zip(SIZES, SIZES[1:])]
    numbers = generator(sum(counts), 11) * 2 - 1
    weights, at = [], 0
    for count, outputs in zip(counts, SIZES[1:]):
        weights.append(numbers[at : at + count].reshape(outputs, -1))
        at += count
    return weights
