import { expect, it } from 'vitest';
import { deviceName } from '../../../../src-renderer/jobs/device-name';

it.each([
  [
    'ANGLE (Google, Vulkan 1.3.0 (SwiftShader Device (Subzero) (0x0000C0DE)), SwiftShader driver)',
    'SwiftShader',
  ],
  ['llvmpipe (LLVM 15.0.6, 256 bits)', 'llvmpipe'],
  [
    'ANGLE (NVIDIA, NVIDIA GeForce RTX 3060 (0x00002504) Direct3D11 vs_5_0 ps_5_0, D3D11)',
    'NVIDIA GeForce RTX 3060',
  ],
  ['ANGLE (Apple, ANGLE Metal Renderer: Apple M2, Unspecified Version)', 'Apple M2'],
  ['Mali-G78', 'Mali-G78'],
])('shortens %s', (renderer, name) => expect(deviceName(renderer)).toBe(name));
