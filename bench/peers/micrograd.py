"""An engine for scalars in the manner of micrograd (Karpathy 2020): each Value keeps a closure that sends its gradient back."""


class Value:
    def __init__(self, data, inputs=()):
        self.data = data
        self.grad = 0.0
        self.inputs = inputs
        self.send_back = None

    def __add__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        output = Value(self.data + other.data, (self, other))

        def send_back():
            self.grad += output.grad
            other.grad += output.grad

        output.send_back = send_back
        return output

    def __mul__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        output = Value(self.data * other.data, (self, other))

        def send_back():
            self.grad += other.data * output.grad
            other.grad += self.data * output.grad

        output.send_back = send_back
        return output

    def relu(self):
        output = Value(max(self.data, 0.0), (self,))

        def send_back():
            if output.data > 0:
                self.grad += output.grad

        output.send_back = send_back
        return output

    def backward(self):
        order, seen = [], set()

        def visit(value):
            if value not in seen:
                seen.add(value)
                for inner in value.inputs:
                    visit(inner)
                order.append(value)

        visit(self)
        self.grad = 1.0
        for value in reversed(order):
            if value.send_back is not None:
                value.send_back()
