"""Runs the code of exported models' READMEs, word for word, on clips, and prints what it answers as JSON.

Takes a JSON file: {"module": name, "stream": whether one picture at a time, "snippet": code of Beckon's own README that leaves `probabilities`, or null,
"folders": [...], "clips": {folder: [{"file", "shape", "mirrored"}, ...]}}.
"""

import importlib
import json
import os
import re
import sys

import numpy as np


def answers(folder, clips, stream):
    os.chdir(folder)
    readme = open("README.md", encoding="utf-8").read()
    code = "\n".join(re.findall(r"```python\n(.*?)```", readme, re.DOTALL))
    namespace = {}
    exec(compile(code, f"{folder}/README.md", "exec"), namespace)
    found = []
    for clip in clips:
        pictures = np.fromfile(clip["file"], dtype=np.uint8).reshape(clip["shape"])
        if stream:
            # Other pictures come before, so that the window is not the first.
            both = np.concatenate([pictures[::-1], pictures])
            found.append(list(namespace["watch"](both, mirrored=clip["mirrored"]))[-1][0].tolist())
        else:
            found.append(list(namespace["classify"](pictures, mirrored=clip["mirrored"]).values()))
    return found


def by_snippet(folder, clips, code):
    os.chdir(folder)
    found = []
    for clip in clips:
        namespace = {"pictures": np.fromfile(clip["file"], dtype=np.uint8).reshape(clip["shape"])}
        exec(compile(code, "README.md", "exec"), namespace)
        found.append(namespace["probabilities"].tolist())
    return found


def main():
    job = json.load(open(sys.argv[1], encoding="utf-8"))
    sys.path.insert(0, job["folders"][0])
    module = importlib.import_module(job["module"])
    found = {folder: answers(folder, job["clips"][folder], job["stream"]) for folder in job["folders"]}
    # It says nothing of pictures that are mirrored already.
    plain = {folder: [clip for clip in clips if not clip["mirrored"]][:2] for folder, clips in job["clips"].items()}
    shown = {folder: by_snippet(folder, clips, job["snippet"]) for folder, clips in plain.items()} if job["snippet"] else {}
    print(json.dumps({"version": getattr(module, "__version__", "?"), "answers": found, "shown": shown}))


main()
