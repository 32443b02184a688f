import { createEngine } from './engine/client';
import { createHeadless } from './headless/api';
import { connect } from './rpc/connection';

globalThis.beckonHeadless = createHeadless(
  await connect(),
  createEngine(),
  (progress) => globalThis.beckonProgress?.(progress),
  (news) => globalThis.beckonNews?.(news),
);
