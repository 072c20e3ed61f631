import { PACKAGE_COMPRESSIONS } from '#shared/model/index.ts';
import { type Choice, NumberInput, SelectInput, TextInput } from '../../ui/fields.tsx';
import { formatBytes } from '../../ui/format-bytes.ts';
import { coreWords, diskWords, memoryWords } from './package-figures.ts';
import { LARGEST, type PackageForm } from './package-form.ts';

interface PackageFieldsProps {
  readonly form: PackageForm;
  readonly problems: Readonly<Record<string, string>>;
  readonly onChange: (form: PackageForm) => void;
}

const COMPRESSION_NOTES: Readonly<Record<string, string>> = {
  off: 'what the service does by itself',
  lz4: 'fast; a good choice for most',
  gzip: 'as gzip-6',
  'gzip-1': 'fastest of gzip',
  'gzip-9': 'smallest, slowest',
};
const COMPRESSIONS: readonly Choice<string>[] = [
  { value: '', label: "The service's own (off)" },
  ...PACKAGE_COMPRESSIONS.map((value) => ({ value, label: value, note: COMPRESSION_NOTES[value] })),
];

/** Everything that a package is made of, each with its unit; what is optional says what happens without it. */
export function PackageFields({ form, problems, onChange }: PackageFieldsProps) {
  const set = (patch: Partial<PackageForm>): void => onChange({ ...form, ...patch });
  const { ramMb, quotaGb, cpuCap, maxSwapMb, blockSize } = form;
  const number = { min: 1, max: LARGEST } as const;
  return (
    <div className="form-grid">
      <TextInput
        className="span-2"
        label="Name"
        autoFocus
        maxLength={255}
        placeholder="medium"
        value={form.name}
        error={problems['name']}
        onChange={(name) => set({ name })}
      />
      <NumberInput
        {...number}
        label="Memory"
        unit="MB"
        value={ramMb}
        error={problems['ramMb']}
        hint={ramMb === undefined ? 'At least 1 MB.' : `That is ${memoryWords(ramMb)}.`}
        onChange={(value) => set({ ramMb: value })}
      />
      <NumberInput
        {...number}
        label="Disk quota"
        unit="GB"
        value={quotaGb}
        error={problems['quotaGb']}
        hint={quotaGb === undefined ? 'At least 1 GB.' : `That is ${diskWords(quotaGb)}.`}
        onChange={(value) => set({ quotaGb: value })}
      />
      <NumberInput
        {...number}
        label="CPU cap, optional"
        unit="%"
        value={cpuCap}
        hint={cpuCap === undefined ? '100 % is one core; empty is no cap.' : `That is ${coreWords(cpuCap)}.`}
        onChange={(value) => set({ cpuCap: value })}
      />
      <NumberInput
        {...number}
        label="Max swap, optional"
        unit="MB"
        value={maxSwapMb}
        hint={maxSwapMb === undefined ? "Empty is the service's own." : `That is ${memoryWords(maxSwapMb)}.`}
        onChange={(value) => set({ maxSwapMb: value })}
      />
      <SelectInput
        label="Compression, optional"
        value={form.compression ?? ''}
        choices={COMPRESSIONS}
        onChange={(value) => set({ compression: PACKAGE_COMPRESSIONS.find((each) => each === value) })}
      />
      <NumberInput
        {...number}
        label="Block size, optional"
        unit="bytes"
        value={blockSize}
        hint={
          blockSize === undefined
            ? 'Of the volume; databases like 8192.'
            : `That is ${formatBytes(blockSize)}.`
        }
        onChange={(value) => set({ blockSize: value })}
      />
      <NumberInput
        {...number}
        label="ZFS I/O priority, optional"
        value={form.zfsIoPriority}
        hint="A share of the disk; 100 is usual."
        onChange={(value) => set({ zfsIoPriority: value })}
      />
    </div>
  );
}
