import type { ReactNode } from 'react';
import type { Package } from '#shared/model/index.ts';
import { CloudName } from '../../ui/cloud-name.tsx';
import { exactBytes, formatBytes, formatCount } from '../../ui/format-bytes.ts';
import { Plain } from '../../ui/plain.tsx';
import { visibleText } from '../../ui/visible-text.ts';
import { useConnectionColor } from '../connections/connections-store.ts';
import { coreWords, cpuWords, diskWords, memoryWords } from './package-figures.ts';
import type { PackageColumn } from './package-list.ts';
import { requirementWords } from './requirement-words.ts';

/** What a row says in each column. */
export const PACKAGE_CELLS: Readonly<Record<PackageColumn, (each: Package) => ReactNode>> = {
  name: ({ name }) => <Plain className="image-name">{name}</Plain>,
  connection: ({ connection }) => <CloudCell name={connection} />,
  ramMb: ({ ramMb }) => <Figure text={memoryWords(ramMb)} title={exact(ramMb, 'MB')} />,
  quotaGb: ({ quotaGb }) => <Figure text={diskWords(quotaGb)} title={exact(quotaGb, 'GB')} />,
  cpuCap: ({ cpuCap }) => (
    <Figure text={cpuWords(cpuCap)} title={cpuCap === null ? 'no cap' : coreWords(cpuCap)} />
  ),
  maxSwapMb: ({ maxSwapMb }) => <Figure text={memoryWords(maxSwapMb)} title={exact(maxSwapMb, 'MB')} />,
  blockSize: ({ blockSize }) => (
    <Figure
      text={blockSize === null ? '–' : formatBytes(blockSize)}
      title={blockSize === null ? "the service's own" : exactBytes(blockSize)}
    />
  ),
  compression: ({ compression }) => <Plain>{compression ?? '–'}</Plain>,
  zfsIoPriority: ({ zfsIoPriority }) => (
    <Figure text={zfsIoPriority === null ? '–' : formatCount(zfsIoPriority)} title="" />
  ),
  metadata: ({ metadata }) => {
    const keys = Object.keys(metadata);
    return (
      <Figure
        text={keys.length === 0 ? '–' : formatCount(keys.length)}
        title={keys.slice(0, 20).map(visibleText).join('\n')}
      />
    );
  },
  requirements: ({ requirements }) => (
    <Figure
      text={requirements.length === 0 ? '–' : formatCount(requirements.length)}
      title={requirements.map(requirementWords).join('\n')}
    />
  ),
};

function CloudCell({ name }: { readonly name: string }) {
  return <CloudName name={name} color={useConnectionColor(name)} />;
}

function Figure({ text, title }: { readonly text: string; readonly title: string }) {
  return (
    <span className="figure" title={title === '' ? undefined : title}>
      {text}
    </span>
  );
}

function exact(value: number | null, unit: string): string {
  return value === null ? 'not said' : `${formatCount(value)} ${unit}`;
}
