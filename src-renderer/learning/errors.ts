import { CodedError } from '../../src-main/shared/coded-error';

export type EngineErrorCode =
  | 'no-webgl2'
  | 'no-wasm'
  | 'no-webgpu'
  | 'out-of-memory'
  | 'context-lost'
  | 'cancelled'
  | 'paused'
  | 'too-few-classes'
  | 'class-without-clips'
  | 'no-clips'
  | 'too-few-texts'
  | 'bad-clip'
  | 'bad-model'
  | 'bad-network'
  | 'crashed'
  | 'internal';

/** Why clips cannot be learnt from, or why the engine stopped. */
export class EngineError extends CodedError<EngineErrorCode> {
  override readonly name = 'EngineError';
}
