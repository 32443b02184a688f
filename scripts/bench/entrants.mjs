// Who competes in the bench. All pure.

/** @typedef {import('../../tests/bench/engine/contract').Entrant} Entrant */
/** @typedef {import('../../tests/bench/engine/contract').BenchBackend} BenchBackend */
/** @typedef {import('../../tests/bench/engine/contract').SizeName} SizeName */

/**
 * How many times smaller the batch is for TensorFlow.js's plain JavaScript, which takes minutes for a step of the large
 * model. Its time is that of the clips, one after another.
 * @type {Readonly<Record<SizeName, number>>}
 */
const CPU_DIVISOR = { large: 16, small: 1, default: 1 };

/**
 * The variants on a backend, ours first. TensorFlow.js cannot train on WebAssembly, so there its plain JavaScript
 * stands in.
 * @param {BenchBackend} backend @param {SizeName} size @param {boolean} foldOnly whether that one competes
 * @returns {Entrant[]}
 */
export function entrantsOf(backend, size, foldOnly) {
  const trains = backend !== 'wasm';
  const common = { backend, size, predicts: true, divisor: 1 };
  return [
    { ...common, variant: 'ours', trains: true },
    ...(foldOnly ? [/** @type {Entrant} */ ({ ...common, variant: 'fold-only', trains })] : []),
    { ...common, variant: 'stock', trains },
    ...(trains ? [] : [cpuStock(size)]),
  ];
}

/** @param {SizeName} size @returns {Entrant} */
const cpuStock = (size) => ({
  variant: 'stock',
  backend: 'cpu',
  size,
  trains: true,
  predicts: false,
  divisor: CPU_DIVISOR[size],
});
