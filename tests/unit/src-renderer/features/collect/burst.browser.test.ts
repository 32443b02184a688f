import { describe, expect, it } from 'vitest';
import type { ClipInfo } from '../../../../../src-main/contract';
import { Burst, type BurstWorld } from '../../../../../src-renderer/features/collect/burst.svelte';
import { clip } from '../../../../fixtures/renderer/samples';

/** A burst whose seconds pass at once. `log` is what it sounds and does, in order. */
function setUp(over: Partial<BurstWorld> = {}) {
  const log: string[] = [];
  let recorded = 0;
  const burst = new Burst({
    cues: {
      play: (cue) => log.push(cue),
      say: (text) => log.push(`"${text}"`),
      hush: () => log.push('hush'),
    },
    wait: (ms, signal) => {
      log.push(`wait ${ms} at ${burst.left}`);
      return signal.aborted ? Promise.reject(new DOMException('', 'AbortError')) : Promise.resolve();
    },
    record: (classId) => {
      log.push(`record ${burst.done + 1}`);
      return Promise.resolve({ saved: Promise.resolve<ClipInfo | null>(clip(classId, `c${++recorded}`)) });
    },
    ...over,
  });
  return { burst, log };
}

const plan = { classId: 'wave', name: 'Wave', prompts: [null, null], lead: 4, pause: 2 };

describe('Burst', () => {
  it('counts down, records, pauses, records', async () => {
    const { burst, log } = setUp();
    const { clips, problem } = await burst.run(plan);
    expect(clips.map(({ id }) => id)).toEqual(['c1', 'c2']);
    expect(problem).toBeNull();
    expect(log).toEqual([
      '"Wave, 2 times."',
      'wait 1000 at 4',
      ...['tick', '"3"', 'wait 1000 at 3', 'tick', '"2"', 'wait 1000 at 2', 'tick', '"1"', 'wait 1000 at 1'],
      ...['go', 'record 1', 'end'],
      ...['tick', 'wait 1000 at 2', 'tick', '"1"', 'wait 1000 at 1'],
      ...['go', 'record 2', 'end', 'done'],
      '"2 clips of Wave recorded."',
    ]);
    expect([burst.active, burst.classId, burst.announcement]).toEqual([
      false,
      null,
      '2 clips of Wave recorded.',
    ]);
  });

  it('says what to do before each clip where that differs', async () => {
    const { burst, log } = setUp();
    await burst.run({ ...plan, prompts: ['Sit still', 'Look away'] });
    expect(log.filter((line) => /Sit|Look|record/.test(line))).toEqual([
      '"Sit still"',
      'record 1',
      '"Look away"',
      'record 2',
      '"2 clips of Wave recorded."',
    ]);
  });

  it('keeps what is done where it is stopped during a countdown', async () => {
    const { burst } = setUp({
      wait: (_, signal) => {
        if (burst.done === 1) burst.stop();
        return signal.aborted ? Promise.reject(new DOMException('', 'AbortError')) : Promise.resolve();
      },
    });
    const { clips, problem } = await burst.run({ ...plan, prompts: [null, null, null] });
    expect(clips).toHaveLength(1);
    expect(problem).toBeNull();
    expect(burst.active).toBe(false);
  });

  it('keeps what is done, and says why, where recording fails', async () => {
    let turn = 0;
    const { burst } = setUp({
      record: () =>
        ++turn === 2
          ? Promise.reject(new Error('The camera was unplugged.'))
          : Promise.resolve({ saved: Promise.resolve(clip('wave', 'c1')) }),
    });
    const { clips, problem } = await burst.run(plan);
    expect(clips).toHaveLength(1);
    expect(problem).toEqual(new Error('The camera was unplugged.'));
  });

  it('does not count a clip that could not be saved', async () => {
    const { burst } = setUp({ record: () => Promise.resolve({ saved: Promise.resolve(null) }) });
    expect((await burst.run(plan)).clips).toEqual([]);
  });
});
