import { beforeEach, describe, expect, it } from 'vitest';
import type { CaptionFiles, FoundCaptions, Project, Run } from '../../../../../src-main/contract';
import {
  EngineError,
  type CaptionProgress,
  type CaptionRequest,
} from '../../../../../src-renderer/engine/api';
import { Describing } from '../../../../../src-renderer/features/report/describing.svelte';
import type { Outside } from '../../../../../src-renderer/base/outside';
import { clip, gesture } from '../../../../fixtures/renderer/samples';

const project = {
  slug: 'hands',
  classes: [{ ...gesture('wave'), text: 'a hand waves' }, gesture('push')],
  texts: { b: 'a hand pushes' },
} as unknown as Project;
const run = { id: 'run-1', config: { seed: 7 } } as unknown as Run;
const clips = [clip('wave', 'a'), clip('push', 'b'), clip('push', 'silent')];
const learnt = { captions: { words: ['a'] }, weights: new Blob() } as unknown as CaptionFiles;

let asked: CaptionRequest[];
let kept: Record<string, CaptionFiles>;
let finish: (outcome: CaptionFiles | Error) => void;
let say: (progress: CaptionProgress) => void;
let answer: () => Promise<FoundCaptions>;
let describing: Describing;

beforeEach(() => {
  asked = [];
  kept = {};
  answer = () => Promise.resolve({ files: null, problem: null });
  describing = new Describing({
    client: {
      models: {
        captions: () => answer(),
        read: () => Promise.resolve({ run }),
        saveCaptions: ({ runId, files }: { runId: string; files: CaptionFiles }) =>
          Promise.resolve(void (kept[runId] = files)),
      },
    },
    engine: {
      caption: (
        request: CaptionRequest,
        _: unknown,
        options: { signal: AbortSignal; onProgress: (progress: CaptionProgress) => void },
      ) => {
        asked.push(request);
        say = options.onProgress;
        return new Promise((resolve, reject) => {
          finish = (outcome) => (outcome instanceof Error ? reject(outcome) : resolve(outcome));
          options.signal.addEventListener('abort', () =>
            reject(new EngineError('CANCELLED', 'Learning to describe was stopped.')),
          );
        });
      },
    },
  } as unknown as Outside);
});

describe('learning to describe', () => {
  it('takes the clips that have a text, tells how far it is, and keeps what was learnt', async () => {
    await describing.show('hands', 'run-1');
    describing.from = 'frame';
    const done = describing.learn(project, clips, run);
    await expect.poll(() => asked).toHaveLength(1);
    const { texts, from, seed } = asked[0] as CaptionRequest;
    expect({ texts, from, seed }).toEqual({
      texts: { a: 'a hand waves', b: 'a hand pushes' },
      from: 'frame',
      seed: 7,
    });
    say({ kind: 'wording', done: 2, total: 9, loss: 1, secondsLeft: 4 });
    expect([describing.status, describing.done, describing.total]).toEqual(['wording', 2, 9]);
    await describing.learn(project, clips, run);
    expect(asked).toHaveLength(1);
    finish(learnt);
    await done;
    expect(kept).toEqual({ 'run-1': learnt });
    expect(describing.of('hands', 'run-1')?.files).toBe(learnt);
    expect(describing.busy).toBe(false);
  });

  it('that is stopped says nothing, and keeps what was there', async () => {
    const before = { files: learnt, problem: null };
    answer = () => Promise.resolve(before);
    await describing.show('hands', 'run-1');
    const done = describing.learn(project, clips, run);
    await expect.poll(() => asked).toHaveLength(1);
    describing.stop();
    await done;
    expect([describing.problem, describing.busy, kept]).toEqual([null, false, {}]);
    expect(describing.of('hands', 'run-1')?.files).toBe(learnt);
  });

  it('that fails says why', async () => {
    const done = describing.learn(project, clips, run);
    await expect.poll(() => asked).toHaveLength(1);
    finish(new EngineError('TOO_FEW_TEXTS', 'Two different texts are needed.'));
    await done;
    expect(describing.problem?.message).toBe('Two different texts are needed.');
  });

  it('shows the run that was asked for last, and what cannot be read as a sentence', async () => {
    let late: (found: FoundCaptions) => void = () => undefined;
    answer = () => new Promise((resolve) => (late = resolve));
    const first = describing.show('hands', 'run-1');
    answer = () => Promise.reject(new EngineError('INTERNAL', 'It is damaged.'));
    await describing.show('hands', 'run-2');
    late({ files: learnt, problem: null });
    expect((await first).files).toBe(learnt);
    expect(describing.of('hands', 'run-1')).toBeNull();
    expect(describing.of('hands', 'run-2')).toMatchObject({ files: null, problem: 'It is damaged.' });
  });
});
