import { describe, expect, it } from 'vitest';
import { buildProgram } from '../../../../src-main/cli/program';
import { settingOptions, testSessionOption, trainConfig } from '../../../../src-main/cli/settings';
import { trainConfigSchema } from '../../../../src-main/contract';
import type { Setting } from '../../../../src-main/shared/setting';
import { TRAIN_SETTINGS, trainSettings, type TrainKey } from '../../../../src-main/shared/train-settings';

const options = [...settingOptions, testSessionOption];

/** A value beside the default that a setting takes, as it is typed, and what comes of it. */
function another(setting: Setting): { typed: unknown; value: unknown } {
  switch (setting.kind) {
    case 'number':
    case 'whole':
      return { typed: String(setting.max), value: setting.max };
    case 'choice': {
      const value = setting.options.find((option) => option.value !== setting.default)?.value;
      return { typed: value, value };
    }
    case 'list':
      return { typed: `${setting.min},${setting.max}`, value: [setting.min, setting.max] };
    case 'text':
    case 'consent':
      return { typed: 'text', value: 'text' };
    case 'names':
      return { typed: ['a', 'b'], value: ['a', 'b'] };
    case 'switch':
      return { typed: !setting.default, value: !setting.default };
  }
}

const optionOf = (key: TrainKey) => {
  const option = options.find(({ flags }) => flags === TRAIN_SETTINGS[key].flag.usage);
  if (!option) throw new Error(`${key} has no option.`);
  return option;
};

describe('trainConfig', () => {
  it.each(trainSettings)('takes the flag of %s', (key, setting) => {
    const { typed, value } = another(setting);
    expect(trainConfig({ [optionOf(key).attributeName()]: typed })).toEqual({ [key]: value });
  });

  it.each(trainSettings.filter(([, { kind }]) => kind === 'number' || kind === 'whole' || kind === 'choice'))(
    'refuses what %s does not take',
    (key) => {
      const option = optionOf(key);
      expect(() => trainConfig({ [option.attributeName()]: 'x' })).toThrow(
        `${option.long} does not take “x”; it takes `,
      );
    },
  );

  it('says the bounds of a number', () => {
    expect(() => trainConfig({ epochs: '0' })).toThrow(
      '--epochs does not take “0”; it takes numbers from 1.',
    );
    expect(() => trainConfig({ epochs: '1.5' })).toThrow('it takes whole numbers.');
    expect(() => trainConfig({ learningRate: '0' })).toThrow('it takes numbers above 0.');
    expect(() => trainConfig({ batchSize: '999' })).toThrow(
      '--batch-size does not take “999”; it takes numbers up to 256.',
    );
    expect(() => trainConfig({ filters: '8,many' })).toThrow(
      '--filters does not take “8,many”; it takes numbers.',
    );
  });

  it('leaves out what was not asked for, so that the preset speaks', () => {
    expect(trainConfig({ refit: true, augment: true, classWeights: true, json: true })).toEqual({});
  });
});

describe('the commands that train', () => {
  const program = buildProgram({
    dataDir: () => '',
    perform: () => Promise.resolve(),
    start: undefined as never,
    write: () => undefined,
  });
  const flagsOf = (name: string): (string | undefined)[] =>
    program.commands.find((command) => command.name() === name)?.options.map(({ flags }) => flags) ?? [];

  it.each(trainSettings)('take %s', (key, { flag }) => {
    expect(flagsOf('train')).toContain(flag.usage);
    expect(flagsOf('crossval').includes(flag.usage)).toBe(key !== 'testSessions');
  });
});

describe('the settings table', () => {
  it.each(trainSettings)('gives the schema of %s', (key, setting) => {
    const field = trainConfigSchema.shape[key];
    expect(field.safeParse(setting.default).success).toBe(true);
    expect(field.safeParse(undefined).success).toBe(setting.absent !== undefined);
    if (setting.absent !== undefined) expect(field.safeParse(setting.absent).success).toBe(true);
    expect(setting.reason).toMatch(/\w.*\.$/);
  });
});
