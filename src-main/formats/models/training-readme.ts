import { count } from '../../shared/words';
import type { ExportFile } from './card';
import type { TrainingPlan } from './training-start';

/** How to train a bundle, and how to bring what it learnt back. */
export function bundleReadme(
  { run, knowsClasses, notes }: TrainingPlan,
  files: readonly Pick<ExportFile, 'name' | 'what'>[],
): string {
  const { train, validation, test } = run.split;
  return `# ${run.name}: training elsewhere

The clips of a Beckon project, and programs in PyTorch that train its network on them. They begin with
${knowsClasses ? 'the weights of the model that this was exported from' : 'Beckon’s motion network'}, as \`start.safetensors\` has them.

Classes: ${run.classes.map(({ name }) => name).join(', ')}. ${count(train.length, 'clip')} to learn from, ${validation.length} to choose the best
epoch by, ${test.length} to test on. ${run.config.epochs} epochs with a learning rate of ${run.config.learningRate}, unless you say otherwise.

## Train

\`\`\`sh
pip install -r requirements.txt

python3 train.py                                 # one process, on a GPU where PyTorch finds one
torchrun --nproc_per_node 2 train.py             # two processes, a GPU each where there are any
python3 train_ray.py --workers 2                 # Ray Train; needs: pip install "ray[train,tune]"
\`\`\`

With PyTorch 1.13 on Python 3.11, as Debian 12 has them, \`torchrun\` needs \`--redirects 1 --tee 1\` as well.

\`python3 train_ray.py --sweep --trials 8\` tries learning rates and dropouts side by side (Ray Tune) and keeps what did best on the
validation clips. Each takes \`--epochs\`, \`--learning-rate\`, \`--batch-size\`, \`--seed\`, \`--no-refit\` and \`--out\`. A batch is shared among
the processes, so that their number changes how long training takes, and not what is learnt. On a cluster of several machines, Ray
sends this folder to all of them (500 MB at most) and needs \`--storage\`: a folder that all of them see.

## Take it back

Training leaves \`trained/trained.zip\`: the weights (\`model.safetensors\`), their network (\`config.json\`) and how it was trained and how well it
does (\`run.json\`). Beckon makes a model of it:

\`\`\`sh
npx beckon import-model trained/trained.zip --project NAME
\`\`\`

## Not as in the app

Clips are shifted, scaled, made lighter and darker, faster and slower, as the configuration says; turned, blurred or hidden in part they are not.
One network is trained, not several. How sure it is is fitted on the validation clips, as in the app.
${notes.join('\n')}

## Files

| File | What it is |
| --- | --- |
${files.map(({ name, what }) => `| \`${name}\` | ${what} |`).join('\n')}
| \`clips/…npz\` | Clips for NumPy: \`x\` bytes \`[N, T, H, W, 3]\`, \`y\` (index of the class), \`session\`, \`clip\` (its name), \`mirror\` (whether the picture is mirrored), \`part\` (train, validation or test) |

Clips show people, and sessions may be called by their names. Pass this on to those only who may see them.
`;
}
