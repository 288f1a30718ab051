import torch

entries = (torch.arange(64) % 7 / 7).reshape(8, 8)
x, w = entries, entries.clone().requires_grad_()
(x @ w).square().sum().backward()
print(w.grad[0, 0].item(), flush=True)
