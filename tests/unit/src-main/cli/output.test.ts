import { describe, expect, it } from 'vitest';
import { curvesSvg } from '../../../../src-main/cli/commands/curves';
import { progressLine } from '../../../../src-main/cli/headless';
import { createProgress, plainSpaces, table } from '../../../../src-main/cli/output';
import { percent } from '../../../../src-main/shared/words';

describe('progress', () => {
  function record(isTTY: boolean) {
    let time = 0;
    let written = '';
    const progress = createProgress({ isTTY, write: (text) => (written += text) }, () => time);
    return { progress, wait: (ms: number) => (time += ms), written: () => written };
  }

  it('is one line written over on a terminal, taken away before anything else is said', () => {
    const { progress, written } = record(true);
    progress.show('one');
    progress.show('two');
    progress.note('mind this');
    expect(written()).toBe('\r\u001b[Kone\r\u001b[Ktwo\r\u001b[Kmind this\n');
  });

  it('is a line a second elsewhere', () => {
    const { progress, wait, written } = record(false);
    progress.show('one');
    progress.show('two');
    wait(1000);
    progress.show('three');
    progress.show('three');
    expect(written()).toBe('one\nthree\n');
  });

  it('says how much is done and how long it will take', () => {
    expect(progressLine({ message: 'Training', done: 3, total: 40, secondsLeft: 65 })).toBe(
      'Training: 3 of 40, 1 min 5 s left',
    );
    expect(progressLine({ message: 'Opening', done: 0, total: 0, secondsLeft: null })).toBe('Opening');
  });
});

it('has plain spaces only, so that what it says can be looked for', () => {
  let written = '';
  const sink = plainSpaces({ isTTY: true, write: (text) => (written += text) });
  sink.write(`at ${percent(0.8, 0)}, ${percent(0.9, 0)}`);
  expect(written).toBe('at 80 %, 90 %');
  expect(sink.isTTY).toBe(true);
});

it('tables have columns as wide as their widest cell, with numbers to the right', () => {
  expect(
    table(
      ['class', 'clips'],
      [
        ['Wave', 5],
        ['Circle left', 120],
      ],
    ),
  ).toBe(['class        clips', '───────────  ─────', 'Wave             5', 'Circle left    120'].join('\n'));
});

describe('the curves', () => {
  const epoch = { loss: 1, accuracy: 0.5, validationLoss: null, validationAccuracy: null };

  it('draw training and validation in both panels', () => {
    const full = { ...epoch, validationLoss: 1.2, validationAccuracy: 0.4 };
    const svg = curvesSvg([full, { ...full, loss: 0.5, accuracy: 1 }]);
    expect(svg.match(/stroke-width="2"/g)).toHaveLength(4);
    expect(svg).toContain('>epoch 2<');
  });

  it('leave validation out where there was none, and stand one epoch', () => {
    const svg = curvesSvg([epoch]);
    expect(svg.match(/stroke-width="2"/g)).toHaveLength(2);
    expect(svg).not.toContain('validation');
    expect(svg).not.toMatch(/NaN|Infinity/);
  });
});
