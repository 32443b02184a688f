import { spawn, type ChildProcess } from 'node:child_process';
import { fillTemplate, templateWords } from '../shared/template';
import { defineOutput, OutputError, templateValues } from './output';

/** What has not ended by then, in ms, is taken to have started well, and goes on by itself. */
const SETTLED_MS = 2000;
/** So many runs may go on at a time. */
const MOST_RUNNING = 4;

/** Runs a program of the person's choosing. Its arguments never go through a shell. */
export const command = defineOutput({
  id: 'command',
  name: 'Command',
  description: 'Runs a program on this computer. Its arguments are handed over as they are, without a shell.',
  settings: {
    program: {
      kind: 'text',
      format: 'plain',
      label: 'Program',
      hint: 'Its name, or its whole path.',
      default: '',
      reason: 'Only a person can say what is to be run.',
    },
    arguments: {
      kind: 'text',
      format: 'words',
      label: 'Arguments',
      hint: 'With spaces between them; one that has spaces itself stands in "quotes".',
      default: '',
      optional: true,
      reason: 'Many programs need none.',
    },
    limit: {
      kind: 'whole',
      label: 'Ended after',
      unit: 's',
      min: 1,
      max: 3600,
      default: 60,
      reason: 'Long enough for a sound, short enough not to pile up.',
    },
    allowed: {
      kind: 'consent',
      of: ['program', 'arguments'],
      label: 'Run this on my computer',
      hint: 'It can do whatever you can do. The yes holds for this program with these arguments, on this computer only.',
      problem: 'Allow this program in this output’s settings first.',
      default: '',
      reason: 'A project may come from somebody else.',
    },
  },
  open({ program, arguments: words, limit }) {
    const running = new Set<ChildProcess>();
    const parts = templateWords(words);
    return {
      async send(message) {
        if (running.size >= MOST_RUNNING)
          throw new OutputError(
            `“${program}” is still running ${MOST_RUNNING} times, so it was not started again.`,
          );
        const values = templateValues(message);
        const child = spawn(
          program,
          parts.map(({ template }) => fillTemplate(template, values)),
          { shell: false, windowsHide: true, stdio: ['ignore', 'ignore', 'pipe'] },
        );
        running.add(child);
        const stop = setTimeout(() => child.kill('SIGKILL'), 1000 * limit);
        child.once('close', () => {
          clearTimeout(stop);
          running.delete(child);
        });
        await outcome(child, program);
      },
      close() {
        for (const child of running) child.kill();
      },
    };
  },
});

/** Resolves where it ends well, or goes on for a while. */
function outcome(child: ChildProcess, program: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = '';
    child.stderr?.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-2000)));
    const settled = setTimeout(resolve, SETTLED_MS);
    const fail = (sentence: string, cause?: Error): void => {
      clearTimeout(settled);
      reject(new OutputError(sentence, false, cause && { cause }));
    };
    child.once('error', (error: NodeJS.ErrnoException) => fail(startProblem(error, program), error));
    child.once('close', (code, signal) => {
      if (code === 0) {
        clearTimeout(settled);
        return resolve();
      }
      const last = said.trim().split('\n').at(-1)?.trim().slice(0, 200) ?? '';
      const how = code === null ? `was ended (${signal ?? 'unknown'})` : `ended with an error (${code})`;
      fail(`“${program}” ${how}${last === '' ? '.' : `: ${last}`}`);
    });
  });
}

function startProblem({ code, message }: NodeJS.ErrnoException, program: string): string {
  if (code === 'ENOENT') return `There is no program “${program}”. Enter its whole path.`;
  if (code === 'EACCES') return `“${program}” may not be run. Is it a program?`;
  if (code === 'EINVAL') return `“${program}” can only be run by a shell, which Beckon does not use.`;
  return `“${program}” could not be started (${code ?? message}).`;
}
