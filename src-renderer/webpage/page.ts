import { percent } from '../../src-main/shared/words';
import type { GestureEvent, GestureFile, GestureModel } from './api';
import { load } from './gestures';

/** As many of the last gestures as are listed. */
const MOST_LISTED = 50;

function part<T extends HTMLElement>(id: string): T {
  const found = document.getElementById(id);
  if (!found) throw new Error(`The page has no #${id}.`);
  return found as T;
}

/** Brings the exported page to life: what is in it is said by its own markup (`page.html`). */
export function showPage(file: GestureFile): void {
  const [button, status, video] = [
    part<HTMLButtonElement>('watch'),
    part('status'),
    part<HTMLVideoElement>('camera'),
  ];
  const say = (text: string): void => void (status.textContent = text);
  let stop: (() => void) | null = null;
  let opened: Promise<GestureModel> | null = null;

  const end = (): void => {
    stop?.();
    stop = null;
    for (const track of (video.srcObject as MediaStream | null)?.getTracks() ?? []) track.stop();
    video.srcObject = null;
    button.textContent = 'Start watching';
    part('verdict').textContent = '';
    say('Stopped.');
  };
  const begin = async (): Promise<void> => {
    say('Asking for the camera…');
    const stream = await openStream();
    video.srcObject = stream;
    await video.play();
    say('Loading the model…');
    opened ??= load(file).then((model) => {
      show(model);
      return model;
    });
    stop = await (await opened).watch(stream);
    button.textContent = 'Stop';
    say('Watching. Make a gesture.');
  };
  button.addEventListener('click', () => {
    if (stop) return end();
    button.disabled = true;
    begin()
      .catch((error: unknown) => {
        end();
        say(error instanceof Error ? error.message : String(error));
      })
      .finally(() => (button.disabled = false));
  });
  part('save-model').addEventListener('click', () => save('gestures.json', JSON.stringify(file)));
  part('save-types').addEventListener('click', () =>
    save('beckon.d.ts', JSON.parse(part('beckon-types').textContent ?? '') as string),
  );
  part('save-module').addEventListener('click', () =>
    save('beckon.js', part('beckon-module').textContent ?? ''),
  );
}

const WANTED: MediaStreamConstraints = {
  audio: false,
  video: { width: { ideal: 640 }, height: { ideal: 480 }, frameRate: { ideal: 30 } },
};

async function openStream(): Promise<MediaStream> {
  const devices = navigator.mediaDevices as MediaDevices | undefined;
  if (!devices)
    throw new Error('This browser gives this page no camera. Open it in Chrome, Edge, Firefox or Safari.');
  try {
    return await devices.getUserMedia(WANTED);
  } catch (error) {
    const name = error instanceof Error ? error.name : '';
    const sentences: Record<string, string> = {
      NotAllowedError: 'The camera was not allowed. Allow it beside the page’s address, and start again.',
      NotFoundError: 'There is no camera. Plug one in, and start again.',
      NotReadableError: 'Another program uses the camera. Close that, and start again.',
    };
    throw new Error(sentences[name] ?? `The camera could not be opened (${name}).`, { cause: error });
  }
}

/** A bar for each class, and what the model says of the picture. */
function show(model: GestureModel): void {
  const bars = model.classes.map((name) => {
    const row = document.createElement('li');
    const label = document.createElement('span');
    label.textContent = name;
    const bar = document.createElement('meter');
    bar.setAttribute('aria-label', name);
    row.append(label, bar);
    part('classes').append(row);
    return bar;
  });
  let gesture = '';
  const tell = (unseen: boolean): void => {
    part('verdict').textContent = gesture || (unseen ? 'None of these' : '');
  };
  model.on('answer', ({ probabilities, unseen }) => {
    probabilities.forEach((value, index) => {
      const bar = bars[index];
      if (bar) bar.value = value;
    });
    tell(unseen);
  });
  model.on('start', (event) => {
    gesture = event.name;
    list(event);
  });
  model.on('end', () => (gesture = ''));
}

function list({ name, confidence, time }: GestureEvent): void {
  const row = document.createElement('li');
  row.textContent = `${(time / 1000).toFixed(1)} s: ${name} (${percent(confidence, 0)})`;
  row.dataset['gesture'] = name;
  const events = part('events');
  events.prepend(row);
  while (events.children.length > MOST_LISTED) events.lastElementChild?.remove();
}

function save(name: string, text: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text]));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
