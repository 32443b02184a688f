import { BeckonError } from '../../contract';
import type { HostCapabilities } from '../../router/router';
import { appVersion } from '../version';

/** What the browser host can do: the page offers downloads; only the command line offers files. */
export function browserCapabilities(
  log: HostCapabilities['log'],
  importFiles: HostCapabilities['importFiles'] = noFiles,
): HostCapabilities {
  return { version: appVersion, host: 'browser', saveDialog: null, importFiles, log };
}

/** For hosts without a command line: nothing is offered. */
export function noFiles(id: string): Promise<never> {
  return Promise.reject(new BeckonError('NOT_FOUND', `No files are offered under “${id}”.`));
}
