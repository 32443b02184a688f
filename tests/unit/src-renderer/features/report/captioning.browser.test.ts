import { beforeEach, describe, expect, it } from 'vitest';
import type { CaptionFiles, FoundCaptions, Project, Run } from '../../../../../src-main/contract';
import {
  EngineError,
  type CaptionProgress,
  type CaptionRequest,
} from '../../../../../src-renderer/engine/api';
import { Captioning } from '../../../../../src-renderer/features/report/captioning.svelte';
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
let captioning: Captioning;

beforeEach(() => {
  asked = [];
  kept = {};
  answer = () => Promise.resolve({ files: null, problem: null });
  captioning = new Captioning({
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
    await captioning.show('hands', 'run-1');
    captioning.from = 'frame';
    const done = captioning.learn(project, clips, run);
    await expect.poll(() => asked).toHaveLength(1);
    const { texts, from, seed } = asked[0] as CaptionRequest;
    expect({ texts, from, seed }).toEqual({
      texts: { a: 'a hand waves', b: 'a hand pushes' },
      from: 'frame',
      seed: 7,
    });
    say({ kind: 'learning', done: 2, total: 9, loss: 1, secondsLeft: 4 });
    expect([captioning.status, captioning.done, captioning.total]).toEqual(['learning', 2, 9]);
    await captioning.learn(project, clips, run);
    expect(asked).toHaveLength(1);
    finish(learnt);
    await done;
    expect(kept).toEqual({ 'run-1': learnt });
    expect(captioning.of('hands', 'run-1')?.files).toBe(learnt);
    expect(captioning.busy).toBe(false);
  });

  it('that is stopped says nothing, and keeps what was there', async () => {
    const before = { files: learnt, problem: null };
    answer = () => Promise.resolve(before);
    await captioning.show('hands', 'run-1');
    const done = captioning.learn(project, clips, run);
    await expect.poll(() => asked).toHaveLength(1);
    captioning.stop();
    await done;
    expect([captioning.problem, captioning.busy, kept]).toEqual([null, false, {}]);
    expect(captioning.of('hands', 'run-1')?.files).toBe(learnt);
  });

  it('that fails says why', async () => {
    const done = captioning.learn(project, clips, run);
    await expect.poll(() => asked).toHaveLength(1);
    finish(new EngineError('TOO_FEW_TEXTS', 'Two different texts are needed.'));
    await done;
    expect(captioning.problem?.message).toBe('Two different texts are needed.');
  });

  it('shows the run that was asked for last, and what cannot be read as a sentence', async () => {
    let late: (found: FoundCaptions) => void = () => undefined;
    answer = () => new Promise((resolve) => (late = resolve));
    const first = captioning.show('hands', 'run-1');
    answer = () => Promise.reject(new EngineError('INTERNAL', 'It is damaged.'));
    await captioning.show('hands', 'run-2');
    late({ files: learnt, problem: null });
    expect((await first).files).toBe(learnt);
    expect(captioning.of('hands', 'run-1')).toBeNull();
    expect(captioning.of('hands', 'run-2')).toMatchObject({ files: null, problem: 'It is damaged.' });
  });
});
