import { ensureBuild } from '../../scripts/ensure-build.mjs';

/** Before the suite: the app must be built from the sources as they are. */
export default async function setup(): Promise<void> {
  await ensureBuild();
}
