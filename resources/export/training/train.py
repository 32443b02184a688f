"""Trains the network of a Beckon project in PyTorch, in one process or in several, and leaves trained/trained.zip.

    python3 train.py [--epochs 70] [--learning-rate 0.003] [--seed 1] [--no-refit] [--out trained]
    torchrun --nproc_per_node 2 train.py

Prints a line of JSON after each epoch, and the accuracy on the test clips at the end. The same seed gives the same clips in the
same order, varied alike, in however many processes: each batch is shared among them. It computes with 64 bits, and writes 32.
"""

import argparse
import json
import math
import os
import sys
import time
from datetime import datetime, timezone
from pathlib import Path

import numpy as np
import torch
import torch.distributed as dist
from torch import nn
from torch.nn import functional
from torch.nn.parallel import DistributedDataParallel

from beckon_clips import Clips, read_bundle
from beckon_run import evaluation, fit_temperature, write_run
from beckon_torch import GestureNetwork, read_safetensors

HERE = Path(__file__).resolve().parent

# With 32 bits, how a sum is shared among processes shows in its rounding, and soon in what is learnt.
DTYPE = torch.float64


class Learner(nn.Module):
    """The network as it learns: with some of its features, and of what its last layer gets, left out."""

    def __init__(self, network):
        super().__init__()
        self.network = network

    def forward(self, windows, kept_features, kept_hidden):
        network = self.network
        batch, frames = windows.shape[:2]
        features = network.features(windows.flatten(0, 1)).view(batch, frames, -1) * kept_features
        hidden = network.lstm(features)[0][:, -1] if network.lstm else features.flatten(1)
        for layer in list(network.dense)[:-1]:
            hidden = functional.relu(layer(hidden))
        return network.dense[-1](hidden * kept_hidden)


class Training:
    """One training of a bundle. `settings` go before what the bundle's configuration says; `report` gets each epoch's figures."""

    def __init__(self, folder=HERE, settings=None, report=None, device=None):
        self.bundle = read_bundle(folder)
        self.folder = Path(folder)
        self.config = {**self.bundle["run"]["config"], **(settings or {})}
        if self.config["epochs"] < 1 or self.config["batchSize"] < 1 or not 0 < self.config["learningRate"] <= 1:
            raise ValueError("Epochs and batch size are 1 or more, and the learning rate is above 0 and at most 1.")
        self.clips = Clips(folder, self.bundle)
        self.report = report or (lambda figures: None)
        together = dist.is_available() and dist.is_initialized()
        self.rank, self.size = (dist.get_rank(), dist.get_world_size()) if together else (0, 1)
        self.device = torch.device(device or _device())
        self._windows = {}

    def run(self, out):
        """Trains, writes the files into `out` and answers the last figures; those of rank 0 count."""
        started = time.time()
        parts = {name: self.clips.part(name) for name in ("train", "validation", "test")}
        kept, epochs, best = self._fit(1, parts["train"], parts["validation"])
        temperature = self._temperature(kept, parts["validation"])
        soften(kept, temperature)
        metrics = {name: self._evaluate(kept, parts[name], parts["train"]) for name in ("train", "validation")}
        if parts["validation"] and self.config.get("refit", False):
            learnt = sorted(parts["train"] + parts["validation"])
            kept, _, _ = self._fit(2, learnt, [])
            soften(kept, temperature)
        else:
            learnt = parts["train"]
            self.config["refit"] = False
        metrics["test"] = self._evaluate(kept, parts["test"], learnt)
        run = {
            **self.bundle["run"],
            "created": datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.000Z"),
            "config": self.config,
            "epochs": epochs,
            "bestEpoch": best,
            "stopped": False,
            "metrics": metrics,
            "backend": {"name": f"PyTorch {torch.__version__}", "device": self._place()},
            "seconds": round(time.time() - started, 1),
            **({"temperature": temperature} if parts["validation"] else {}),
        }
        figures = {
            "testAccuracy": metrics["test"] and metrics["test"]["accuracy"],
            "testClips": len(parts["test"]),
            "validationAccuracy": metrics["validation"] and metrics["validation"]["accuracy"],
            "trainAccuracy": metrics["train"]["accuracy"],
            "processes": self.size,
            "seconds": run["seconds"],
        }
        if self.rank == 0:
            figures["file"] = str(write_run(out, kept, self.bundle["network"], run))
        return figures

    def _network(self):
        """The network as training begins with it."""
        torch.manual_seed(self.config["seed"])
        network = GestureNetwork(self.bundle["network"])
        if self.bundle["start"] is not None:
            known = read_safetensors(self.folder / self.bundle["start"])
            expected = {name: tensor.shape for name, tensor in network.state_dict().items()}
            lacking = [name for name in expected if name not in known and not name.startswith("dense.")]
            if lacking or any(expected.get(name) != tensor.shape for name, tensor in known.items()):
                raise ValueError(f"{self.bundle['start']} does not have the weights of this network.")
            network.load_state_dict(known, strict=False)
        if network.lstm:
            # PyTorch adds two biases where Beckon has one.
            network.lstm.bias_hh_l0.data.zero_()
            network.lstm.bias_hh_l0.requires_grad_(False)
        return network.to(self.device, DTYPE)

    def _fit(self, number, train, validation):
        """The network of the best epoch, else of the last, the figures of each epoch, and which one was the best."""
        config = self.config
        network = self._network()
        learner = Learner(network)
        if self.size > 1:
            learner = DistributedDataParallel(learner, device_ids=[self.device] if self.device.type == "cuda" else None)
        cnn = list(network.convolutions.parameters())
        rest = [each for name, each in network.named_parameters() if not name.startswith("convolutions.") and each.requires_grad]
        groups = [{"params": cnn, "factor": config.get("cnnRate", 1)}, {"params": rest, "factor": 1}]
        optimizer = torch.optim.AdamW(groups, eps=1e-7, weight_decay=config.get("weightDecay", 0))
        weights = self._class_weights(train)
        epochs, best, kept = [], 0, None
        for epoch in range(config["epochs"]):
            for group in optimizer.param_groups:
                group["lr"] = group["factor"] * self._rate(epoch)
            loss, accuracy = self._epoch(learner, optimizer, weights, number, epoch, train)
            held = self._evaluate(network, validation, train)
            figures = {
                "loss": loss,
                "accuracy": accuracy,
                "validationLoss": held and held["loss"],
                "validationAccuracy": held and held["accuracy"],
            }
            epochs.append(figures)
            if held is None or epoch == 0 or _rank_of(figures) > _rank_of(epochs[best]):
                best = epoch
                kept = {name: tensor.clone() for name, tensor in network.state_dict().items()}
            self.report({"pass": number, "epoch": epoch + 1, **figures})
        network.load_state_dict(kept)
        return network, epochs, best

    def _epoch(self, learner, optimizer, weights, number, epoch, train):
        learner.train()
        config = self.config
        order = np.random.default_rng([config["seed"], number, epoch]).permutation(train)
        sums = torch.zeros(2, device=self.device, dtype=DTYPE)
        for at in range(0, len(order), config["batchSize"]):
            batch = order[at : at + config["batchSize"]]
            # Every process takes as many; what is missing at the end is there but does not count.
            share = -(-len(batch) // self.size)
            own = batch[self.rank * share : (self.rank + 1) * share]
            windows, labels, features, hidden = self._batch(own if len(own) else batch[:1], number, epoch)
            logits = learner(windows, features, hidden)
            losses = functional.cross_entropy(
                logits, labels, reduction="none", label_smoothing=config.get("labelSmoothing", 0)
            )
            counts = 1.0 if len(own) else 0.0
            # Gradients of all processes are averaged.
            loss = counts * self.size * (losses * weights[labels]).sum() / len(batch)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            sums += counts * torch.stack([losses.detach().sum(), (logits.argmax(1) == labels).to(DTYPE).sum()])
        if self.size > 1:
            dist.all_reduce(sums)
        loss, accuracy = (sums / len(order)).tolist()
        if not math.isfinite(loss):
            raise ValueError("The weights ran away. Train with a smaller learning rate.")
        return loss, accuracy

    def _batch(self, chosen, number, epoch):
        """Clips as the network sees them, their labels, and what is kept of features and of the last hidden state."""
        config, network = self.config, self.bundle["network"]
        features = network["lstm"]["in"] if network["lstm"] else network["dense"][0]["in"]
        hidden = network["dense"][-1]["in"]
        windows, labels, kept = [], [], []
        for clip in chosen:
            random = np.random.default_rng([config["seed"], number, epoch, int(clip)])
            strengths = config.get("augmentation", {}) if config["augment"] else {}
            window, label = self.clips.varied(clip, strengths, random)
            windows.append(window)
            labels.append(label)
            kept.append(random.random(len(window) * features + hidden) >= config["dropout"])
        kept = torch.from_numpy(np.stack(kept)).to(self.device, DTYPE) / (1 - config["dropout"])
        return (
            torch.from_numpy(np.stack(windows)).to(self.device, DTYPE),
            torch.tensor(labels, device=self.device),
            kept[:, :-hidden].view(len(chosen), -1, features),
            kept[:, -hidden:],
        )

    def _temperature(self, network, chosen):
        """By what its logits are to be divided, so that it is as sure as its answers on these clips give it reason to be."""
        if not chosen:
            return 1.0
        return fit_temperature(self._answers(network, chosen), [self.clips.labels[clip] for clip in chosen])

    def _evaluate(self, network, chosen, train):
        """How well a network does on these clips as they are."""
        if not chosen:
            return None
        labels = [self.clips.labels[clip] for clip in train]
        answers = self._answers(network, chosen)
        return evaluation(answers, self.clips, chosen, self.bundle["run"]["classes"], labels)

    def _answers(self, network, chosen):
        """Probabilities [clips, classes] of these clips as they are."""
        network.eval()
        for clip in chosen:
            if clip not in self._windows:
                self._windows[clip] = torch.from_numpy(self.clips.window(clip))
        answers = []
        with torch.no_grad():
            for at in range(0, len(chosen), 32):
                windows = torch.stack([self._windows[clip] for clip in chosen[at : at + 32]])
                answers.append(network(windows.to(self.device, DTYPE)).softmax(-1).cpu())
        return torch.cat(answers).numpy()

    def _rate(self, epoch):
        """Down to a twentieth of the learning rate along half a cosine."""
        share = 0.5 * (1 + math.cos(math.pi * epoch / self.config["epochs"]))
        return self.config["learningRate"] * (0.05 + 0.95 * share)

    def _class_weights(self, train):
        """What a clip of each class counts for: all classes alike, where that is asked for, but none more than fourfold."""
        classes = len(self.bundle["run"]["classes"])
        counts = np.maximum(1, np.bincount([self.clips.labels[clip] for clip in train], minlength=classes))
        weights = np.minimum(4, counts.mean() / counts) if self.config.get("classWeights") else np.ones(classes)
        return torch.tensor(weights, dtype=DTYPE, device=self.device)

    def _place(self):
        name = torch.cuda.get_device_name(self.device) if self.device.type == "cuda" else "CPU"
        return name if self.size == 1 else f"{name}, {self.size} processes"


def soften(network, temperature):
    """Divides a network's logits by a temperature, for good: in the weights of its last layer."""
    with torch.no_grad():
        for parameter in network.dense[-1].parameters():
            parameter /= temperature


def _rank_of(figures):
    return figures["validationAccuracy"], -figures["validationLoss"]


def _device():
    if not torch.cuda.is_available():
        return "cpu"
    return f"cuda:{int(os.environ.get('LOCAL_RANK', 0)) % torch.cuda.device_count()}"


def settings_from(options):
    """What was asked for, under the names that a configuration has for it."""
    names = {"epochs": "epochs", "learning_rate": "learningRate", "batch_size": "batchSize", "seed": "seed"}
    asked = {key: getattr(options, name) for name, key in names.items() if getattr(options, name) is not None}
    return {**asked, **({} if options.refit else {"refit": False})}


def add_settings(parser):
    parser.add_argument("--epochs", type=int, help="times through the training clips")
    parser.add_argument("--learning-rate", type=float, help="step size of Adam")
    parser.add_argument("--batch-size", type=int, help="clips in a batch, of all processes together")
    parser.add_argument("--seed", type=int, help="the seed of everything random")
    parser.add_argument("--no-refit", dest="refit", action="store_false", help="do not learn from the validation clips at the end")


def main():
    parser = argparse.ArgumentParser(description="Trains the network of a Beckon project.")
    add_settings(parser)
    parser.add_argument("--out", default=str(HERE / "trained"), help="the folder to write to")
    options = parser.parse_args()
    if int(os.environ.get("WORLD_SIZE", 1)) > 1:
        if torch.cuda.is_available():
            torch.cuda.set_device(_device())
        dist.init_process_group("nccl" if torch.cuda.is_available() else "gloo")
    first = int(os.environ.get("RANK", 0)) == 0

    def tell(figures):
        if first:
            print(json.dumps(figures), flush=True)

    try:
        tell(Training(HERE, settings_from(options), tell).run(options.out))
    except (ValueError, OSError) as error:
        sys.exit(f"train.py: {error}")
    finally:
        if dist.is_available() and dist.is_initialized():
            dist.destroy_process_group()


if __name__ == "__main__":
    main()
