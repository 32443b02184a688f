import type { HeadlessApi, HeadlessProgress } from '../src-main/contract';
import { createEngine } from './engine/client';
import { createHeadless } from './headless/api';
import { connect } from './rpc/connection';

declare global {
  interface Window {
    beckonHeadless?: HeadlessApi;
    /** Put here by the command line. */
    beckonProgress?: (progress: HeadlessProgress) => unknown;
  }
}

window.beckonHeadless = createHeadless(await connect(), createEngine(), (progress) =>
  window.beckonProgress?.(progress),
);
