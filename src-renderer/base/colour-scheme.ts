import type { Theme } from '../../src-main/contract';

/** What a person can choose between. */
export const THEMES = [
  { value: 'system', label: 'System', hint: 'Follow the system' },
  { value: 'light', label: 'Light', hint: 'Always light' },
  { value: 'dark', label: 'Dark', hint: 'Always dark' },
] as const satisfies readonly { value: Theme; label: string; hint: string }[];

const QUERY = '(prefers-color-scheme: dark)';
const MEDIA = { system: QUERY, light: 'not all', dark: 'all' } satisfies Record<Theme, string>;
/** Rules that were found to depend on the system, whatever they say by now. */
const found = new WeakSet<CSSMediaRule>();

/**
 * Shows a page in light or dark. Only the system decides what a media query answers, so the page's rules are given
 * another one.
 */
export function showScheme(page: Document, scheme: Theme): void {
  page.documentElement.style.colorScheme = scheme === 'system' ? '' : scheme;
  for (const sheet of page.styleSheets) {
    for (const rule of sheet.cssRules) {
      if (!('media' in rule)) continue;
      const media = rule as CSSMediaRule;
      if (media.media.mediaText === QUERY) found.add(media);
      if (found.has(media)) media.media.mediaText = MEDIA[scheme];
    }
  }
}
