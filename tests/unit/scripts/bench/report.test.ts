import { expect, it } from 'vitest';
import { entries, table, type Row } from '../../../../scripts/bench/report.mjs';

const times = (median: number) => ({ median, p95: 2 * median, best: median, count: 5 });

function row(changes: Partial<Row>): Row {
  return {
    size: 'large',
    backend: 'webgl',
    variant: 'ours',
    device: '',
    scale: 1,
    buildToFirstStep: null,
    programs: null,
    train: null,
    live: null,
    step: null,
    frame: null,
    soak: null,
    problem: null,
    ...changes,
  };
}

const cost = { draws: 200, uploadBytes: 64, peakTensors: 90, peakBytes: 12_345_678 };

const rows: Row[] = [
  row({
    buildToFirstStep: 100,
    programs: 120,
    train: times(10),
    live: times(2),
    step: cost,
    frame: { ...cost, draws: 19 },
    soak: { steps: 10, frames: 1000, tensorsGrown: 0 },
  }),
  row({ variant: 'fold-only', train: times(40) }),
  row({ variant: 'stock', buildToFirstStep: 250, train: times(50), live: times(7) }),
  row({
    backend: 'wasm',
    train: times(20),
    live: times(1),
    soak: { steps: 9, frames: 1000, tensorsGrown: 3 },
  }),
  row({ backend: 'wasm', variant: 'stock', live: times(8) }),
  row({ backend: 'cpu', variant: 'stock', scale: 16, train: times(2000) }),
  row({ backend: 'pytorch', variant: 'pytorch', train: times(16) }),
];

it('makes one entry a model', () => {
  expect(entries(rows).large).toEqual({
    webgl: {
      drawsPerStep: 200,
      programsToFirstStep: 120,
      drawsPerLiveFrame: 19,
      uploadBytesPerStep: 64,
      trainStepVsStock: 5,
      buildToFirstStepVsStock: 2.5,
      liveFrameVsStock: 3.5,
    },
    wasm: { trainStepVsStockCpu: 100, trainStepVsPytorch: 1.25, liveFrameVsStock: 8 },
    tensorsGrown: 3,
  });
});

it('says null of what was not measured', () => {
  expect(entries(rows).small).toEqual({
    webgl: {
      drawsPerStep: null,
      programsToFirstStep: null,
      drawsPerLiveFrame: null,
      uploadBytesPerStep: null,
      trainStepVsStock: null,
      buildToFirstStepVsStock: null,
      liveFrameVsStock: null,
    },
    wasm: { trainStepVsStockCpu: null, trainStepVsPytorch: null, liveFrameVsStock: null },
    tensorsGrown: null,
  });
});

it('prints a table whose columns are in line, a line a row', () => {
  const lines = table(rows).split('\n');
  const pipes = (line: string): number[] => [...line.matchAll(/\|/g)].map(({ index }) => index);
  expect(lines.slice(0, rows.length + 2).map(pipes)).toEqual(
    Array.from({ length: rows.length + 2 }, () => pipes(lines[0] ?? '')),
  );
  expect(lines[2]).toContain('10 (20)');
  expect(lines[2]).toContain('12.3');
  expect(lines[2]).toContain('0 (10 + 1000)');
});

it('marks times that were scaled up, and says so below', () => {
  const text = table(rows);
  expect(text).toContain('~2000 (4000)');
  expect(text).toContain('~ of a batch 16 times smaller, times 16');
});

it('says of how few steps a time is', () => {
  expect(table([row({ train: { ...times(10), count: 1 } })])).toMatch(
    /\n\nlarge webgl ours: of 1 step only$/,
  );
});

it('says below the table what went wrong', () => {
  expect(table([row({ problem: 'The page crashed.' })])).toMatch(/\n\nlarge webgl ours: The page crashed\.$/);
});
