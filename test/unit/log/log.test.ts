import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AppError } from '#shared/errors/index.ts';
import { openLog } from '../../../src/main/log/index.ts';
import { temporaryFolder } from '../connections/temporary-folder.ts';

function linesOf(path: string): { msg: string; facts: Record<string, unknown> }[] {
  const lines = readFileSync(path, 'utf8').split('\n').filter(Boolean);
  return lines.map((line) => JSON.parse(line));
}

describe('the log', () => {
  it('writes one JSON document a line, readable only by its owner', () => {
    const log = openLog(temporaryFolder());
    log.info('http', { status: 200, url: 'https://cloud.example/v2/images' });
    log.close();
    expect(linesOf(log.path)).toMatchObject([
      { msg: 'http', facts: { status: 200, url: 'https://cloud.example/v2/images' } },
    ]);
    expect(statSync(log.path).mode & 0o777).toBe(0o600);
  });

  it('empties whatever a key calls secret, at any depth', () => {
    const log = openLog(temporaryFolder());
    log.warn('sign-in', {
      headers: { 'X-Auth-Token': 'gAAA', Authorization: 'Bearer gAAA', Cookie: 'session=gAAA' },
      body: [{ auth: { password: 'gAAA', api_key: 'gAAA', privateKey: 'gAAA' } }],
      image: { id: '42', sort: 'key' },
    });
    log.close();
    expect(readFileSync(log.path, 'utf8')).not.toContain('gAAA');
    expect(linesOf(log.path)[0]?.facts['image']).toEqual({ id: '42', sort: 'key' });
  });

  it('writes a protected value nowhere: not in events, errors, causes, keys, URLs or base64', () => {
    const home = temporaryFolder();
    const log = openLog(home);
    const secret = 'pa"ss & wörd/1';
    log.protect(secret);
    const cause = new TypeError(`bad ${secret}`);
    log.error(`failed with ${secret}`, {
      error: new AppError('AUTH_REQUIRED', `no: ${secret}`, {
        operation: 'x',
        context: { tried: secret },
        cause,
      }),
      url: `https://cloud.example/?p=${encodeURIComponent(secret)}`,
      [secret]: 1,
      json: JSON.stringify({ secret }),
      basic: Buffer.from(secret).toString('base64'),
    });
    log.close();
    const text = readFileSync(log.path, 'utf8');
    expect(text).not.toContain('wörd');
    expect(text).not.toContain(encodeURIComponent('wörd'));
    expect(text).not.toContain(Buffer.from(secret).toString('base64'));
    expect(text).toContain('[redacted]');
  });

  it('never lets a protected text through, whatever it is', () => {
    const log = openLog(temporaryFolder());
    fc.assert(
      fc.property(fc.string({ minLength: 8, maxLength: 20, unit: 'grapheme' }), (secret) => {
        log.protect(secret);
        log.info('x', { said: `before ${secret} after`, list: [secret] });
      }),
      { numRuns: 50 },
    );
    log.close();
    for (const { facts } of linesOf(log.path)) {
      expect(facts['said']).toMatch(/^before .*\[redacted\].* after$/su);
      expect(String(facts['list'])).toContain('[redacted]');
    }
  });

  it('survives facts that no one should log', () => {
    const log = openLog(temporaryFolder());
    const loop: Record<string, unknown> = {
      big: 12n,
      bytes: new Uint8Array(1_000_000),
      text: 'x'.repeat(1_000_000),
    };
    loop['self'] = loop;
    log.info('odd', loop);
    log.close();
    expect(linesOf(log.path)).toHaveLength(1);
    expect(statSync(log.path).size).toBeLessThan(100_000);
  });

  it('keeps three files of about 5 MiB at most', () => {
    const home = temporaryFolder();
    mkdirSync(join(home, 'logs'));
    for (const [name, letter] of [
      ['argosy.log', 'a'],
      ['argosy.log.1', 'b'],
      ['argosy.log.2', 'c'],
    ] as const) {
      writeFileSync(join(home, 'logs', name), letter.repeat(name === 'argosy.log' ? 5 * 1024 * 1024 : 10));
    }
    openLog(home).close();
    const files = readdirSync(join(home, 'logs')).sort();
    expect(files).toEqual(['argosy.log', 'argosy.log.1', 'argosy.log.2']);
    expect(statSync(join(home, 'logs', 'argosy.log')).size).toBe(0);
    expect(readFileSync(join(home, 'logs', 'argosy.log.1'), 'utf8').slice(0, 1)).toBe('a');
    expect(readFileSync(join(home, 'logs', 'argosy.log.2'), 'utf8')).toBe('b'.repeat(10));
  });

  it('says which directory cannot be used', () => {
    const home = join(temporaryFolder(), 'a-file');
    writeFileSync(home, '');
    expect(() => openLog(home)).toThrow(expect.objectContaining({ code: 'FORBIDDEN' }));
  });
});
