import { expect, test } from 'vitest';
import manifest from '../../package.json';

test('TensorFlow.js and its parts have one version', () => {
  const versions = Object.entries(manifest.devDependencies).filter(([name]) =>
    name.startsWith('@tensorflow/tfjs'),
  );
  expect(versions.map(([name]) => name)).toContain('@tensorflow/tfjs');
  expect(versions.filter(([, version]) => version !== manifest.devDependencies['@tensorflow/tfjs'])).toEqual(
    [],
  );
});
