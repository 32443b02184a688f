/** What stands between a message's JSON and the bytes that follow it. */
const DELIMITER = 0xff;
/** The JSON of a message, in bytes or characters: all else comes as bytes. */
const MOST_JSON = 32 << 20;
/** How deep its brackets go. The contract's own values are less than ten deep. */
const MOST_DEPTH = 100;
/** Where a message with several parts of bytes has its JSON. */
const JSON_PART = 'name="data"';

const [QUOTE, BACKSLASH] = [0x22, 0x5c];
const OPEN = new Set([0x5b, 0x7b]);
const CLOSE = new Set([0x5d, 0x7d]);

/**
 * Whether a message may be parsed: JSON that is very long, or very deep, would keep the whole program waiting for
 * seconds. It is looked at without being parsed.
 */
export function mayBeParsed(message: Uint8Array): boolean {
  const bytes = Buffer.from(message.buffer, message.byteOffset, message.byteLength);
  const end = bytes.indexOf(DELIMITER);
  if (end === -1) return isFlat(bytes);
  if (!isFlat(bytes.subarray(0, end))) return false;
  for (let at = bytes.indexOf(JSON_PART, end); at !== -1; at = bytes.indexOf(JSON_PART, at + 1)) {
    const start = bytes.indexOf('\r\n\r\n', at);
    const stop = start === -1 ? -1 : bytes.indexOf('\r\n--', start);
    if (start !== -1 && !isFlat(bytes.subarray(start, stop === -1 ? bytes.length : stop))) return false;
  }
  return true;
}

function isFlat(json: Uint8Array): boolean {
  if (json.length > MOST_JSON) return false;
  let depth = 0;
  let inText = false;
  for (let index = 0; index < json.length; index++) {
    const byte = json[index] ?? 0;
    if (inText) {
      if (byte === BACKSLASH) index += 1;
      else if (byte === QUOTE) inText = false;
    } else if (byte === QUOTE) inText = true;
    else if (OPEN.has(byte)) {
      depth += 1;
      if (depth > MOST_DEPTH) return false;
    } else if (CLOSE.has(byte)) depth -= 1;
  }
  return true;
}
