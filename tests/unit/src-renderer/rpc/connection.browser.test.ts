import { implement, ORPCError } from '@orpc/server';
import { RPCHandler } from '@orpc/server/message-port';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { contract } from '../../../../src-main/contract';
import { CameraError } from '../../../../src-renderer/capture/api';
import { EngineError } from '../../../../src-renderer/engine/api';
import {
  askForPort,
  clientOfPort,
  clientOfSocket,
  ConnectionError,
  errorOf,
  onLost,
  type Client,
} from '../../../../src-renderer/rpc/connection';

const cleanUp: (() => void)[] = [];
afterEach(() => {
  for (const each of cleanUp.splice(0)) each();
});

/** A client whose port's other end serves two procedures. */
function serve(): Client {
  const os = implement(contract);
  const handler = new RPCHandler({
    app: {
      info: os.app.info.handler(() => ({
        version: '1.2.3',
        host: 'browser',
        saveDialog: false,
        dataFolder: '/data',
        opensFolder: false,
      })),
    },
    projects: {
      open: os.projects.open.handler(() => {
        throw new ORPCError('NEWER_SCHEMA', { message: 'A newer Beckon made this project.' });
      }),
    },
  });
  const { port1, port2 } = new MessageChannel();
  handler.upgrade(port2);
  port2.start();
  cleanUp.push(() => port2.close());
  return clientOfPort(port1);
}

const problemOf = (promise: Promise<unknown>) => promise.then(() => null, errorOf);

describe('clientOfPort', () => {
  it('calls procedures of the contract', async () => {
    expect(await serve().app.info()).toMatchObject({ version: '1.2.3', host: 'browser', saveDialog: false });
  });

  it('carries the code and the sentence of an error across', async () => {
    expect(await problemOf(serve().projects.open({ slug: 'a' }))).toEqual({
      code: 'NEWER_SCHEMA',
      message: 'A newer Beckon made this project.',
    });
  });
});

describe('clientOfSocket', () => {
  it('tells once that the other side is gone, and ends what waits for it', async () => {
    const sent: unknown[] = [];
    const socket = Object.assign(new EventTarget(), {
      readyState: WebSocket.OPEN as number,
      send: (message: unknown) => sent.push(message),
    });
    const client = clientOfSocket(socket as unknown as WebSocket);
    const lost = vi.fn();
    cleanUp.push(onLost(lost));
    const waiting = problemOf(client.projects.list());
    await vi.waitFor(() => expect(sent).toHaveLength(1));
    socket.readyState = WebSocket.CLOSED;
    socket.dispatchEvent(new Event('close'));
    expect(await waiting).toMatchObject({ code: 'DISCONNECTED' });
    expect(lost).toHaveBeenCalledExactlyOnceWith(expect.any(ConnectionError));
    expect(await problemOf(client.projects.list())).toMatchObject({ code: 'DISCONNECTED' });
  });
});

describe('askForPort', () => {
  it('says hello to the window and takes the port that answers, from nowhere else', async () => {
    const { port1, port2 } = new MessageChannel();
    const strange = new MessageChannel();
    const frame = document.createElement('iframe');
    document.body.append(frame);
    cleanUp.push(() => frame.remove());
    const answer = (event: MessageEvent<{ type?: string } | null>): void => {
      if (event.data?.type !== 'beckon:hello') return;
      window.dispatchEvent(
        new MessageEvent('message', {
          data: { type: 'beckon:port' },
          origin: location.origin,
          source: frame.contentWindow,
          ports: [strange.port1],
        }),
      );
      window.postMessage({ type: 'beckon:port' }, location.origin, [port1]);
    };
    window.addEventListener('message', answer);
    cleanUp.push(() => window.removeEventListener('message', answer));
    const port = await askForPort();
    const heard = new Promise((resolve) => (port2.onmessage = ({ data }) => resolve(data)));
    port.postMessage('here');
    expect(await heard).toBe('here');
  });

  it('gives up where nothing answers', async () => {
    await expect(askForPort(20)).rejects.toBeInstanceOf(ConnectionError);
  });
});

describe('errorOf', () => {
  it('keeps the codes and sentences of our own errors', () => {
    expect(errorOf(new CameraError('CAMERA_REFUSED', 'Not allowed.'))).toEqual({
      code: 'CAMERA_REFUSED',
      message: 'Not allowed.',
    });
    expect(errorOf(new EngineError('NO_WEBGL2', 'No WebGL.'))).toEqual({
      code: 'NO_WEBGL2',
      message: 'No WebGL.',
    });
  });

  it('tells the first thing a schema had against an input', () => {
    const issues = [{ message: 'A name cannot be empty.', path: ['name'] }];
    const error = new ORPCError('BAD_REQUEST', { message: 'Input validation failed', data: { issues } });
    expect(errorOf(error)).toEqual({ code: 'INVALID', message: 'A name cannot be empty.' });
  });

  it('makes a sentence of anything else', () => {
    expect(errorOf(new DOMException('x', 'AbortError'))).toMatchObject({ code: 'CANCELLED' });
    expect(errorOf(new Error('no such thing'))).toEqual({
      code: 'INTERNAL',
      message: 'Something unexpected went wrong: no such thing',
    });
    expect(errorOf('odd').message).toContain('odd');
  });
});
