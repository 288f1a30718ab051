import math

import torch
from torch.nn import functional as F
from data import class_indices, uniform

VOCABULARY, CONTEXT, BATCH_SIZE, WIDTH, HEADS, DEPTH = 65, 64, 8, 128, 4, 2


def start(*_):
    tokens = torch.from_numpy(class_indices(BATCH_SIZE * CONTEXT, 1, VOCABULARY)).reshape(BATCH_SIZE, CONTEXT)
    next_tokens = torch.from_numpy(class_indices(BATCH_SIZE * CONTEXT, 2, VOCABULARY))
    seeds = iter(range(21, 100))
    parameters = []

    def parameter(entries):
        parameters.append(entries.requires_grad_())
        return entries

    def weight(rows, columns, inputs):
        entries = uniform(rows * columns, next(seeds), 1 / math.sqrt(inputs))
        return parameter(torch.from_numpy(entries).reshape(rows, columns))

    def bias(size):
        return parameter(torch.zeros(size))

    def norm():
        return parameter(torch.ones(WIDTH)), bias(WIDTH)

    token_vectors = weight(VOCABULARY, WIDTH, WIDTH)
    place_vectors = weight(CONTEXT, WIDTH, WIDTH)
    blocks = [
        (
            norm(),
            (weight(WIDTH, 3 * WIDTH, WIDTH), bias(3 * WIDTH)),
            (weight(WIDTH, WIDTH, WIDTH), bias(WIDTH)),
            norm(),
            (weight(WIDTH, 4 * WIDTH, WIDTH), bias(4 * WIDTH)),
            (weight(4 * WIDTH, WIDTH, 4 * WIDTH), bias(WIDTH)),
        )
        for _ in range(DEPTH)
    ]
    last_norm = norm()
    head = weight(WIDTH, VOCABULARY, WIDTH)
    mask = torch.full((CONTEXT, CONTEXT), -1e9).triu(1)
    size = WIDTH // HEADS
    optimizer = torch.optim.AdamW(parameters, lr=1e-3, weight_decay=0.01)

    def normalized(x, weight_and_bias):
        return F.layer_norm(x, (WIDTH,), *weight_and_bias)

    def attend(x, weight, bias):
        parts = (x @ weight + bias).view(BATCH_SIZE, CONTEXT, 3, HEADS, size)
        queries, keys, values = parts.permute(2, 0, 3, 1, 4)
        scores = queries @ keys.transpose(-1, -2) * (1 / math.sqrt(size)) + mask
        attended = torch.softmax(scores, -1) @ values
        return attended.transpose(1, 2).reshape(BATCH_SIZE, CONTEXT, WIDTH)

    def step():
        x = token_vectors[tokens] + place_vectors
        for norm1, attention, (projection, bias1), norm2, (up, bias2), (down, bias3) in blocks:
            x = x + attend(normalized(x, norm1), *attention) @ projection + bias1
            hidden = F.gelu(normalized(x, norm2) @ up + bias2, approximate="tanh")
            x = x + hidden @ down + bias3
        logits = normalized(x, last_norm) @ head
        loss = F.cross_entropy(logits.view(-1, VOCABULARY), next_tokens)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
        return loss.item()

    return step
