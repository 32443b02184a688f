import type { CDPSession, Page } from '@playwright/test';
import { createServices } from '../../src-main/services';
import { expect, test } from './app';

/** Recording by holding a class's button, with whatever a person points with. */

const CLASSES = ['Wave', 'Nod', 'Push'];

async function begin(page: Page): Promise<void> {
  await page.getByLabel('Name your project').fill('Holds');
  await page.getByRole('button', { name: 'Use my camera' }).click();
  await page.getByRole('button', { name: 'Allow the camera' }).click();
  for (const name of CLASSES) {
    await page.getByRole('textbox', { name: 'New class' }).fill(name);
    await page.getByRole('button', { name: 'Add class' }).click();
    await expect(page.getByRole('article', { name })).toBeVisible();
  }
  await expect(button(page, 'Wave')).toBeEnabled();
}

const button = (page: Page, name: string) => page.getByRole('button', { name: `Hold to record ${name}` });
const saved = (page: Page, name: string) =>
  page.getByRole('article', { name, exact: true }).getByRole('button', { name: /, saved$/ });
const recording = (page: Page, name: string) =>
  expect(button(page, name)).toHaveAttribute('aria-pressed', 'true');
const resting = (page: Page, name: string) =>
  expect(button(page, name)).toHaveAttribute('aria-pressed', 'false');

async function middle(page: Page, name: string): Promise<{ x: number; y: number }> {
  await button(page, name).scrollIntoViewIfNeeded();
  const box = await button(page, name).boundingBox();
  if (!box) throw new Error(`The button of ${name} is not shown.`);
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

/** Something to hold a button with. */
interface Pointer {
  down(at: { x: number; y: number }): Promise<void>;
  up(at: { x: number; y: number }): Promise<void>;
}

const mouse = ({ mouse: device }: Page): Pointer => ({
  down: async ({ x, y }) => {
    await device.move(x, y);
    await device.down();
  },
  up: () => device.up(),
});

const finger = (client: CDPSession): Pointer => ({
  down: async ({ x, y }) => {
    await client.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [{ x, y, id: 1 }] });
  },
  up: async () => {
    await client.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
  },
});

const pen = (client: CDPSession): Pointer => {
  const send = async (
    type: 'mouseMoved' | 'mousePressed' | 'mouseReleased',
    at: { x: number; y: number },
  ) => {
    const pressed = { button: 'left', clickCount: 1, buttons: type === 'mousePressed' ? 1 : 0 } as const;
    await client.send('Input.dispatchMouseEvent', {
      type,
      ...at,
      ...(type !== 'mouseMoved' && pressed),
      pointerType: 'pen',
    });
  };
  return {
    down: async (at) => {
      await send('mouseMoved', at);
      await send('mousePressed', at);
    },
    up: (at) => send('mouseReleased', at),
  };
};

test('class after class is recorded by holding its button: with the mouse, a finger and a pen', async ({
  openApp,
}) => {
  const { page, dataDir } = await openApp();
  await begin(page);
  const client = await page.context().newCDPSession(page);
  for (const [round, pointer] of [mouse(page), finger(client), pen(client)].entries()) {
    for (const name of CLASSES) {
      const at = await middle(page, name);
      await pointer.down(at);
      await expect(saved(page, name), `round ${round + 1}, ${name}`).toHaveCount(round + 1);
      await pointer.up(at);
      await resting(page, name);
    }
  }
  // In the order in which they were recorded, each is in its class, with what was seen before it.
  const { clips } = await (await createServices(dataDir)).clips.list('holds');
  const inOrder = clips.toSorted((one, other) => (one.meta.recordedAt < other.meta.recordedAt ? -1 : 1));
  expect(inOrder.map(({ classId }) => classId)).toEqual(Array(3).fill(['wave', 'nod', 'push']).flat());
  for (const { id, surroundings } of inOrder) expect(surroundings?.before, id).toBeGreaterThan(0);
});

test('only who began a recording ends it, and losing the window ends it with a word', async ({ openApp }) => {
  const { page } = await openApp();
  await begin(page);
  const client = await page.context().newCDPSession(page);
  const touch = async (
    type: 'touchStart' | 'touchMove' | 'touchEnd',
    ...touchPoints: { x: number; y: number; id: number }[]
  ) => {
    await client.send('Input.dispatchTouchEvent', { type, touchPoints });
  };

  await test.step('the mouse leaves the button while it holds it', async () => {
    const wave = await middle(page, 'Wave');
    await mouse(page).down(wave);
    await page.mouse.move(wave.x - 300, wave.y + 40);
    await expect(saved(page, 'Wave')).toHaveCount(1);
    await page.mouse.up();
    await resting(page, 'Wave');
  });

  await test.step('a key is held and let go while the mouse holds a button', async () => {
    const nod = await middle(page, 'Nod');
    await mouse(page).down(nod);
    await page.keyboard.down('1');
    await page.keyboard.up('1');
    await recording(page, 'Nod');
    await page.keyboard.press('Tab');
    await recording(page, 'Nod');
    await expect(saved(page, 'Nod')).toHaveCount(1);
    await page.mouse.up();
    await resting(page, 'Nod');
  });

  await test.step('a button is pressed and let go while a key is held', async () => {
    const nod = await middle(page, 'Nod');
    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    await page.keyboard.down('1');
    await recording(page, 'Wave');
    await mouse(page).down(nod);
    await page.mouse.up();
    await recording(page, 'Wave');
    await resting(page, 'Nod');
    await page.keyboard.up('1');
    await resting(page, 'Wave');
  });

  await test.step('a second finger comes and goes on another button, then on the same', async () => {
    const wave = await middle(page, 'Wave');
    const nod = await middle(page, 'Nod');
    for (const other of [nod, { x: wave.x + 12, y: wave.y }]) {
      await touch('touchStart', { ...wave, id: 1 });
      await recording(page, 'Wave');
      await touch('touchStart', { ...wave, id: 1 }, { ...other, id: 2 });
      // One of two is lifted: what is left is told as a movement.
      await touch('touchMove', { ...wave, id: 1 });
      await recording(page, 'Wave');
      await touch('touchEnd');
      await resting(page, 'Wave');
    }
  });

  await test.step('the right button begins nothing, and ends nothing by itself', async () => {
    const wave = await middle(page, 'Wave');
    await page.mouse.move(wave.x, wave.y);
    await page.mouse.down({ button: 'right' });
    await resting(page, 'Wave');
    await page.mouse.up({ button: 'right' });
    await page.mouse.down();
    await page.mouse.down({ button: 'right' });
    await recording(page, 'Wave');
    // The left one is let go first: the pointer as a whole is not up yet.
    await page.mouse.up();
    await resting(page, 'Wave');
    await page.mouse.up({ button: 'right' });
  });

  await test.step('the window loses the focus', async () => {
    const wave = await middle(page, 'Wave');
    const before = await saved(page, 'Wave').count();
    await mouse(page).down(wave);
    await recording(page, 'Wave');
    await page.evaluate(() => window.dispatchEvent(new Event('blur')));
    await resting(page, 'Wave');
    await expect(page.getByText(/^The window lost focus/)).toBeVisible();
    await page.mouse.up();
    await mouse(page).down(wave);
    await expect.poll(() => saved(page, 'Wave').count()).toBeGreaterThan(before);
    await page.mouse.up();
    await resting(page, 'Wave');
  });
});
