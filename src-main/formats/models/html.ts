import { strToU8 } from 'fflate';
import type { Exporter, ExportModel } from './format';
import { readModelJson } from './model-json';
import { webCode } from './web-code';

/** One page that opens from disk and recognises gestures by itself. */
export const html: Exporter = {
  id: 'html',
  name: 'Web page',
  extension: 'html',
  description:
    'One page that opens from disk, asks for the camera and recognises your gestures, with a module for your own pages.',
  build: async (model) =>
    strToU8(
      fillPage(
        await webCode('page.html'),
        { module: await webCode('beckon.js'), types: await webCode('beckon.d.ts') },
        model,
      ),
    ) as Uint8Array<ArrayBuffer>,
};

/** What the module of the web page loads. It names no recording sessions. */
function gestureFile({ run, topology, weights, capture, ...set }: ExportModel): object {
  const { id, name, created, appVersion, classes, preprocess, idle, framing, unseen, events } = run;
  const { threshold, unseen: refused } = set;
  return {
    format: 'beckon-gestures',
    version: 1,
    about: {
      ...{ id, name, created, appVersion, classes, preprocess, idle, framing, unseen },
      ...{ events, threshold, refused, capture },
    },
    topology: readModelJson(topology),
    weights: Buffer.from(weights.buffer, weights.byteOffset, weights.byteLength).toString('base64'),
  };
}

/** The page with a model and the code in it. */
export function fillPage(
  page: string,
  { module, types }: { module: string; types: string },
  model: ExportModel,
): string {
  const parts: Record<string, string> = {
    TITLE: escaped(model.run.name),
    // As text in a script, it may not end that.
    MODEL: JSON.stringify(gestureFile(model)).replaceAll('<', '\\u003c'),
    MODULE: module.replaceAll(/<\/(script)/gi, '<\\/$1').replaceAll('<!--', '\\x3C!--'),
    // As one text in JSON, which needs to hold no such thing either.
    TYPES: JSON.stringify(types).replaceAll('<', '\\u003c'),
    SNIPPET: escaped(snippet),
  };
  return page.replaceAll(/%(TITLE|MODEL|MODULE|TYPES|SNIPPET)%/g, (_, name: string) => parts[name] ?? '');
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const snippet = `<script type="module">
  import { load } from './beckon.js';

  const model = await load('gestures.json');
  model.on('start', ({ name, confidence }) => console.log(name, 'begins', confidence));
  model.on('end', ({ name }) => console.log(name, 'is over'));
  const stop = await model.watch(); // asks for the camera

  // In p5.js, with a picture of your own at whatever rate it comes:
  //   function draw() { video.loadPixels(); model.push({ data: video.pixels, width: video.width, height: video.height }, millis()); }
  // In Node, with RGB or RGBA bytes:
  //   const model = await load(JSON.parse(readFileSync('gestures.json', 'utf8')));
  //   const answer = await model.push({ data, width, height }, timeInMs);
</script>`;
