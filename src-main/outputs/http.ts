import { fillJson } from '../shared/template';
import { jsonBody } from './message-settings';
import { networkError } from './network-errors';
import { defineOutput, OutputError, templateValues } from './output';

/** A webhook: one POST a gesture. */
export const http = defineOutput({
  id: 'http',
  name: 'Webhook',
  description: 'Sends an HTTP POST with JSON to a web address, such as one of your home automation.',
  settings: {
    url: {
      kind: 'text',
      format: 'url',
      label: 'Web address',
      default: 'http://127.0.0.1:8080/gesture',
      reason: 'Nothing leaves the computer unless a person wants it to.',
    },
    body: jsonBody,
  },
  retries: [500, 1000, 2000],
  open({ url, body }) {
    const where = new URL(url).host;
    return {
      async send(message, signal) {
        const response = await fetch(url, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: fillJson(body, templateValues(message)),
          redirect: 'manual',
          signal,
        }).catch((error: unknown) => {
          if (signal.aborted) throw error;
          if (error instanceof Error && error.cause instanceof Error && error.cause.message === 'bad port')
            throw new OutputError(`Web requests may not go to the port of ${where}. Choose another port.`);
          throw networkError(error, where);
        });
        await response.body?.cancel();
        if (!response.ok) throw refusal(response, where);
      },
      // Every request stands by itself.
      close: () => undefined,
    };
  },
});

function refusal({ status, headers }: Response, where: string): OutputError {
  if (status >= 300 && status < 400) {
    const to = headers.get('location');
    const other = to === null ? 'another address' : `“${to}”`;
    return new OutputError(
      `${where} points to ${other}, which is not followed. If you trust it, enter that address.`,
    );
  }
  const sentence = `${where} answered with an error (HTTP ${status}).`;
  return new OutputError(sentence, status >= 500 || status === 429 || status === 408);
}
