import { z } from 'zod';

/** Where a new version of Beckon is: nobody looks, there is none, or how far it has come. */
export const updateStateSchema = z.discriminatedUnion('status', [
  /** Beckon does not update itself as it is installed here; `how` says in a sentence what does. */
  z.object({ status: z.literal('elsewhere'), how: z.string() }),
  /** The person has not said yes. Nothing is asked of the network. */
  z.object({ status: z.literal('off') }),
  /** It will look once nobody records, trains or watches. */
  z.object({ status: z.literal('waiting') }),
  z.object({ status: z.literal('looking') }),
  /** There was none at that time. */
  z.object({ status: z.literal('current'), at: z.iso.datetime() }),
  z.object({ status: z.literal('fetching'), version: z.string(), share: z.number().min(0).max(1) }),
  /** It is here, was checked, and is installed when Beckon is closed. */
  z.object({ status: z.literal('ready'), version: z.string() }),
  z.object({ status: z.literal('failed'), why: z.string() }),
]);
export type UpdateState = z.infer<typeof updateStateSchema>;
