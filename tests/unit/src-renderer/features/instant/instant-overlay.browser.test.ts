import { mount, unmount } from 'svelte';
import { expect, it } from 'vitest';
import { Parts } from '../../../../../src-renderer/base/parts';
import { Instant } from '../../../../../src-renderer/features/instant/instant.svelte';
import InstantOverlay from '../../../../../src-renderer/features/instant/InstantOverlay.svelte';
import '../../../../../src-renderer/ui/base.css';
import '../../../../../src-renderer/ui/theme.css';
import WithParts from '../../../../fixtures/renderer/WithParts.svelte';
import { gesture } from '../../../../fixtures/renderer/samples';

type Colour = readonly [red: number, green: number, blue: number];

/** A colour as it is seen over white, the brightest that a picture can be. */
function overWhite(colour: string): Colour {
  const [red = 0, green = 0, blue = 0, alpha = 1] = [...colour.matchAll(/[\d.]+/g)].map(([value]) =>
    Number(value),
  );
  return [red, green, blue].map((value) => alpha * value + (1 - alpha) * 255) as unknown as Colour;
}

/** As WCAG 2 has them. */
function luminance(colour: Colour): number {
  const [red = 0, green = 0, blue = 0] = colour.map((value) =>
    value <= 10 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4,
  );
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
const contrast = (one: number, other: number): number =>
  (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);

const shownWith = (sessions: boolean): Record<string, unknown> => {
  const verdict = {
    winner: gesture('wave', 'Wave'),
    confidence: 0.5,
    sure: false,
    idle: false,
    unseen: false,
    clips: 6,
  };
  const instant = {
    verdict,
    score: { right: 5, of: 6, sessions },
    problem: null,
  } as unknown as Instant;
  const parts = new Parts().add(Instant, instant);
  return mount(WithParts, { target: document.body, props: { parts, component: InstantOverlay } });
};

it('can be read over any picture', async () => {
  const shown = shownWith(true);
  for (const pill of document.querySelectorAll('.pill, .score')) {
    const ground = luminance(overWhite(getComputedStyle(pill).backgroundColor));
    for (const text of [pill, ...pill.querySelectorAll('*')]) {
      const ink = luminance(overWhite(getComputedStyle(text).color));
      expect(contrast(ink, ground), text.textContent).toBeGreaterThan(4.5);
    }
  }
  expect(document.querySelectorAll('.pill, .score')).toHaveLength(2);
  await unmount(shown);
});

it('names a gesture that lasts without a number where there is none that it is sure of', async () => {
  const said = async (confidence: number | null): Promise<string | undefined> => {
    const verdict = { winner: gesture('wave', 'Wave'), confidence, sure: true, idle: false, unseen: false };
    const instant = { verdict: { ...verdict, clips: 6 }, score: null, problem: null } as unknown as Instant;
    const parts = new Parts().add(Instant, instant);
    const shown = mount(WithParts, { target: document.body, props: { parts, component: InstantOverlay } });
    const text = document
      .querySelector('[data-testid="instant"]')
      ?.textContent.replaceAll(/\s+/g, ' ')
      .trim();
    await unmount(shown);
    return text;
  };
  expect(await said(0.9)).toBe('Instant Wave 90 %');
  expect(await said(null)).toBe('Instant Wave');
});

it.each([
  [true, '5 of 6 right in sessions it had not seen'],
  [false, '5 of 6 right on clips it had not seen'],
])('says what it was tried on (by session: %s)', async (sessions, words) => {
  const shown = shownWith(sessions);
  expect(document.querySelector('.score')?.textContent).toBe(words);
  await unmount(shown);
});
