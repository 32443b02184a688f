import { mount, unmount, type Component } from 'svelte';
import { afterEach, describe, expect, it } from 'vitest';
import type { GestureClass } from '../../../../../src-main/contract';
import { Parts } from '../../../../../src-renderer/base/parts';
import ClassBars from '../../../../../src-renderer/features/live/ClassBars.svelte';
import LiveOverlay from '../../../../../src-renderer/features/live/LiveOverlay.svelte';
import { LiveSession, type Verdict } from '../../../../../src-renderer/features/live/live-session.svelte';
import { Outputs } from '../../../../../src-renderer/features/outputs/outputs.svelte';
import { Runs } from '../../../../../src-renderer/features/report/runs.svelte';
import '../../../../../src-renderer/ui/base.css';
import '../../../../../src-renderer/ui/theme.css';
import WithParts from '../../../../fixtures/renderer/WithParts.svelte';
import { gesture } from '../../../../fixtures/renderer/samples';

const wave = { ...gesture('wave', 'Wave'), colour: '#d9630d' };
const none = { ...gesture('none', 'None'), colour: '#c850a0' };

let shown: ReturnType<typeof mount>;

function show(
  component: Component<never>,
  winner: GestureClass,
  said: Partial<Verdict> = {},
  outputs: Partial<Outputs> = { anyOn: false },
): void {
  const live = {
    classes: [wave, none],
    probabilities: winner === wave ? [0.9, 0.1] : [0.1, 0.9],
    status: 'on',
    lastGesture: null,
    latency: null,
    framesPerSecond: null,
  } as unknown as LiveSession;
  const parts = new Parts()
    .add(LiveSession, live)
    .add(Runs, { report: null } as Runs)
    .add(Outputs, outputs as Outputs);
  const inner = { verdict: { winner, confidence: 0.9, sure: true, idle: false, ...said } };
  shown = mount(WithParts, { target: document.body, props: { parts, component, inner } });
}

afterEach(() => unmount(shown));

/** How far a colour is from a grey, 0 … 255. */
function colourfulness(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [...colour.matchAll(/[\d.]+/g)].map(([value]) => Number(value));
  return Math.max(red, green, blue) - Math.min(red, green, blue);
}
const background = (selector: string): string => {
  const element = document.querySelector(selector);
  return element ? getComputedStyle(element).backgroundColor : '';
};

describe('LiveOverlay', () => {
  it('shows a gesture in its colour, with a frame', () => {
    show(LiveOverlay, wave);
    expect(document.querySelector('.frame')).not.toBeNull();
    expect(background('.pill')).toBe('rgb(217, 99, 13)');
  });

  it('names a gesture that lasts without a number where there is none that it is sure of', () => {
    show(LiveOverlay, wave, { confidence: null });
    expect(document.querySelector('[data-testid="verdict"]')?.textContent?.trim()).toBe('Wave');
    expect(document.querySelector('.frame')).not.toBeNull();
  });

  it('says whether outputs that wait to be woken are awake, and for how long', () => {
    const waking = { way: 'gesture', classId: 'wave', seconds: 10 } as const;
    const said = (): string | undefined =>
      document.querySelector('[data-testid="arming"]')?.textContent.replaceAll(/\s+/g, ' ').trim();
    const shownWith = (outputs: Partial<Outputs>): string | undefined => {
      show(LiveOverlay, wave, {}, outputs);
      const text = said();
      void unmount(shown);
      return text;
    };
    expect(shownWith({ anyOn: true, waking: null })).toBeUndefined();
    expect(shownWith({ anyOn: false, waking })).toBeUndefined();
    expect(shownWith({ anyOn: true, waking, readiness: 'asleep', secondsLeft: 0 })).toBe('Outputs asleep');
    expect(shownWith({ anyOn: true, waking, readiness: 'awake', secondsLeft: 8 })).toBe('Outputs awake 8 s');
    show(LiveOverlay, wave);
  });

  it('shows a class for nothing calmly, in grey and without a frame', () => {
    show(LiveOverlay, none);
    expect(document.querySelector('.frame')).toBeNull();
    expect(document.querySelector('[data-testid="verdict"]')?.textContent).toMatch(/None\s+90\u00a0%/);
    expect(colourfulness(background('.pill'))).toBeLessThan(12);
    const size = Number.parseFloat(
      getComputedStyle(document.querySelector('.pill strong') as Element).fontSize,
    );
    expect(size).toBeLessThan(20);
  });
});

describe('LiveOverlay where no gesture is due', () => {
  it('says so calmly, and asks nothing', () => {
    show(LiveOverlay, wave, { confidence: 0.2, sure: false, idle: true });
    expect(document.querySelector('.frame')).toBeNull();
    expect(document.querySelector('[data-testid="verdict"]')?.textContent?.trim()).toBe('No gesture');
    expect(colourfulness(background('.pill'))).toBeLessThan(12);
  });
});

describe('ClassBars', () => {
  it('shows a class for nothing in grey, also where it wins', () => {
    show(ClassBars, none);
    const [first, second] = [...document.querySelectorAll('.bar i')].map(
      (bar) => getComputedStyle(bar).backgroundColor,
    );
    expect(first).toBe('rgb(217, 99, 13)');
    expect(colourfulness(second ?? '')).toBeLessThan(25);
    expect(document.querySelector('.winner')).toBeNull();
  });
});
