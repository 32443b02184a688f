import { mount, unmount } from 'svelte';
import { afterEach, describe, expect, it } from 'vitest';
import { cdp } from 'vitest/browser';
import '../../../../../src-renderer/ui/theme.css';
import '../../../../../src-renderer/ui/base.css';
import type { Evaluation, GestureClass } from '../../../../../src-main/contract';
import { PALETTE } from '../../../../../src-main/shared/palette';
import type { Figure } from '../../../../../src-main/shared/score-words';
import EvaluationView from '../../../../../src-renderer/features/report/EvaluationView.svelte';

/** One class a colour of the palette. */
const classes: GestureClass[] = PALETTE.map(({ name, value }) => ({
  id: name.toLowerCase(),
  name,
  colour: value,
  key: null,
}));

/** Of each class's clips, so many were taken for the next one: none, some, or all. */
const SHARES = [0, 1, 5, 10];
const confusion = classes.map((_, truth) =>
  classes.map((_, predicted) => {
    const wrong = SHARES[truth % SHARES.length] ?? 0;
    if (predicted === truth) return 10 - wrong;
    return predicted === (truth + 1) % classes.length ? wrong : 0;
  }),
);
const evaluation: Evaluation = {
  clips: 10 * classes.length,
  accuracy: 0.6,
  baseline: 0.1,
  loss: 0.7,
  confusion,
  perClass: classes.map(({ id, name }) => ({
    classId: id,
    name,
    precision: 0.6,
    recall: 0.6,
    f1: 0.6,
    clips: 10,
  })),
};

let shown: ReturnType<typeof mount> | null = null;

function show(trust: readonly string[] = [], change: Partial<Evaluation> = {}): void {
  const figure: Figure<Evaluation> = {
    part: 'validation',
    evaluation: { ...evaluation, ...change },
    clips: '100 validation clips',
    network: 'kept',
    range: null,
    known: 0,
  };
  const props = { figure, classes, trust };
  shown = mount(EvaluationView, { target: document.body, props });
}

const scheme = (value: 'light' | 'dark' | ''): Promise<unknown> =>
  cdp().send('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value }] });

afterEach(async () => {
  if (shown) await unmount(shown);
  shown = null;
  await scheme('');
});

/** The sRGB channels of a computed colour, 0 … 1. */
function channels(colour: string): [number, number, number] {
  const numbers = [...colour.matchAll(/[\d.]+/g)].map(Number);
  const scale = colour.startsWith('rgb') ? 255 : 1;
  const [red = 0, green = 0, blue = 0] = numbers.map((value) => value / scale);
  return [red, green, blue];
}

/** WCAG 2.2's relative luminance. */
function luminance(colour: string): number {
  const [red, green, blue] = channels(colour).map((value) =>
    value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4,
  ) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrastOf(cell: Element): number {
  const { color, backgroundColor } = getComputedStyle(cell);
  const [dark, light] = [luminance(color), luminance(backgroundColor)].sort((a, b) => a - b) as [
    number,
    number,
  ];
  return (light + 0.05) / (dark + 0.05);
}

const rows = (): HTMLTableCellElement[][] =>
  [...document.querySelectorAll<HTMLTableRowElement>('[aria-label="Confusion matrix"] tbody tr')].map(
    (row) => [...row.querySelectorAll('td')],
  );

describe('EvaluationView', () => {
  it.each(['light', 'dark'] as const)('shows errors in red and can be read, %s', async (value) => {
    await scheme(value);
    show();
    const neutral = getComputedStyle(document.documentElement).getPropertyValue('--surface-sunken');
    expect(neutral).toBe(value === 'light' ? '#edebe5' : '#0f0e0c');
    for (const [truth, cells] of rows().entries()) {
      for (const [predicted, cell] of cells.entries()) {
        expect(contrastOf(cell), cell.title).toBeGreaterThanOrEqual(4.5);
        const [red, green, blue] = channels(getComputedStyle(cell).backgroundColor);
        if (predicted === truth) continue;
        const clips = confusion[truth]?.[predicted] ?? 0;
        // Neutral where there is none, and the redder the more there are, whatever the colour of the class.
        if (clips === 0) expect(Math.max(red, green, blue) - Math.min(red, green, blue)).toBeLessThan(0.05);
        else expect(red - Math.max(green, blue), cell.title).toBeGreaterThan(0.08);
      }
    }
    const redness = [1, 2, 3].map((truth) => {
      const [red, green] = channels(getComputedStyle(rows()[truth]?.[truth + 1] as Element).backgroundColor);
      return red - green;
    });
    expect(redness).toEqual(redness.toSorted((a, b) => a - b));
    // Where all were right, the class's own colour: blue for the first.
    const [red, , blue] = channels(getComputedStyle(rows()[0]?.[0] as Element).backgroundColor);
    expect(blue).toBeGreaterThan(red);
  });

  it('says in one place, under the score, how far that can be trusted', () => {
    show(['It is a little too good.', 'It rests on few clips.', 'There is only one session.']);
    const boxes = document.querySelectorAll('[aria-labelledby="trust-title"]');
    expect(boxes).toHaveLength(1);
    const [box] = boxes;
    expect(box?.querySelector('h3')?.textContent.trim()).toBe('How far to trust this');
    expect([...(box?.querySelectorAll('li') ?? [])].map((each) => each.textContent)).toEqual([
      'It is a little too good.',
      'It rests on few clips.',
      'There is only one session.',
    ]);
    const after = (a: Element | null, b: Element | null): boolean =>
      a !== null && b !== null && (a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0;
    expect(after(document.querySelector('strong'), box ?? null)).toBe(true);
    expect(after(box ?? null, document.querySelector('table'))).toBe(true);
    expect(document.querySelector('.banner')).toBeNull();
  });

  it('says where training brought no more than Instant', async () => {
    show([], { instant: 0.5 });
    expect(document.body.textContent).toContain('by Instant, on the same clips');
    expect(document.querySelector('.banner')).toBeNull();
    if (shown) await unmount(shown);
    show([], { instant: 0.6 });
    expect(document.querySelector('.banner')?.textContent).toContain('Training brought nothing here');
  });

  it('shows no such box where there is nothing to say', () => {
    show();
    expect(document.body.textContent).not.toContain('How far to trust this');
  });
});
