import { describe, expect, it } from 'vitest';
import { hostProblem, isLoopback, urlProblem } from '../../../../src-main/shared/address';
import { hostElsewhere, settingProblem, type TextSetting } from '../../../../src-main/shared/setting';

it.each(['127.0.0.1', 'localhost', '::1', 'lamp.local', '192.168.1.20', 'fe80::1', 'a'])(
  '%s is a computer',
  (host) => expect(hostProblem(host)).toBeNull(),
);

it.each(['127.0.0.1:9000', 'lamp:80', '256.1.1.1', '1.2.3', 'a b', 'http://lamp', '-lamp', 'lämp'])(
  '%s is none, and a sentence says so',
  (host) => expect(hostProblem(host)).toMatch(/\.$/),
);

it.each(['http://127.0.0.1:8080/x', 'https://lamp.local', 'http://[::1]:9/'])('%s is a web address', (url) =>
  expect(urlProblem(url)).toBeNull(),
);

it.each(['lamp', 'ftp://lamp/', 'http://', 'http://me:secret@lamp/', 'javascript:1'])(
  '%s is none, and a sentence says so',
  (url) => expect(urlProblem(url)).toMatch(/\.$/),
);

describe('another computer', () => {
  it.each(['127.0.0.1', '127.9.9.9', 'LOCALHOST', '::1', '[::1]'])('is not %s', (host) =>
    expect(isLoopback(host)).toBe(true),
  );
  it.each(['127.0.0.1.example.org', 'localhost.example.org', '0.0.0.0', '::', '10.0.0.1', '127.evil'])(
    'is %s',
    (host) => expect(isLoopback(host)).toBe(false),
  );

  const text = (change: Partial<TextSetting>): TextSetting => ({
    kind: 'text',
    format: 'host',
    label: 'Computer',
    default: '',
    reason: '',
    ...change,
  });

  it('is found in the settings that name one', () => {
    const table = { host: text({}), url: text({ format: 'url' }), note: text({ format: 'template' }) };
    expect(hostElsewhere(table, { host: '127.0.0.1', url: 'http://localhost/', note: 'lamp' })).toBeNull();
    expect(hostElsewhere(table, { host: ' lamp ', url: 'http://localhost/' })).toEqual({
      key: 'host',
      host: 'lamp',
    });
    // A browser's reading of an address counts, however it is written.
    expect(hostElsewhere(table, { url: 'http://2130706433/' })).toBeNull();
    expect(hostElsewhere(table, { url: 'http://0x0a000001/' })).toEqual({ key: 'url', host: '10.0.0.1' });
  });

  it('has settings that are checked as they are typed', () => {
    expect(settingProblem(text({}), '')).toBe('Computer is empty.');
    expect(settingProblem(text({ optional: true }), ' ')).toBeNull();
    expect(settingProblem(text({ format: 'template' }), 'x'.repeat(4001))).toContain('4000 characters');
    const pattern = { source: '^/', problem: 'It begins with /.' };
    expect(settingProblem(text({ format: 'template', pattern }), 'x')).toBe('It begins with /.');
    expect(settingProblem(text({ format: 'template', pattern }), '/x')).toBeNull();
  });
});
