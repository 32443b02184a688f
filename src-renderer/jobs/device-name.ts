/** The part of a browser's name for a GPU that a person knows it by. */
export function deviceName(renderer: string): string {
  if (/swiftshader/i.test(renderer)) return 'SwiftShader';
  if (/llvmpipe/i.test(renderer)) return 'llvmpipe';
  const inner = /^ANGLE \((?<parts>.*)\)$/.exec(renderer)?.groups?.['parts']?.split(', ')[1] ?? renderer;
  return inner
    .replace(/^ANGLE Metal Renderer: /, '')
    .replaceAll(/\s*\(0x[0-9a-f]+\)/gi, '')
    .replace(/\s+(Direct3D|OpenGL|Vulkan|D3D)\S*.*$/, '')
    .trim();
}
