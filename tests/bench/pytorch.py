"""Times training steps of the bench's models in PyTorch on the CPU.

Reads one JSON request a line, {"size": {...}, "budget": ms, "least": n}, and answers each with one JSON line: the times
of the steps in ms. Prints its version first. The size is that of tests/bench/engine/contract.ts.
"""

import json
import sys
import time

import torch
from torch import nn

THREADS = 2
torch.set_num_threads(THREADS)
torch.manual_seed(1)


class Model(nn.Module):
    """[B, T, channels, side, side] to logits [B, classes]."""

    def __init__(self, size):
        super().__init__()
        blocks = []
        channels = 3 if size["channels"] == "rgb" else 2
        for filters in size["filters"]:
            blocks += [nn.Conv2d(channels, filters, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2)]
            channels = filters
        self.average = size["head"] == "average"
        side = size["side"] // 2 ** len(size["filters"])
        features = channels if self.average else channels * side * side
        self.cnn = nn.Sequential(*blocks)
        self.dropout = nn.Dropout(size["dropout"])
        self.lstm = nn.LSTM(features, size["units"], batch_first=True)
        self.head = nn.Linear(size["units"], size["classes"])

    def forward(self, windows):
        batch, frames = windows.shape[:2]
        maps = self.cnn(windows.flatten(0, 1))
        features = maps.mean((2, 3)) if self.average else maps.flatten(1)
        hidden, _ = self.lstm(self.dropout(features.view(batch, frames, -1)))
        return self.head(self.dropout(hidden[:, -1]))


class Training:
    def __init__(self, size):
        channels = 3 if size["channels"] == "rgb" else 2
        self.model = Model(size)
        self.optimizer = torch.optim.Adam(self.model.parameters(), lr=0.001, eps=1e-7)
        self.inputs = torch.rand(size["batch"], size["frames"], channels, size["side"], size["side"]) - 0.5
        self.labels = torch.arange(size["batch"]) % size["classes"]
        for _ in range(3):
            self.step()

    def step(self):
        self.optimizer.zero_grad(set_to_none=True)
        loss = nn.functional.cross_entropy(self.model(self.inputs), self.labels)
        loss.backward()
        self.optimizer.step()
        return loss.item()


def main():
    print(json.dumps(f"PyTorch {torch.__version__}, {THREADS} threads"), flush=True)
    trainings = {}
    for line in sys.stdin:
        request = json.loads(line)
        key = json.dumps(request["size"])
        if key not in trainings:
            trainings = {key: Training(request["size"])}
        times = []
        until = time.perf_counter() + request["budget"] / 1000
        while len(times) < request["least"] or time.perf_counter() < until:
            begun = time.perf_counter()
            trainings[key].step()
            times.append((time.perf_counter() - begun) * 1000)
        print(json.dumps(times), flush=True)


main()
