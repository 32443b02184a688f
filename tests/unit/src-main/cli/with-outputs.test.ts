import { expect, it } from 'vitest';
import { withOutputs } from '../../../../src-main/cli/with-outputs';
import { createServices } from '../../../../src-main/services';
import { freePort, httpReceiver, message } from '../../../fixtures/outputs/peers';
import { temporaryFolder } from '../../../fixtures/services/fixtures';

it('has outputs on meanwhile, and writes a line a problem', async () => {
  const services = await createServices(await temporaryFolder());
  const { slug } = await services.projects.create('Hands');
  const { url, posted } = await httpReceiver();
  const output = {
    id: 'hook',
    kind: 'http',
    name: 'Hook',
    settings: { url },
    moments: { 'swipe-left': ['start' as const] },
  };
  const gone = {
    ...output,
    id: 'gone',
    name: 'Gone',
    kind: 'websocket',
    settings: { port: await freePort() },
  };
  await services.outputs.put(slug, output);
  const project = await services.outputs.put(slug, gone);
  const lines: string[] = [];
  const context = { services, note: (line: string) => void lines.push(line) };
  const result = await withOutputs(context, project, async () => {
    for (let sent = 0; sent < 3; sent++) services.outputs.send(slug, [message()]);
    await expect.poll(() => posted.length).toBe(3);
    return 'done';
  });
  expect(result).toBe('done');
  expect(lines).toEqual([expect.stringMatching(/^\d{4}-.*Z Gone: Token is empty\.$/)]);
  expect(services.outputs.anyOn).toBe(false);
});

it('says that there are none', async () => {
  const services = await createServices(await temporaryFolder());
  const project = await services.projects.create('Hands');
  const context = { services, note: () => undefined };
  await expect(withOutputs(context, project, () => Promise.resolve())).rejects.toThrow('has no outputs');
});
