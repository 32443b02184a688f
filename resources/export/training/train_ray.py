"""Trains the network of a Beckon project on Ray, and leaves trained/trained.zip beside this file.

    python3 train_ray.py [--workers 2] [--epochs 70] …         one training, shared among the workers (Ray Train)
    python3 train_ray.py --sweep [--trials 8] [--epochs 70] …  several side by side, the best of which is kept (Ray Tune)

On a cluster, start it on a node of it, with storage that all nodes see: --storage /shared/folder.
"""

import argparse
import json
import shutil
import tempfile
from pathlib import Path

import ray
import ray.train
import ray.train.torch
import torch
from ray import tune

from train import HERE, Training, add_settings, settings_from


def learn(settings):
    """One worker of a training. The bundle travels to it, and `Training` finds it beside its own file."""

    def report(figures):
        if ray.train.get_context().get_world_rank() == 0:
            print(json.dumps(figures), flush=True)

    device = ray.train.torch.get_device() if torch.cuda.is_available() else None
    with tempfile.TemporaryDirectory() as out:
        figures = Training(settings=settings, report=report, device=device).run(out)
        ray.train.report(figures, checkpoint=ray.train.Checkpoint.from_directory(out) if "file" in figures else None)


def attempt(settings):
    """One trial of a sweep, in a process of its own. The validation clips judge it; those for the test have no say."""
    with tempfile.TemporaryDirectory() as out:
        figures = Training(settings=settings).run(out)
        score = figures["validationAccuracy"]
        score = figures["trainAccuracy"] if score is None else score
        tune.report({**figures, "score": score}, checkpoint=tune.Checkpoint.from_directory(out))


def train(options):
    trainer = ray.train.torch.TorchTrainer(
        learn,
        train_loop_config=settings_from(options),
        scaling_config=ray.train.ScalingConfig(num_workers=options.workers, use_gpu=torch.cuda.is_available()),
        run_config=ray.train.RunConfig(storage_path=options.storage),
    )
    return trainer.fit()


def sweep(options):
    space = {"learningRate": tune.loguniform(5e-4, 6e-3), "dropout": tune.uniform(0, 0.4)}
    resources = {"cpu": 1, "gpu": 1 if torch.cuda.is_available() else 0}
    tuner = tune.Tuner(
        tune.with_resources(attempt, resources),
        param_space={**space, **settings_from(options)},
        tune_config=tune.TuneConfig(metric="score", mode="max", num_samples=options.trials),
        run_config=tune.RunConfig(storage_path=options.storage),
    )
    return tuner.fit().get_best_result()


def main():
    parser = argparse.ArgumentParser(description="Trains the network of a Beckon project on Ray.")
    add_settings(parser)
    parser.add_argument("--workers", type=int, default=2, help="processes that share one training")
    parser.add_argument("--sweep", action="store_true", help="try several learning rates and dropouts")
    parser.add_argument("--trials", type=int, default=8, help="how many of them")
    parser.add_argument("--storage", default=str(HERE / "ray"), help="where Ray keeps what it made")
    parser.add_argument("--out", default=str(HERE / "trained"), help="the folder to write to")
    options = parser.parse_args()
    ray.init(runtime_env={"working_dir": str(HERE), "excludes": ["/trained", "/ray"]})
    result = sweep(options) if options.sweep else train(options)
    if result.error is not None:
        raise SystemExit(f"train_ray.py: {result.error}")
    with result.checkpoint.as_directory() as made:
        shutil.copytree(made, options.out, dirs_exist_ok=True)
    figures = {key: result.metrics[key] for key in ("testAccuracy", "testClips", "validationAccuracy", "processes")}
    print(json.dumps({**figures, "file": str(Path(options.out, "trained.zip"))}))


if __name__ == "__main__":
    main()
