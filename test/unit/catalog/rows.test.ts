import { expect, it } from 'vitest';
import { documentTexts, toRow } from '../../../src/main/catalog/rows.ts';
import { imageDocument } from './generated-images.ts';

it('derives the same from a document as when the files of today were written: else a migration is due', () => {
  const document = imageDocument({
    ...{ id: 'ID 1', name: 'A\u0308rger  13', owner: 'Owner', tags: ['Tag'], hidden: true, protected: true },
    checksum: { algo: 'sha512', value: 'ab12' },
    properties: { os_distro: 'Debian', nested: { a: [1] } },
  });
  const { digest, columns, crc, text } = toRow('cloud', documentTexts('cloud', document));
  expect({ digest, columns, crc, text }).toEqual({
    digest: 'yiq5fzPhhUPWqDceegx1rCAfLGEiA3gn85sjlTGFZdU=',
    columns: [
      'ärger 13',
      'ready',
      'active',
      'private',
      'qcow2',
      'bare',
      'owner',
      'debian',
      'sha512:ab12',
      1024,
      null,
      0,
      0,
      '2026-01-02T00:00:00Z',
      '2026-01-01T00:00:00Z',
      3,
    ],
    crc: 1728289144,
    text: '\n\u0004id 1\närger 13\nowner\nqcow2\nbare\nready\nactive\nprivate\n\u0003ab12\n\u0002tag\nos_distro\u0001debian\nnested\u0001{"a":[1]}\n',
  });
});
