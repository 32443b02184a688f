import { beforeEach, describe, expect, it } from 'vitest';
import type { CapturedClip } from '../../../../../src-renderer/capture/api';
import { PendingClips } from '../../../../../src-renderer/features/clips/pending.svelte';
import { Thumbnails } from '../../../../../src-renderer/features/clips/thumbnails';
import { fakeMain, type FakeMain } from '../../../../fixtures/renderer/fake-client';
import { clip as sample } from '../../../../fixtures/renderer/samples';

const { meta } = sample('wave', 'a');
const captured: CapturedClip = {
  shape: [2, 4, 4, 3],
  frames: new Uint8Array(96),
  timestamps: [0, 100],
  dropped: 0,
  late: 0,
};

let main: FakeMain;
let thumbnails: Thumbnails;
let pending: PendingClips;
let saved: string[];

beforeEach(() => {
  main = fakeMain();
  thumbnails = new Thumbnails(main.client);
  pending = new PendingClips(main.client, thumbnails);
  saved = [];
  pending.onSaved = (slug, { classId }) => saved.push(`${slug}/${classId}`);
});

describe('PendingClips', () => {
  it('keeps a clip that could not be written while another project is open', async () => {
    main.failing = new Error('The disk is full.');
    pending.open('one');
    pending.add('one', 'wave', captured, meta);
    await expect.poll(() => pending.unsaved).toBe(1);
    const [{ key } = { key: -1 }] = pending.list;
    pending.open('two');
    expect(pending.list).toEqual([]);
    pending.open('one');
    expect(pending.list.map((each) => each.key)).toEqual([key]);
    main.failing = null;
    pending.retry(key);
    await expect.poll(() => saved).toEqual(['one/wave']);
    expect(pending.list).toEqual([]);
  });

  it('keeps a clip whose writing fails after its project was left', async () => {
    main.failing = new Error('The disk is full.');
    let failed = 0;
    pending.onFailed = () => (failed += 1);
    pending.add('one', 'wave', captured, meta);
    pending.open('two');
    await expect.poll(() => failed).toBe(1);
    pending.open('one');
    expect(pending.unsaved).toBe(1);
  });

  it('counts a clip against the classes that are still there only', async () => {
    main.failing = new Error('The disk is full.');
    pending.add('one', 'wave', captured, meta);
    await expect.poll(() => pending.unsaved).toBe(1);
    expect(pending.hasUnsavedOf([{ id: 'wave' }])).toBe(true);
    expect(pending.hasUnsavedOf([{ id: 'push' }])).toBe(false);
  });

  it('does not call a saved clip unsaved where its picture cannot be drawn', async () => {
    thumbnails.draw = () => Promise.reject(new Error('No memory for the picture.'));
    pending.add('one', 'wave', captured, meta);
    await expect.poll(() => saved).toEqual(['one/wave']);
    expect(pending.list).toEqual([]);
  });
});
