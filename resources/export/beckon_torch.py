"""The network of a gesture model that Beckon exported, in PyTorch, read from config.json and model.safetensors."""

import json
from pathlib import Path

import torch
from torch import nn
from torch.nn import functional


class GestureNetwork(nn.Module):
    """Windows [batch, frames, height, width, channels] to logits [batch, outputs]."""

    def __init__(self, config):
        super().__init__()
        self.layers = config["frame"]
        self.convolutions = nn.ModuleDict(
            {
                layer["name"]: nn.Conv2d(layer["in"], layer["out"], tuple(layer["kernel"]))
                for layer in self.layers
                if layer["kind"] == "convolution"
            }
        )
        lstm = config["lstm"]
        self.lstm = nn.LSTM(lstm["in"], lstm["units"], batch_first=True) if lstm else None
        self.activations = [layer["activation"] for layer in config["dense"]]
        self.dense = nn.ModuleList(nn.Linear(layer["in"], layer["out"]) for layer in config["dense"])

    def features(self, pictures):
        """Pictures [n, height, width, channels] to the features [n, features] that the LSTM gets of each."""
        maps = pictures.permute(0, 3, 1, 2)
        for layer in self.layers:
            if layer["kind"] == "convolution":
                maps = self.convolutions[layer["name"]](functional.pad(maps, layer["padding"]))
                maps = functional.relu(maps) if layer["activation"] == "relu" else maps
            else:
                maps = functional.max_pool2d(maps, tuple(layer["size"]))
        return maps.permute(0, 2, 3, 1).flatten(1)

    def classify(self, features):
        """Features of a window's pictures [batch, frames, features] to logits [batch, outputs]."""
        hidden = self.lstm(features)[0][:, -1] if self.lstm else features.flatten(1)
        for layer, activation in zip(self.dense, self.activations):
            hidden = layer(hidden)
            hidden = functional.relu(hidden) if activation == "relu" else hidden
        return hidden

    def forward(self, windows):
        batch, frames = windows.shape[:2]
        return self.classify(self.features(windows.flatten(0, 1)).view(batch, frames, -1))


def load(folder="."):
    """The trained network that lies in a folder, ready to classify."""
    config = json.loads(Path(folder, "config.json").read_text(encoding="utf-8"))
    network = GestureNetwork(config["network"])
    network.load_state_dict(read_safetensors(Path(folder, "model.safetensors")))
    return network.eval()


def read_safetensors(path):
    """The tensors of a safetensors file of float32 or float16 numbers, as float32, by their names."""
    content = bytearray(Path(path).read_bytes())
    start = 8 + int.from_bytes(content[:8], "little")
    tensors = {}
    for name, entry in json.loads(content[8:start].decode("utf-8")).items():
        if name == "__metadata__":
            continue
        begin, end = entry["data_offsets"]
        dtype, size = {"F32": (torch.float32, 4), "F16": (torch.float16, 2)}[entry["dtype"]]
        numbers = torch.frombuffer(content, dtype=dtype, count=(end - begin) // size, offset=start + begin)
        tensors[name] = numbers.reshape(entry["shape"]).float()
    return tensors
