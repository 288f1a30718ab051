import os
import sys

import torch
from torch.nn import functional as F

sys.path.append(os.path.dirname(os.path.abspath(__file__)))
from moons import LEARNING_RATE, PENALTY_FACTOR, POINT_COUNT, initial_weights, moons


def start(*_):
    """The same network as tensors of float32: PyTorch has no use for scalars."""
    points = moons(POINT_COUNT)
    x = torch.tensor([coordinates for coordinates, _ in points], dtype=torch.float32)
    labels = torch.tensor([label for _, label in points], dtype=torch.float32)
    weights = [torch.tensor(w, dtype=torch.float32).requires_grad_() for w in initial_weights()]
    biases = [torch.zeros(len(w), requires_grad=True) for w in weights]
    parameters = weights + biases

    def step():
        y = F.relu(F.linear(x, weights[0], biases[0]))
        y = F.relu(F.linear(y, weights[1], biases[1]))
        scores = F.linear(y, weights[2], biases[2])[:, 0]
        penalty = sum((p * p).sum() for p in parameters)
        loss = F.relu(1 - labels * scores).mean() + PENALTY_FACTOR * penalty
        for p in parameters:
            p.grad = None
        loss.backward()
        with torch.no_grad():
            for p in parameters:
                p -= LEARNING_RATE * p.grad
        return loss.item()

    return step
