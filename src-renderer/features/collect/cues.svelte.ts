import type { CollectSettings } from '../../../src-main/contract';

/** What a cue tells a person who cannot see the screen. */
export type Cue = 'tick' | 'go' | 'end' | 'ready' | 'done';

/** Frequencies in Hz, one after another, and how long each sounds, in seconds. */
const TONES: Record<Cue, { pitches: readonly number[]; seconds: number }> = {
  tick: { pitches: [660], seconds: 0.09 },
  go: { pitches: [1320], seconds: 0.28 },
  end: { pitches: [440], seconds: 0.16 },
  ready: { pitches: [660, 880], seconds: 0.08 },
  done: { pitches: [660, 880, 1320], seconds: 0.16 },
};
const LOUDNESS = 0.22;
/** How long a tone takes to swell and to fade, in seconds: without it, it would click. */
const RAMP = 0.012;

/** Puts a cue's tones on an audio context's timeline, from `at` on, and answers when they are over (both in seconds). */
export function schedule(context: BaseAudioContext, cue: Cue, at = context.currentTime): number {
  const { pitches, seconds } = TONES[cue];
  for (const [index, pitch] of pitches.entries()) {
    const start = at + index * seconds;
    const tone = context.createOscillator();
    const gain = context.createGain();
    tone.frequency.value = pitch;
    gain.gain.setValueAtTime(0, start);
    gain.gain.linearRampToValueAtTime(LOUDNESS, start + RAMP);
    gain.gain.setValueAtTime(LOUDNESS, start + seconds - RAMP);
    gain.gain.linearRampToValueAtTime(0, start + seconds);
    tone.connect(gain).connect(context.destination);
    tone.start(start);
    tone.stop(start + seconds);
  }
  return at + pitches.length * seconds;
}

type Wanted = () => Pick<CollectSettings, 'sounds' | 'voice'>;

/** Tones made here and words spoken by the system's own voice, each where the person wants it. */
export class Cues {
  /** Whether this computer has a voice. One that sends the words elsewhere does not count. */
  canSpeak = $state(false);
  #context: AudioContext | null = null;
  readonly #wanted: Wanted;
  readonly #speech: SpeechSynthesis | null;

  constructor(wanted: Wanted, speech: SpeechSynthesis | null = globalThis.speechSynthesis ?? null) {
    this.#wanted = wanted;
    this.#speech = speech;
    const look = (): void => void (this.canSpeak = this.#voice() !== null);
    look();
    // Voices are found some time after the page has loaded.
    speech?.addEventListener?.('voiceschanged', look);
  }

  play(cue: Cue): void {
    if (!this.#wanted().sounds) return;
    this.#context ??= new AudioContext();
    // It sleeps until the person has pressed something, which starting to record is.
    void this.#context.resume();
    schedule(this.#context, cue);
  }

  /** Speaks in the place of what was being said. */
  say(text: string): void {
    const voice = this.#wanted().voice ? this.#voice() : null;
    if (!this.#speech || !voice) return;
    const utterance = new SpeechSynthesisUtterance(text);
    utterance.voice = voice;
    utterance.lang = voice.lang;
    utterance.rate = 1.1;
    this.#speech.cancel();
    this.#speech.speak(utterance);
  }

  hush(): void {
    this.#speech?.cancel();
  }

  #voice(): SpeechSynthesisVoice | null {
    const voices = (this.#speech?.getVoices() ?? []).filter(({ localService }) => localService);
    const english = voices.filter(({ lang }) => lang.toLowerCase().startsWith('en'));
    return english.find((voice) => voice.default) ?? english[0] ?? null;
  }
}
