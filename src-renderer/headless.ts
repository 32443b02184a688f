import { createEngine } from './engine/client';
import { createHeadless } from './headless/api';
import { connect } from './rpc/connection';
import { carryMidi } from './rpc/midi';

const client = await connect();
// Where it ends, so does this page.
carryMidi(client).catch(() => undefined);
globalThis.beckonHeadless = createHeadless(
  client,
  createEngine(),
  (progress) => globalThis.beckonProgress?.(progress),
  (news) => globalThis.beckonNews?.(news),
);
