import { formatBytes, formatCount } from '../../ui/format-bytes.ts';

const MIB = 1024 ** 2;
const GIB = 1024 ** 3;

/** Memory for a person: `8 GiB`. */
export function memoryWords(ramMb: number | null): string {
  return ramMb === null ? '–' : formatBytes(ramMb * MIB);
}

/** Disk for a person: `500 GiB`. */
export function diskWords(quotaGb: number | null): string {
  return quotaGb === null ? '–' : formatBytes(quotaGb * GIB);
}

/** A cap in percent of one core: `400 %`. */
export function cpuWords(cpuCap: number | null): string {
  return cpuCap === null ? '–' : `${formatCount(cpuCap)} %`;
}

/** The same in cores: `4 cores`. */
export function coreWords(cpuCap: number): string {
  const cores = cpuCap / 100;
  return cores === 1 ? '1 core' : `${Number(cores.toFixed(2))} cores`;
}
