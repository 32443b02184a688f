import type { Epoch } from '../../contract';

interface Curve {
  name: string;
  colour: string;
  values: (number | null)[];
}

const WIDTH = 640;
const PANEL = 220;
const MARGIN = { left: 52, right: 130, top: 34, bottom: 30 };

/** Loss and accuracy over the epochs, for training and validation, as an SVG file. */
export function curvesSvg(epochs: readonly Epoch[]): string {
  const loss = panel(
    'Loss',
    0,
    epochs.length,
    niceTop(epochs.flatMap((epoch) => [epoch.loss, epoch.validationLoss ?? 0])),
    [
      { name: 'training', colour: '#2563eb', values: epochs.map((epoch) => epoch.loss) },
      { name: 'validation', colour: '#c2410c', values: epochs.map((epoch) => epoch.validationLoss) },
    ],
  );
  const accuracy = panel('Accuracy', PANEL, epochs.length, 1, [
    { name: 'training', colour: '#2563eb', values: epochs.map((epoch) => epoch.accuracy) },
    { name: 'validation', colour: '#c2410c', values: epochs.map((epoch) => epoch.validationAccuracy) },
  ]);
  const height = 2 * PANEL;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" font-family="system-ui, sans-serif" font-size="12">`,
    `<rect width="${WIDTH}" height="${height}" fill="#ffffff"/>`,
    ...loss,
    ...accuracy,
    '</svg>',
    '',
  ].join('\n');
}

function panel(
  title: string,
  offset: number,
  epochs: number,
  top: number,
  curves: readonly Curve[],
): string[] {
  const bottom = offset + PANEL - MARGIN.bottom;
  const right = WIDTH - MARGIN.right;
  const x = (epoch: number): number =>
    MARGIN.left + ((right - MARGIN.left) * epoch) / Math.max(1, epochs - 1);
  const y = (value: number): number => bottom - ((bottom - offset - MARGIN.top) * Math.min(value, top)) / top;
  const grid = [0, 0.25, 0.5, 0.75, 1].flatMap((share) => [
    `<path d="M${MARGIN.left} ${at(y(share * top))}H${right}" stroke="#e5e7eb"/>`,
    `<text x="${MARGIN.left - 8}" y="${at(y(share * top) + 4)}" text-anchor="end" fill="#4b5563">${+(share * top).toPrecision(3)}</text>`,
  ]);
  const lines = curves.flatMap(({ colour, values }) => {
    const points = values.flatMap((value, epoch) => (value === null ? [] : [[x(epoch), y(value)] as const]));
    const last = points.at(-1);
    if (!last) return [];
    const path = points.map(([px, py], index) => `${index === 0 ? 'M' : 'L'}${at(px)} ${at(py)}`).join('');
    return [`<path d="${path}" fill="none" stroke="${colour}" stroke-width="2"/>`];
  });
  const legend = curves
    .filter(({ values }) => values.some((value) => value !== null))
    .map(
      ({ name, colour }, index) =>
        `<text x="${right + 12}" y="${offset + MARGIN.top + 8 + index * 18}" fill="${colour}">${name}</text>`,
    );
  return [
    `<text x="${MARGIN.left}" y="${offset + 22}" font-size="14" font-weight="600" fill="#111827">${title}</text>`,
    ...grid,
    ...lines,
    ...legend,
    `<text x="${right}" y="${bottom + 20}" text-anchor="end" fill="#4b5563">epoch ${epochs}</text>`,
    `<text x="${MARGIN.left}" y="${bottom + 20}" fill="#4b5563">epoch 1</text>`,
  ];
}

const at = (value: number): string => value.toFixed(1);

/** The next of 1, 2, 5 × a power of ten that no value exceeds. */
function niceTop(values: readonly number[]): number {
  const greatest = Math.max(0.1, ...values.filter(Number.isFinite));
  const power = 10 ** Math.floor(Math.log10(greatest));
  return power * ([1, 2, 5, 10].find((step) => greatest <= step * power) ?? 10);
}
