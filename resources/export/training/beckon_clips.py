"""The clips of a training bundle: read from its shards, and made into what the network sees, as they are or varied."""

import json
import math
import zipfile
from pathlib import Path

import numpy as np

from beckon_input import FramePreprocessor, View, prepare_clip

PARTS = ("train", "validation", "test")


def read_bundle(folder):
    """What bundle.json says: the network, the configuration, the preparation of the input and the shards."""
    path = Path(folder, "bundle.json")
    try:
        bundle = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ValueError(f"{path} cannot be read. Run this in the folder that the bundle was unpacked to.") from error
    if bundle.get("format") != "beckon-training" or bundle.get("version") != 1:
        raise ValueError(f"{path} is no training bundle of a version that this file knows.")
    lacking = [key for key in ("network", "start", "shards", "run") if key not in bundle]
    if lacking:
        raise ValueError(f"{path} lacks {', '.join(lacking)}.")
    return bundle


class Clips:
    """All clips, in the order of the shards. `labels` are indices of the network's outputs."""

    def __init__(self, folder, bundle):
        self.spec = bundle["run"]["preprocess"]
        classes = bundle["run"]["classes"]
        places = {each["id"]: place for place, each in enumerate(classes)}
        self.mirrors = [places.get(each.get("mirror")) for each in classes]
        self.pictures, self.labels, self.mirrored = [], [], []
        self.names, self.sessions, self.parts = [], [], []
        for name in bundle["shards"]:
            self._read(Path(folder, name), len(classes))
        if not self.part("train"):
            raise ValueError("The bundle has no clips to learn from.")

    def _read(self, path, classes):
        try:
            with np.load(path, allow_pickle=False) as shard:
                pictures, labels = shard["x"], shard["y"]
                mirrored, names, sessions, parts = (shard[key].tolist() for key in ("mirror", "clip", "session", "part"))
        except (ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
            raise ValueError(f"{path} is damaged: {error}") from error
        frames = self.spec["frames"]
        if pictures.dtype != np.uint8 or pictures.ndim != 5 or pictures.shape[1] != frames or pictures.shape[4] != 3:
            raise ValueError(f"{path} does not hold clips of {frames} pictures: {pictures.dtype} {pictures.shape}.")
        if labels.dtype.kind != "i" or not ((labels >= 0) & (labels < classes)).all():
            raise ValueError(f"{path} has labels that are none of the {classes} classes.")
        if not set(parts) <= set(PARTS):
            raise ValueError(f"{path} has clips that are for none of {', '.join(PARTS)}.")
        if any(len(each) != len(pictures) for each in (labels, mirrored, names, sessions, parts)):
            raise ValueError(f"{path} does not say of each clip what it is.")
        self.pictures += list(pictures)
        self.labels += labels.tolist()
        self.mirrored += mirrored
        self.names += names
        self.sessions += sessions
        self.parts += parts

    def part(self, name):
        """Which clips are for this part."""
        return [clip for clip, part in enumerate(self.parts) if part == name]

    def window(self, clip):
        """A clip as it is, float32 [frames, height, width, channels]."""
        return prepare_clip(self.spec, self.pictures[clip], self.mirrored[clip])

    def varied(self, clip, strengths, random):
        """A clip varied by chance within these strengths, and its label then."""
        change = _change(strengths, random)
        twin = self.mirrors[self.labels[clip]]
        flip = twin is not None and random.random() < 0.5
        preprocessor = _VariedPreprocessor(self.spec, change)
        pictures = self.pictures[clip]
        frames = len(pictures)
        middle = (frames - 1) / 2
        window = []
        for t in range(frames):
            at = round((t - middle) * change["speed"] + middle + change["advance"] * frames)
            picture = pictures[min(frames - 1, max(0, at))]
            window.append(preprocessor.next(picture, self.mirrored[clip] != flip))
        return np.stack(window), twin if flip else self.labels[clip]


def _change(strengths, random):
    def within(key):
        return random.uniform(-1, 1) * strengths.get(key, 0)

    def factor(key):
        return math.exp(random.uniform(-1, 1) * math.log(1 + strengths.get(key, 0)))

    return {
        "shift_x": within("shift"),
        "shift_y": within("shift"),
        "scale": factor("scale"),
        "contrast": factor("contrast"),
        "brightness": within("brightness"),
        "speed": factor("speed"),
        "advance": within("advance"),
    }


class _VariedPreprocessor(FramePreprocessor):
    """Looks at another part of the picture, in other light."""

    def __init__(self, spec, change):
        super().__init__(spec)
        self.change = change
        scale = change["scale"]
        self.look_at(View(0.5 - change["shift_x"] / scale, 0.5 - change["shift_y"] / scale, scale))

    def _resize(self, picture, flip):
        spec, change = self.spec, self.change
        values = super()._resize(picture, flip)
        middle = -spec["offset"] / spec["scale"]
        return (values - middle) * change["contrast"] + middle + 255 * change["brightness"]
