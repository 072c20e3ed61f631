import { hash } from 'node:crypto';
import type { CatalogSortKey } from '../../src/shared/model/index.ts';
import { sampleId } from './sample-images.ts';

/** What stood in the search box after each key (or paste), and how the list was sorted meanwhile. */
export interface TypingSession {
  readonly texts: readonly string[];
  readonly sort: CatalogSortKey;
  readonly direction: 'asc' | 'desc';
}

type Order = Partial<Pick<TypingSession, 'sort' | 'direction'>>;

/** Sessions over the images of `sample-images.ts`, of which there are `rows`. */
export function typingSessions(rows: number): readonly TypingSession[] {
  const someHash = hash('sha512', `content ${Math.floor(rows / 3)}`);
  return [
    typed('ubuntu-24.04 gpu'),
    typed('status:active cloud:prod format:qcow2'),
    typed('size:>2G tag:golden'),
    typed('property.os_distro:debian -hidden'),
    typed(`os_hash:${someHash.slice(0, 4)}`),
    typed('kubernetes', { sort: 'updatedAt', direction: 'desc' }),
    typed('windows 2025 team draco', { sort: 'sizeBytes', direction: 'desc' }),
    typed('updated:<7d rocky', { sort: 'updatedAt', direction: 'desc' }),
    typed('visibility:public size:1G..4G', { sort: 'sizeBytes' }),
    typed('-tag:deprecated -ubuntu alpine', { sort: 'owner' }),
    typed('debian -web -gpu -"ci-runner"', { sort: 'connection' }),
    typed('q35 uefi aarch64', { sort: 'createdAt', direction: 'desc' }),
    typed('min_disk:>=20 min_ram:<=1024 fedora', { sort: 'minRamMb' }),
    typed('cloud:lab protected', { sort: 'diskFormat', direction: 'desc' }),
    typed('description:image hw_', { sort: 'virtualSizeBytes' }),
    typed('"golden image of debian 13"'),
    // One and two letters, which no trigram helps.
    ...['a', 'ub', 'z', 'zq', '9', '-', '%', '_x'].map((text) => typed(text)),
    typed('ed', { sort: 'sizeBytes', direction: 'desc' }),
    // Rare: one row, near the end of the list, and by its build.
    typed(`build ${rows - 7}`, { sort: 'name', direction: 'desc' }),
    typed(hash('sha1', `build ${Math.floor(rows / 2)}`).slice(0, 12)),
    // Absent: nothing to find, also where every trigram of it is common.
    typed('mandrake'),
    typed('ubuntu ubuntu-99'),
    typed('image of windows 24.04', { sort: 'updatedAt' }),
    // Identifiers come from the clipboard, or are typed from a log.
    pasted(sampleId(Math.floor(rows / 2))),
    pasted(sampleId(rows - 1), { sort: 'updatedAt', direction: 'desc' }),
    pasted(`id:${sampleId(5)}`),
    pasted('00000000-0000-4000-8000-000000000000'),
    typed(sampleId(Math.floor(rows / 7)).slice(0, 13)),
    pasted(someHash),
    // A person corrects what was typed.
    corrected('debain', 'debian 12', 'deb'),
    pasted('', { sort: 'name', direction: 'desc' }),
    pasted('', { sort: 'status' }),
    pasted('', { sort: 'visibility', direction: 'desc' }),
    pasted('', { sort: 'id' }),
  ];
}

function typed(text: string, order: Order = {}): TypingSession {
  return session(prefixes(text, 1), order);
}

function pasted(text: string, order: Order = {}): TypingSession {
  return session([text], order);
}

/** Types `wrong`, goes back to `stem`, types `right`. */
function corrected(wrong: string, right: string, stem: string): TypingSession {
  const back = prefixes(wrong, stem.length).toReversed();
  return session([...prefixes(wrong, 1), ...back, ...prefixes(right, stem.length + 1)], {});
}

function prefixes(text: string, from: number): readonly string[] {
  return Array.from({ length: text.length - from + 1 }, (_, index) => text.slice(0, from + index));
}

function session(texts: readonly string[], { sort = 'name', direction = 'asc' }: Order): TypingSession {
  return { texts, sort, direction };
}
