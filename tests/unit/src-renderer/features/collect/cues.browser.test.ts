import { describe, expect, it, vi } from 'vitest';
import { Cues, schedule, type Cue } from '../../../../../src-renderer/features/collect/cues.svelte';

/** A system with these voices, which keeps what it was told to say. */
function speech(voices: { lang: string; localService: boolean }[]) {
  const said: string[] = [];
  const fake = {
    getVoices: () => voices,
    speak: ({ text }: SpeechSynthesisUtterance) => said.push(text),
    cancel: () => undefined,
    addEventListener: () => undefined,
  };
  return { said, system: fake as unknown as SpeechSynthesis };
}

describe('schedule', () => {
  it.each<[Cue, number]>([
    ['tick', 660],
    ['go', 1320],
    ['end', 440],
  ])('sounds %s at %i Hz, without a click at either end', async (cue, pitch) => {
    const context = new OfflineAudioContext(1, 22_050, 44_100);
    const over = schedule(context, cue);
    const samples = (await context.startRendering()).getChannelData(0);
    const tone = samples.subarray(0, Math.floor(over * 44_100));
    const crossings = tone.filter((sample, index) => sample > 0 && (tone[index - 1] ?? 0) <= 0).length;
    expect(crossings / over).toBeGreaterThan(0.9 * pitch);
    expect(crossings / over).toBeLessThan(1.1 * pitch);
    expect(Math.max(...tone)).toBeGreaterThan(0.2);
    const steps = samples.map((sample, index) => Math.abs(sample - (samples[index - 1] ?? 0)));
    expect(Math.max(...steps)).toBeLessThan(0.05);
    expect(samples.subarray(tone.length + 1).every((sample) => sample === 0)).toBe(true);
  });
});

describe('Cues', () => {
  it('speaks with a voice of this computer only', () => {
    const { said, system } = speech([
      { lang: 'en-GB', localService: false },
      { lang: 'de-DE', localService: true },
    ]);
    const cues = new Cues(() => ({ sounds: true, voice: true }), system);
    expect(cues.canSpeak).toBe(false);
    cues.say('3');
    expect(said).toEqual([]);
  });

  it('is silent where sounds and voice are off', () => {
    const made = vi.spyOn(globalThis, 'AudioContext');
    const { said, system } = speech([]);
    const cues = new Cues(() => ({ sounds: false, voice: false }), system);
    cues.play('go');
    cues.say('3');
    expect([made.mock.calls.length, said]).toEqual([0, []]);
    made.mockRestore();
  });

  it('does without a system that speaks', () => {
    const cues = new Cues(() => ({ sounds: false, voice: true }), null);
    expect(() => cues.say('3')).not.toThrow();
    expect(cues.canSpeak).toBe(false);
  });
});
