import math

import torch
from data import uniform


def start(_, name):
    n = int(name)
    products = max(2, min(64, round(2e6 / n**3)))
    a = torch.from_numpy(uniform(n * n, 1, 1)).reshape(n, n)
    b = torch.from_numpy(uniform(n * n, 2, math.sqrt(3 / n))).reshape(n, n)
    outputs = [torch.empty(n, n), torch.empty(n, n)]

    def step():
        x = a
        for i in range(products):
            x = torch.mm(x, b, out=outputs[i % 2])
        x = x.view(-1)
        return torch.dot(x, x).item()

    return step
