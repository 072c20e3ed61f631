import { basename, win32 } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { safeFileName } from '../../../src/main/transfers/index.ts';
import { MAX_FILE_NAME_BYTES, numberedFileName } from '../../../src/main/transfers/safe-file-name.ts';

describe('safeFileName', () => {
  it.each([
    ['Ubuntu 24.04', 'qcow2', 'Ubuntu 24.04.qcow2'],
    ['Ubuntu 24.04.qcow2', 'qcow2', 'Ubuntu 24.04.qcow2'],
    ['disk', 'raw', 'disk.raw'],
    ['disk.raw', 'raw', 'disk.raw'],
    ['../../etc/passwd', 'raw', '_.._etc_passwd.raw'],
    ['..\\..\\boot.ini', null, '_.._boot.ini'],
    ['a<b>c:d"e|f?g*h', 'iso', 'a_b_c_d_e_f_g_h.iso'],
    ['.hidden', 'vmdk', 'hidden.vmdk'],
    ['CON', 'qcow2', '_CON.qcow2'],
    ['nul.backup', 'qcow2', '_nul.backup.qcow2'],
    ['name. . .', 'qcow2', 'name.qcow2'],
    ['invoice\u202Egpj.exe', 'qcow2', 'invoice_gpj.exe.qcow2'],
    ['line\nbreak\u0000', 'qcow2', 'line_break_.qcow2'],
    ['', 'qcow2', 'the-id.qcow2'],
    [null, null, 'the-id'],
    ['///', 'qcow2', 'the-id.qcow2'],
    ['disk', '../x', 'disk'],
  ])('makes of %j as %s the name %j', (name, format, expected) => {
    expect(safeFileName(name, 'the-id', format)).toBe(expected);
  });

  it('is safe on every platform, whatever the service says', () => {
    const name = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 400 }),
      fc.string({
        unit: fc.constantFrom('.', '/', '\\', ' ', 'con', 'NUL', 'a', '\u202E', '😀', ':', '\ud800'),
        maxLength: 300,
      }),
    );
    fc.assert(
      fc.property(name, name, fc.option(fc.string({ maxLength: 12 })), (image, id, format) => {
        const result = safeFileName(image, id, format);
        expect(result).not.toMatch(/[\\/<>:"|?*\p{Cc}\p{Cf}\p{Cs}]/u);
        expect(result).not.toMatch(/^[.\s]|[.\s]$/u);
        expect(result).not.toMatch(/^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i);
        expect(result.length).toBeGreaterThan(0);
        expect(Buffer.byteLength(result)).toBeLessThanOrEqual(MAX_FILE_NAME_BYTES);
        expect(basename(result)).toBe(result);
        expect(win32.basename(result)).toBe(result);
        expect(result).toBe(Buffer.from(result).toString());
      }),
      { numRuns: 2000 },
    );
  });

  it('is the same when it is made safe again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (name) => {
        const once = safeFileName(name, 'id', 'qcow2');
        expect(safeFileName(once, 'id', 'qcow2')).toBe(once);
      }),
    );
  });
});

it('numbers go before the extension', () => {
  expect(numberedFileName('disk.qcow2', 2)).toBe('disk (2).qcow2');
  expect(numberedFileName('disk', 3)).toBe('disk (3)');
});
