"""Prints the gestures in front of a camera, or in a video, that a model tells which Beckon exported as ONNX.

    python3 watch.py FOLDER [number of a camera, or a video file]
"""

import json
import sys
import time
from pathlib import Path

import cv2
import numpy as np
import onnxruntime

folder = Path(sys.argv[1])
source = sys.argv[2] if len(sys.argv) > 2 else "0"
sys.path.insert(0, str(folder))
from beckon_input import CameraWindow, GestureRule

description = json.loads((folder / "beckon.json").read_text(encoding="utf-8"))
model = onnxruntime.InferenceSession(folder / "model.onnx")
window = CameraWindow(description["preprocess"], description["framing"], description["paces"])
rule = GestureRule(description["events"])


def answer(values):
    return model.run(["probabilities"], {"frames": values[np.newaxis]})[0][0]


video = cv2.VideoCapture(int(source) if source.isdigit() else source)
if not video.isOpened():
    sys.exit(f"{source} cannot be opened.")
while True:
    there, picture = video.read()
    if not there:
        break
    at = 1000 * time.monotonic() if source.isdigit() else video.get(cv2.CAP_PROP_POS_MSEC)
    for probabilities in window.answers(picture[..., ::-1], at, answer):  # OpenCV gives blue first.
        for kind, output in rule.push(probabilities, at):
            name = description["labels"][output]
            print(f"{at / 1000:.1f} s: {name} {'begins' if kind == 'start' else 'is over'}", flush=True)
