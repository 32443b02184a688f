import { CodedError } from '../../src-main/shared/coded-error';

/** Why clips cannot be learnt from, or why the engine stopped. */
export class EngineError extends CodedError {
  override readonly name = 'EngineError';
}
