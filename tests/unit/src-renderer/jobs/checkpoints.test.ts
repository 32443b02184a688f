import { describe, expect, it } from 'vitest';
import type { CheckpointFiles } from '../../../../src-main/contract';
import { CheckpointWriter } from '../../../../src-renderer/jobs/checkpoint-writer';
import { clipsOf, hindrance, positionOf } from '../../../../src-renderer/jobs/checkpoints';
import type { Client } from '../../../../src-renderer/rpc/connection';
import { clip, sampleState } from '../../../fixtures/renderer/samples';

const at = (seconds: number) => ({ state: sampleState({ seconds }), numbers: new Uint8Array(4) });

describe('CheckpointWriter', () => {
  it('writes one at a time, and of those that come meanwhile the last', async () => {
    const written: number[] = [];
    const waiting: (() => void)[] = [];
    const client = {
      checkpoints: {
        save: ({ checkpoint }: { checkpoint: CheckpointFiles }) => {
          written.push(checkpoint.state.seconds);
          return new Promise<void>((resolve) => waiting.push(resolve));
        },
      },
    } as unknown as Client;
    const writer = new CheckpointWriter(client, 'one', () => undefined);
    for (const seconds of [1, 2, 3]) writer.put(at(seconds));
    expect(written).toEqual([1]);
    const settled = writer.settled();
    waiting.shift()?.();
    await expect.poll(() => written).toEqual([1, 3]);
    waiting.shift()?.();
    await settled;
    writer.put(at(4));
    expect(written).toEqual([1, 3, 4]);
  });

  it('tells of a write that failed, and goes on with the next', async () => {
    let full = true;
    const client = {
      checkpoints: {
        save: () => (full ? Promise.reject(new Error('The disk is full.')) : Promise.resolve()),
      },
    } as unknown as Client;
    const told: unknown[] = [];
    const writer = new CheckpointWriter(client, 'one', (error) => told.push(error));
    writer.put(at(1));
    await writer.settled();
    full = false;
    writer.put(at(2));
    await writer.settled();
    expect(told).toEqual([new Error('The disk is full.'), null]);
  });
});

describe('an interrupted training', () => {
  const { split } = sampleState();
  const all = [...split.train, ...split.validation].map((key) => {
    const [classId = '', id = ''] = key.split('/');
    return clip(classId, id);
  });

  it('says where it stands', () => {
    expect(positionOf(sampleState())).toBe('epoch 1 of 3');
    expect(positionOf(sampleState({ pass: 2 }))).toBe('epoch 1 of 3 of the second pass');
    const config = { ...sampleState().config, refit: true, members: 3 };
    expect(positionOf(sampleState({ pass: 3, config }))).toBe('epoch 1 of 3 of network 2 of 3');
  });

  it('takes its own clips of those that are there', () => {
    expect(clipsOf(split, [...all, clip('wave', 'new')])).toEqual(all);
  });

  it('goes on without clips that are gone, unless a class has none left', () => {
    expect(hindrance(sampleState(), all)).toBeNull();
    expect(hindrance(sampleState(), all.slice(1))).toEqual({
      message: '1 of its 5 clips was moved or deleted since; it continues without them.',
      blocked: false,
    });
    const without = all.filter(({ classId }) => classId !== 'stop');
    expect(hindrance(sampleState(), without)).toMatchObject({ blocked: true });
  });
});
