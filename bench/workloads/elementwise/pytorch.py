import torch
from data import uniform


def start(*_):
    a, b, c = (torch.from_numpy(uniform(1_000_000, seed, 1)).requires_grad_() for seed in (1, 2, 3))

    def step():
        a.grad = b.grad = c.grad = None
        total = (torch.tanh(a * b + c) * torch.sigmoid(a)).sum()
        total.backward()
        return total.item()

    return step
