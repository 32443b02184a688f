"""Trains Beckon's motion network on drawn people (gestures.py) and writes it as resources/networks/people.json.

    python3 tests/bench/pretraining/pretrain.py [--gestures 400] [--clips 40] [--epochs 20] [--go-on] [--first N] [--out FILE]

With `--go-on`, the network begins with what is in that file already, whose LSTM may have fewer units; `--first` says how many
epochs of people it has seen.
Needs NumPy and PyTorch (Debian: python3-numpy, python3-torch). About an hour on two cores.
"""
import argparse
import base64
import json
import math
import multiprocessing
import time
from functools import partial

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

from gestures import FRAMES, SIDE, clips_of

FILTERS, UNITS = (8, 16, 32), 96


def noise(batch, cells, size):
    return F.interpolate(torch.randn(batch, 1, cells, cells), size=size, mode="bilinear", align_corners=False)


def some(batch, share):
    """Random numbers below 1 for such a share of the clips, and nothing for the others."""
    return torch.rand(batch, 1, 1, 1) * (torch.rand(batch, 1, 1, 1) < share)


def passing(behind):
    """Before some backgrounds somebody passes by."""
    batch = len(behind)
    x = torch.arange(SIDE).view(1, 1, 1, SIDE) / SIDE * 2 - 1
    y = torch.arange(SIDE).view(1, 1, SIDE, 1) / SIDE * 2 - 1
    t = torch.arange(FRAMES).view(1, FRAMES, 1, 1) / FRAMES - 0.5
    at = (torch.rand(batch, 1, 1, 1) * 2 - 1) + (torch.rand(batch, 1, 1, 1) * 4 - 2) * t
    wide, top = torch.rand(batch, 1, 1, 1) * 0.3 + 0.08, torch.rand(batch, 1, 1, 1) * 1.5 - 1
    body = ((wide - (x - at).abs()) * SIDE / 2 + 0.5).clamp(0, 1) * ((y - top) * SIDE / 2 + 0.5).clamp(0, 1)
    passes = (torch.rand(batch, 1, 1, 1) < 0.12) * body
    return behind + passes * (torch.rand(batch, 1, 1, 1) - 0.5 - behind)


def filmed(seen):
    """As webcams show it: exposure that drifts, the smear and grain of dark rooms, blur, and too few pictures, between which others are blended."""
    batch = len(seen)
    t = torch.arange(FRAMES).view(1, FRAMES, 1, 1) / FRAMES
    seen = seen * (1 + torch.randn(batch, 1, 1, 1) * 0.15 * t) + torch.randn(batch, 1, 1, 1) * 0.05 * t
    before = torch.cat([seen[:, :1], seen[:, :-1]], 1)
    seen = seen + 0.5 * some(batch, 0.3) * (before - seen)
    seen = seen + some(batch, 0.2) * (F.avg_pool2d(seen, 3, 1, 1) - seen)
    every = torch.arange(FRAMES)
    for step in (2, 3):
        last = every // step * step
        following = (last + step).clamp(max=FRAMES - 1)
        share = ((every - last) / (following - last).clamp(min=1)).view(1, -1, 1, 1)
        blended = seen[:, last] + share * (seen[:, following] - seen[:, last])
        seen = torch.where(torch.rand(batch, 1, 1, 1) < 0.1, blended, seen)
    return seen + torch.randn(seen.shape) * 0.05 * some(batch, 0.15)


def pictures(mask, shade):
    """People before backgrounds of their own, a camera that shakes, flickers and is noisy; grey from -0.5 to 0.5."""
    mask, shade = mask.float() / 255, shade.float() / 255
    batch, margin = len(mask), 4
    background = sum(
        noise(batch, cells, SIDE + 2 * margin) * share * (0.3 + torch.rand(batch, 1, 1, 1))
        for cells, share in ((3, 0.25), (6, 0.15), (12, 0.1), (24, 0.06))
    ) * (torch.rand(batch, 1, 1, 1) * 0.9 + 0.1)

    # The camera drifts by parts of a pixel, and takes everything with it.
    drift = (torch.randn(batch, FRAMES, 2).cumsum(1) * 0.25 * torch.rand(batch, 1, 1) ** 2).clamp(-margin, margin)
    size = SIDE + 2 * margin
    theta = torch.zeros(batch * FRAMES, 2, 3)
    theta[:, 0, 0] = theta[:, 1, 1] = SIDE / size
    theta[:, :, 2] = drift.flatten(0, 1) * 2 / size
    grid = F.affine_grid(theta, (batch * FRAMES, 1, SIDE, SIDE), align_corners=False)

    def moved(planes):
        planes = planes.expand(batch, FRAMES, *planes.shape[2:]).flatten(0, 1)[:, None]
        return F.grid_sample(planes, grid, align_corners=False).view(batch, FRAMES, SIDE, SIDE)

    # Edges of furniture.
    edges = noise(batch, 5, size).sign() + noise(batch, 9, size).sign()
    background = background + edges * 0.15 * some(batch, 0.35)
    behind = passing(moved(background))
    mask, shade = (moved(F.pad(part, (margin,) * 4)) for part in (mask, shade * mask))
    shade = shade / mask.clamp(min=1e-3)
    sign = torch.where(torch.rand(batch, 1, 1, 1) < 0.5, 1.0, -1.0)
    hands = (shade - 0.5) * (torch.rand(batch, 1, 1, 1) * 1.2 + 0.4) * sign
    hands = hands + (torch.rand(batch, 1, 1, 1) - 0.5) * 0.8
    seen = behind * (1 - mask) + hands * mask
    # From dull pictures to garish ones, from dark to bright.
    seen = seen * torch.exp(torch.rand(batch, 1, 1, 1) * math.log(0.3)) + torch.rand(batch, 1, 1, 1) * 0.8 - 0.4
    seen = seen * (1 + torch.randn(batch, FRAMES, 1, 1) * 0.03 * torch.rand(batch, 1, 1, 1))
    seen = filmed(seen)
    return (seen + torch.randn(seen.shape) * 0.02 * torch.rand(batch, 1, 1, 1) ** 2).clamp(-0.5, 0.5)


def inputs(grey):
    """As `grey-diff` has it: 0.32 x grey, and 4 x the difference to the frame before, less its mean."""
    difference = torch.zeros_like(grey)
    difference[:, 1:] = grey[:, 1:] - grey[:, :-1]
    difference = difference - difference.mean((2, 3), keepdim=True)
    return torch.stack([grey * 0.32, difference * 4], 2)


class Network(nn.Module):
    def __init__(self, classes, filters=FILTERS, units=UNITS):
        super().__init__()
        blocks, channels = [], 2
        for count in filters:
            blocks += [nn.Conv2d(channels, count, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2)]
            channels = count
        self.cnn = nn.Sequential(*blocks)
        self.lstm = nn.LSTM(channels * (SIDE // 2 ** len(filters)) ** 2, units, batch_first=True)
        self.head = nn.Linear(units, classes)
        self.dropout = nn.Dropout(0.1)
        nn.init.orthogonal_(self.lstm.weight_hh_l0)
        nn.init.zeros_(self.lstm.bias_hh_l0)
        nn.init.zeros_(self.lstm.bias_ih_l0)
        self.lstm.bias_ih_l0.data[units : 2 * units] = 1

    def forward(self, x):
        features = self.cnn(x.flatten(0, 1)).flatten(1).view(*x.shape[:2], -1)
        return self.head(self.dropout(self.lstm(self.dropout(features))[0][:, -1]))


def weights_of(network):
    """In the order and layout of Beckon's model: CNN, then LSTM; kernels as TensorFlow.js has them."""
    out = []
    for layer in network.cnn:
        if isinstance(layer, nn.Conv2d):
            out += [layer.weight.permute(2, 3, 1, 0), layer.bias]
            channels = layer.out_channels
    lstm = network.lstm
    gates, features = lstm.weight_ih_l0.shape
    side = math.isqrt(features // channels)
    kernel = lstm.weight_ih_l0.view(gates, channels, side, side).permute(0, 2, 3, 1).reshape(gates, -1).t()
    return out + [kernel, lstm.weight_hh_l0.t(), lstm.bias_ih_l0 + lstm.bias_hh_l0]


def write(network, path):
    parts = [part.detach().contiguous().flatten().numpy() for part in weights_of(network)]
    halves = np.concatenate(parts).astype("<f2").tobytes()
    with open(path, "w") as file:
        json.dump({"sizes": [len(part) for part in parts], "float16": base64.b64encode(halves).decode()}, file)
        file.write("\n")


def read(path):
    with open(path) as file:
        kept = json.load(file)
    halves = np.frombuffer(base64.b64decode(kept["float16"]), "<f2").astype(np.float32)
    return [torch.tensor(part) for part in np.split(halves, np.cumsum(kept["sizes"])[:-1])]


def begin_with(network, parts):
    """Puts weights of `weights_of` into a network that is built alike, or whose LSTM has several times the units."""
    parts = widened(list(parts), network.lstm.hidden_size)
    for layer in network.cnn:
        if isinstance(layer, nn.Conv2d):
            kernel, bias = parts[0], parts[1]
            shape = (*layer.kernel_size, layer.in_channels, layer.out_channels)
            layer.weight.data.copy_(kernel.view(shape).permute(3, 2, 0, 1))
            layer.bias.data.copy_(bias)
            parts, channels = parts[2:], layer.out_channels
    lstm, (kernel, recurrent, bias) = network.lstm, parts
    side = math.isqrt(lstm.input_size // channels)
    kernel = kernel.view(side, side, channels, -1).permute(3, 2, 0, 1)
    lstm.weight_ih_l0.data.copy_(kernel.flatten(1))
    lstm.weight_hh_l0.data.copy_(recurrent.view(lstm.hidden_size, -1).t())
    lstm.bias_ih_l0.data.copy_(bias)
    nn.init.zeros_(lstm.bias_hh_l0)


def widened(parts, units):
    """Each unit several times, each time with its share of what it says; a little apart, so that they can part ways."""
    kernel, recurrent, bias = parts[-3:]
    before = len(bias) // 4
    times = units // before
    if times == 1:
        return parts
    kernel = kernel.view(-1, 4, before).repeat(1, 1, times)
    recurrent = recurrent.view(before, 4, before).repeat(times, 1, times) / times
    apart = [(part * (1 + 0.1 * torch.randn_like(part))).flatten() for part in (kernel, recurrent)]
    return parts[:-3] + apart + [bias.view(4, before).repeat(1, times).flatten()]


def drawn(pool, gestures, count, seed):
    """So many clips of each gesture by people of their own: where hands are, how bright, and which gesture it is."""
    made = pool.map(partial(clips_of, count=count, seed=seed), range(gestures), chunksize=4)
    mask, shade = (torch.tensor(np.concatenate([each[i] for each in made])) for i in range(2))
    return mask, shade, torch.arange(gestures).repeat_interleave(count)


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--gestures", type=int, default=400)
    options.add_argument("--clips", type=int, default=40)
    options.add_argument("--epochs", type=int, default=20)
    options.add_argument("--first", type=int, default=0, help="how many epochs of people were seen before")
    options.add_argument("--peak", type=float, default=0.004, help="the greatest step")
    options.add_argument("--go-on", action="store_true")
    options.add_argument("--out", default="resources/networks/people.json")
    asked = options.parse_args()
    torch.manual_seed(1)
    pool = multiprocessing.Pool()
    # Of people that no epoch shows.
    held_out = drawn(pool, asked.gestures, 6, 0)
    network = Network(asked.gestures)
    if asked.go_on:
        begin_with(network, read(asked.out))
    batch, peak = 32, asked.peak
    optimiser = torch.optim.AdamW(network.parameters(), lr=peak, weight_decay=1e-4)
    steps, step, began = asked.epochs * asked.gestures * asked.clips // batch, 0, time.time()
    for epoch in range(asked.epochs):
        # Other people every time.
        mask, shade, truth = drawn(pool, asked.gestures, asked.clips, asked.first + epoch + 1)
        network.train()
        order = torch.randperm(len(truth))
        for at in range(0, len(order) - batch, batch):
            step += 1
            rate = peak * min(1, step / 200) * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * min(1, step / steps))))
            optimiser.param_groups[0]["lr"] = rate
            some = order[at : at + batch]
            answers = network(inputs(pictures(mask[some], shade[some])))
            optimiser.zero_grad()
            F.cross_entropy(answers, truth[some], label_smoothing=0.05).backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1)
            optimiser.step()
        network.eval()
        with torch.no_grad():
            mask, shade, truth = held_out
            right = sum(
                (network(inputs(pictures(mask[some], shade[some]))).argmax(1) == truth[some]).sum().item()
                for some in torch.arange(len(truth)).split(100)
            )
        share = right / len(truth)
        print(f"epoch {epoch + 1}: {share:.3f} of {asked.gestures} gestures right, {time.time() - began:.0f} s", flush=True)
        write(network, asked.out)


if __name__ == "__main__":
    main()
