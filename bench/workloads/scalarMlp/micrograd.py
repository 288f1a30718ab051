import os
import sys

here = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(here, "..", "..", "peers"), here]
from micrograd import Value
from moons import LEARNING_RATE, PENALTY_FACTOR, POINT_COUNT, initial_weights, moons

sys.setrecursionlimit(100_000)


def start(*_):
    points = moons(POINT_COUNT)
    layers = [[([Value(float(x)) for x in row], Value(0.0)) for row in weights] for weights in initial_weights()]
    parameters = [p for neurons in layers for weights, bias in neurons for p in (*weights, bias)]

    def predict(inputs):
        outputs = inputs
        for neurons in layers:
            sums = []
            for weights, bias in neurons:
                total = bias
                for weight, x in zip(weights, outputs):
                    total = weight * x + total
                sums.append(total if neurons is layers[-1] else total.relu())
            outputs = sums
        return outputs[0]

    def step():
        loss, penalty = Value(0.0), Value(0.0)
        for coordinates, label in points:
            loss = loss + (predict([Value(float(x)) for x in coordinates]) * -label + 1).relu()
        for p in parameters:
            penalty = penalty + p * p
        total = loss * (1 / len(points)) + penalty * PENALTY_FACTOR
        for p in parameters:
            p.grad = 0.0
        total.backward()
        for p in parameters:
            p.data -= LEARNING_RATE * p.grad
        return total.data

    return step
