import { join } from 'node:path';
import { z } from 'zod';
import { BeckonError } from '../contract';
import { isMissing, type Disk } from '../store/disk';
import { Locks } from '../store/locks';

/** Seals a text so that only this person on this computer can read it. */
export interface Cipher {
  seal(text: string): string;
  /** Throws where it was sealed by somebody else. */
  open(sealed: string): string;
}

const entrySchema = z.union([z.object({ plain: z.string() }), z.object({ sealed: z.string() })]);
const fileSchema = z.record(z.string(), z.record(z.string(), entrySchema));
type SecretsOnDisk = z.infer<typeof fileSchema>;

/** Secrets by name. */
export type SecretValues = Readonly<Record<string, string>>;

/**
 * What must not travel with a project: passwords, tokens, and what a person has allowed on this computer. One file that
 * nobody else may read; what is in it is sealed where the host can do that.
 */
export class Secrets {
  readonly #path: string;
  readonly #locks: Locks;

  constructor(
    dataDir: string,
    locksFolder: string,
    private readonly disk: Disk,
    private readonly cipher: Cipher | null = null,
  ) {
    this.#path = join(dataDir, 'secrets.json');
    this.#locks = new Locks(locksFolder);
  }

  /** Those of one owner; such as cannot be unsealed here are left out and named. */
  async of(owner: string): Promise<{ values: SecretValues; unreadable: string[] }> {
    const values: Record<string, string> = {};
    const unreadable: string[] = [];
    for (const [name, entry] of Object.entries((await this.#read())[owner] ?? {})) {
      const text = this.#textOf(entry);
      if (text === null) unreadable.push(name);
      else values[name] = text;
    }
    return { values, unreadable };
  }

  /** Changes those that are named; an empty one is forgotten. */
  async set(owner: string, change: SecretValues): Promise<void> {
    if (Object.keys(change).length === 0) return;
    await this.#update((all) => {
      const kept = Object.entries(all[owner] ?? {}).filter(([name]) => change[name] === undefined);
      const changed = Object.entries(change).flatMap(([name, text]) =>
        text === ''
          ? []
          : [[name, this.cipher ? { sealed: this.cipher.seal(text) } : { plain: text }] as const],
      );
      return { ...all, [owner]: Object.fromEntries([...kept, ...changed]) };
    });
  }

  async forget(owner: string): Promise<void> {
    if ((await this.#read())[owner]) await this.#update(({ [owner]: _, ...others }) => others);
  }

  #textOf(entry: z.infer<typeof entrySchema>): string | null {
    if ('plain' in entry) return entry.plain;
    try {
      return this.cipher?.open(entry.sealed) ?? null;
    } catch {
      return null;
    }
  }

  #update(change: (all: SecretsOnDisk) => SecretsOnDisk): Promise<void> {
    return this.#locks.run('secrets.json', async () => {
      const kept = Object.entries(change(await this.#read())).filter(
        ([, entries]) => Object.keys(entries).length > 0,
      );
      await this.disk.writeJson(this.#path, Object.fromEntries(kept), 'save the password');
    });
  }

  async #read(): Promise<SecretsOnDisk> {
    const bytes = await this.disk.attempt('read the passwords of outputs', (fs) =>
      fs.readFile(this.#path).catch((error: unknown) => {
        if (isMissing(error)) return null;
        throw error;
      }),
    );
    if (bytes === null) return {};
    try {
      return fileSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
    } catch (cause) {
      const sentence = `${this.#path} is damaged. Move it away, and enter the passwords of your outputs again.`;
      throw new BeckonError('UNREADABLE', sentence, { cause });
    }
  }
}
