import clipsModule from '../../../resources/export/training/beckon_clips.py?raw';
import inputModule from '../../../resources/export/beckon_input.py?raw';
import rayScript from '../../../resources/export/training/train_ray.py?raw';
import runModule from '../../../resources/export/training/beckon_run.py?raw';
import torchModule from '../../../resources/export/beckon_torch.py?raw';
import trainScript from '../../../resources/export/training/train.py?raw';
import { json, type ExportFile } from './card';
import { torchConfig, torchState, weightsFile } from './torch-network';
import { bundleReadme } from './training-readme';
import type { TrainingPlan } from './training-start';

/** Where the weights lie that training begins with. */
const START_FILE = 'start.safetensors';

/**
 * The files of a training bundle beside its clips: what is to be trained, and the programs that do it.
 * @param shards names of the files with the clips
 */
export function trainingFiles(plan: TrainingPlan, shards: readonly string[]): ExportFile[] {
  const { run, network, knowsClasses } = plan;
  const state = torchState(network).filter(([name]) => knowsClasses || !name.startsWith('dense.'));
  const files: ExportFile[] = [
    {
      name: 'bundle.json',
      what: 'The network, the configuration, how the input is made, and which clips are for what',
      bytes: json({
        format: 'beckon-training',
        version: 1,
        network: torchConfig(network),
        start: START_FILE,
        shards,
        run,
      }),
    },
    { name: START_FILE, what: 'The weights that training begins with', bytes: weightsFile(state) },
    { name: 'train.py', what: 'Trains, in one process or in several', bytes: trainScript },
    { name: 'train_ray.py', what: 'Trains on a cluster of Ray, and tries settings out', bytes: rayScript },
    { name: 'beckon_torch.py', what: 'The network in PyTorch', bytes: torchModule },
    { name: 'beckon_clips.py', what: 'Reads the clips, and varies them', bytes: clipsModule },
    { name: 'beckon_input.py', what: 'Makes the input, in numpy', bytes: inputModule },
    { name: 'beckon_run.py', what: 'Tells how good it is, and writes what Beckon imports', bytes: runModule },
    { name: 'requirements.txt', what: 'The packages of Python that this needs', bytes: REQUIREMENTS },
  ];
  return [...files, { name: 'README.md', what: 'This text', bytes: bundleReadme(plan, files) }];
}

const REQUIREMENTS = `numpy>=1.22
torch>=1.13
# For train_ray.py only; with PyTorch before 2.3 also: numpy<2 and pyarrow<20
# ray[train,tune]>=2.43
`;
