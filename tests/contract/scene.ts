import { ORPCError } from '@orpc/client';
import type { ContractRouterClient } from '@orpc/contract';
import type { Contract } from '../../src-main/contract';

export type ContractClient = ContractRouterClient<Contract>;

/** What the tests of one transport share. */
export interface Scene {
  /** `withDialog`: a client whose host asks where files should go. `slug`: an empty project of the test's own. */
  now(): { client: ContractClient; withDialog: ContractClient; slug: string };
  /** What the dialog's file was given last. */
  saved(): { name: string; bytes: Uint8Array } | null;
}

/** What a call is refused with. */
export async function failure(call: Promise<unknown>): Promise<ORPCError<string, unknown>> {
  const error = await call.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (error instanceof ORPCError) return error;
  throw new Error(`expected an ORPCError, got ${String(error)}`);
}
