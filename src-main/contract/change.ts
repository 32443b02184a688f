import { z } from 'zod';
import { clipInfoSchema, clipRefSchema } from './clip';

/** Something in a project's folder is not as it was, whoever changed it: this window, another one or another program. */
export const changeSchema = z.discriminatedUnion('kind', [
  /** The first of all: from here on nothing is missed. */
  z.object({ kind: z.literal('watching') }),
  /** Its name, classes or settings. */
  z.object({ kind: z.literal('project') }),
  /** The folder has gone, e.g. to the trash. */
  z.object({ kind: z.literal('gone') }),
  z.object({ kind: z.literal('clips'), gone: z.array(clipRefSchema), came: z.array(clipInfoSchema) }),
  z.object({ kind: z.literal('history') }),
  z.object({ kind: z.literal('models') }),
]);
export type Change = z.infer<typeof changeSchema>;
