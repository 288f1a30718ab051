import os
import runpy

here = os.path.dirname(os.path.abspath(__file__))
train_mlp = runpy.run_path(os.path.join(here, "..", "mlp", "pytorch.py"))["train_mlp"]
CLASSES = 10


def start(_, name):
    """The shapes of data.ts. PyTorch has no use for scalars."""
    axis, x = name.split(" ")
    x = int(x)
    match axis:
        case "width":
            return train_mlp((x, x, x, CLASSES), 64)
        case "depth":
            return train_mlp((*[128] * x, CLASSES), 64)
        case "batch":
            return train_mlp((128, 128, 128, CLASSES), x)
    return None
