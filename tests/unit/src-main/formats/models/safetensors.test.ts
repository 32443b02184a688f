import { unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { safetensors } from '../../../../../src-main/formats/models/safetensors';
import { parseHeader } from '../../../../../src-main/store/safetensors';
import { randomNetwork } from '../../../../fixtures/networks';

const text = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes);

describe('the PyTorch export', () => {
  it('holds the weights under the names of its module, and describes itself', async () => {
    const names = ['Zażółć gęślą', 'مرحبا', '👋🏽'];
    const files = unzipSync(await safetensors.build(await randomNetwork({ names, idle: true })));
    expect(Object.keys(files).sort()).toEqual(
      [
        'README.md',
        'beckon.json',
        'beckon_input.py',
        'beckon_torch.py',
        'config.json',
        'model.safetensors',
        'run.json',
      ].sort(),
    );
    const bytes = files['model.safetensors'] ?? new Uint8Array();
    const { tensors, metadata } = parseHeader(bytes, bytes.length);
    expect(Object.fromEntries([...tensors].map(([name, { shape }]) => [name, shape]))).toEqual({
      'convolutions.conv1.weight': [3, 2, 3, 3],
      'convolutions.conv1.bias': [3],
      'convolutions.conv2.weight': [5, 3, 3, 3],
      'convolutions.conv2.bias': [5],
      'lstm.weight_ih_l0': [24, 45],
      'lstm.weight_hh_l0': [24, 6],
      'lstm.bias_ih_l0': [24],
      'lstm.bias_hh_l0': [24],
      'dense.0.weight': [4, 6],
      'dense.0.bias': [4],
    });
    expect(JSON.parse(metadata.get('beckon') ?? '')).toMatchObject({
      labels: [...names, '(nothing)'],
      idle: 3,
      preprocess: { frames: 4 },
      events: { windows: 2, none: [3] },
    });
    expect(JSON.parse(text(files['config.json']))).toMatchObject({ labels: [...names, '(nothing)'] });
    expect(text(files['README.md'])).toContain('2. 👋🏽');
    expect(text(files['beckon.json'])).not.toContain('s1');
  });
});
