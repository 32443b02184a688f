import type { IncomingMessage } from 'node:http';

/** Where the page from {@link entrancePage} sends its secret to. */
export const ENTRANCE = '/enter';

const MOST_FORM = 1024;

/** A page that sends the secret to `action` as soon as it is opened. */
export function entrancePage(action: string, token: string): string {
  return `<!doctype html>
<html lang="en">
  <meta charset="utf-8">
  <title>Beckon</title>
  <form method="post" action="${action}">
    <input type="hidden" name="token" value="${token}">
    <noscript><button>Open Beckon</button></noscript>
  </form>
  <script>document.forms[0].submit()</script>
</html>
`;
}

/** The body of a form; empty where it is longer than any of ours. */
export async function readForm(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of request as AsyncIterable<Buffer>) {
    length += piece.length;
    if (length > MOST_FORM) return '';
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString();
}
