import { describe, expect, it } from 'vitest';
import { DEFAULT_CAPTURE } from '../../../../../src-main/contract';
import { fillPage } from '../../../../../src-main/formats/models/html';
import { newRun, topology } from '../../../../fixtures/services/fixtures';

const PAGE =
  '<title>%TITLE%</title><script id="m">%MODEL%</script><script id="t">%TYPES%</script><script>%MODULE%</script><pre>%SNIPPET%</pre>';

const page = (name: string, module = 'export {};'): string =>
  fillPage(
    PAGE,
    { module, types: 'export declare const a: Promise<"</script>">;' },
    {
      run: newRun('run-1', { name }),
      topology: new TextEncoder().encode(JSON.stringify(topology)),
      weights: new Uint8Array(new Float32Array([0.5, -1, 2, 0.25]).buffer),
      capture: DEFAULT_CAPTURE,
      threshold: 0.7,
      unseen: 0.02,
    },
  );

const carried = (text: string): unknown =>
  JSON.parse(/<script id="m">(.*?)<\/script>/s.exec(text)?.[1] ?? '');

describe('the web page', () => {
  it('carries the model, how its pictures are made, and no names of sessions', () => {
    const text = page('Waves');
    const { preprocess, classes } = newRun('run-1');
    expect(carried(text)).toMatchObject({
      format: 'beckon-gestures',
      about: { name: 'Waves', classes, preprocess, threshold: 0.7, capture: DEFAULT_CAPTURE },
      topology,
      weights: Buffer.from(new Float32Array([0.5, -1, 2, 0.25]).buffer).toString('base64'),
    });
    expect(text).not.toContain('split');
    expect(text).not.toContain('s1');
  });

  it('carries the types of the module', () => {
    const types = /<script id="t">(.*?)<\/script>/s.exec(page('Waves'))?.[1] ?? '';
    expect(JSON.parse(types)).toBe('export declare const a: Promise<"</script>">;');
  });

  it('keeps a name and code from ending what they stand in', () => {
    const name = '</script><script>alert("&")</script><!-- %MODULE% $&';
    const text = page(name, 'const end = "</script>"; // <!-- %MODEL%');
    expect(carried(text)).toMatchObject({ about: { name } });
    expect(text.match(/<script/g)).toHaveLength(3);
    expect(text.match(/<\/script>/g)).toHaveLength(3);
    expect(text).toContain(
      '<title>&lt;/script&gt;&lt;script&gt;alert(&quot;&amp;&quot;)&lt;/script&gt;&lt;!-- %MODULE% $&amp;</title>',
    );
    expect(text).toContain('const end = "<\\/script>"; // \\x3C!-- %MODEL%');
  });
});
