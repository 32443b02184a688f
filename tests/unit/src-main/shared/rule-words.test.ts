import { expect, it } from 'vitest';
import { ruleFitWords } from '../../../../src-main/shared/rule-words';

const fit = { clips: 24, stretches: [], gestures: 24, rule: { threshold: 0.65, windows: 2 } };

it('says what the rule is and what it was fitted on', () => {
  expect(ruleFitWords(fit, fit.rule)).toBe(
    'Hold 2 answers in a row, threshold 65\u00a0%, fitted on 24 gestures of held-out clips.',
  );
  expect(ruleFitWords({ ...fit, clips: 0, stretches: ['a', 'b'] }, { threshold: 0.65, windows: 2 })).toBe(
    'Hold 2 answers in a row, threshold 65\u00a0%, fitted on 24 gestures in 2 stretches.',
  );
  expect(ruleFitWords({ ...fit, stretches: ['a'], gestures: 30 }, fit.rule)).toContain(
    'fitted on 30 gestures of held-out clips and in 1 stretch.',
  );
});

it('says what is enough at once, where several answers are asked for', () => {
  const rule = { threshold: 0.8, windows: 2, atOnce: 0.9 };
  expect(ruleFitWords({ ...fit, rule }, rule)).toBe(
    'Hold 2 answers in a row or one of 90\u00a0%, threshold 80\u00a0%, fitted on 24 gestures of held-out clips.',
  );
  expect(ruleFitWords({ ...fit, rule }, { threshold: 0.8, windows: 2 })).toContain(
    '80\u00a0%, set by hand; hold 2',
  );
  expect(ruleFitWords({ ...fit, rule: { ...rule, windows: 1 } }, undefined)).not.toContain('90\u00a0%');
});

it('says where a person has chosen another one since', () => {
  expect(ruleFitWords(fit, { threshold: 0.8, windows: 1 })).toBe(
    'Hold 1 answer in a row, threshold 80\u00a0%, set by hand; hold 2 answers in a row, threshold 65\u00a0% was fitted on 24 gestures of held-out clips.',
  );
});

it('says where there was too little to fit one to', () => {
  const few = { ...fit, clips: 5, gestures: 5, rule: null };
  expect(ruleFitWords(few, undefined)).toBe(
    'The settings by default: 5 clips of gestures were held out, and fitting takes 8.',
  );
  expect(ruleFitWords(few, { threshold: 0.8, windows: 1 })).toContain(
    'threshold 80\u00a0%, set by hand: 5 clips',
  );
});
