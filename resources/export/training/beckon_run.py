"""How well a network does, and the files by which Beckon takes it in as a run."""

import json
import struct
import zipfile
from pathlib import Path

import numpy as np


def evaluation(probabilities, clips, chosen, classes, train_labels):
    """How good the answers [clips, classes] to the `chosen` clips are, as run.json has it; None where there are none."""
    if not chosen:
        return None
    truth = np.array([clips.labels[clip] for clip in chosen])
    predicted = probabilities.argmax(1)
    count = len(classes)
    confusion = np.zeros((count, count), int)
    np.add.at(confusion, (truth, predicted), 1)
    own = probabilities[np.arange(len(truth)), truth]
    commonest = np.bincount(train_labels, minlength=count).argmax()
    sessions = {}
    for clip, right in zip(chosen, truth == predicted):
        session = sessions.setdefault(clips.sessions[clip], {"name": clips.sessions[clip], "clips": 0, "right": 0})
        session["clips"] += 1
        session["right"] += int(right)
    return {
        "clips": len(chosen),
        "accuracy": float((truth == predicted).mean()),
        "loss": float(-np.log(np.maximum(own, 1e-7)).mean()),
        "baseline": float((truth == commonest).mean()),
        "perClass": [_of_class(each, place, confusion) for place, each in enumerate(classes)],
        "confusion": confusion.tolist(),
        "answers": [
            {
                "clip": clips.names[clip],
                "predicted": int(answer),
                "confidence": round(float(row[answer]), 4),
                "own": round(float(share), 4),
            }
            for clip, answer, row, share in zip(chosen, predicted, probabilities, own)
        ],
        "sessions": list(sessions.values()),
    }


def fit_temperature(probabilities, truth):
    """What logits are to be divided by so that confidences fit the truth best (Guo et al. 2017): 1 or more, which makes a network less sure.

    No more than so many clips are grounds for, as in Beckon. `probabilities` [clips, classes] are of clips it has not learnt from.
    """
    logits = np.log(np.maximum(probabilities, 1e-7))
    rows = np.arange(len(truth))

    def loss(logarithm):
        scaled = logits / np.exp(logarithm)
        return (np.log(np.exp(scaled).sum(1)) - scaled[rows, truth]).mean()

    low, high, near, golden = 0.0, np.log(min(4, 1 + len(truth) / 20)), 1e-3, (5**0.5 - 1) / 2
    if loss(low) <= loss(low + near):
        return 1.0
    while high - low > near:
        left, right = high - golden * (high - low), low + golden * (high - low)
        if loss(left) <= loss(right):
            high = right
        else:
            low = left
    return float(np.exp((low + high) / 2))


def _of_class(each, place, confusion):
    right, own, answered = confusion[place, place], confusion[place].sum(), confusion[:, place].sum()
    precision = float(right / answered) if answered else None
    recall = float(right / own) if own else None
    f1 = None
    if precision is not None and recall is not None:
        f1 = 2 * precision * recall / (precision + recall) if right else 0.0
    return {
        "classId": each["id"],
        "name": each["name"],
        "clips": int(own),
        "precision": precision,
        "recall": recall,
        "f1": f1,
    }


def write_run(folder, network, config, run):
    """Writes model.safetensors, config.json and run.json into a folder, and all three as trained.zip."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    state = {name: tensor.detach().cpu().float().numpy() for name, tensor in network.state_dict().items()}
    files = {
        "model.safetensors": safetensors(state),
        "config.json": _json({"network": config}),
        "run.json": _json(run),
    }
    for name, content in files.items():
        (folder / name).write_bytes(content)
    with zipfile.ZipFile(folder / "trained.zip", "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return folder / "trained.zip"


def safetensors(tensors):
    """The bytes of a safetensors file of float32 arrays, by their names."""
    header, parts, at = {"__metadata__": {"format": "pt"}}, [], 0
    for name, values in tensors.items():
        content = np.ascontiguousarray(values, "<f4").tobytes()
        header[name] = {"dtype": "F32", "shape": list(values.shape), "data_offsets": [at, at + len(content)]}
        parts.append(content)
        at += len(content)
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    return b"".join([struct.pack("<Q", len(text)), text, *parts])


def _json(value):
    return (json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False) + "\n").encode()
