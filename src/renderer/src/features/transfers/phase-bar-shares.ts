import { PHASES_OF_KIND, type Transfer, type TransferPhase } from '#shared/model/index.ts';

/** How much of the bar each phase of a kind takes, in parts of 100. Sending and receiving bytes is most of it. */
const SHARES: Readonly<Record<Transfer['kind'], Readonly<Partial<Record<TransferPhase, number>>>>> = {
  upload: { inspecting: 6, sending: 62, 'server-processing': 20, verifying: 12 },
  download: { receiving: 84, verifying: 16 },
  import: { 'server-processing': 80, verifying: 20 },
  copy: { sending: 68, 'server-processing': 20, verifying: 12 },
};

export interface PhaseSegment {
  readonly phase: TransferPhase;
  /** Parts of the bar's length. */
  readonly share: number;
  /** 0 to 1. */
  readonly fill: number;
  /** It runs, and nobody can say how far it is. */
  readonly unknown: boolean;
}

const BYTE_PHASES: readonly TransferPhase[] = ['sending', 'receiving'];

/** The bar of a transfer: one segment a phase, filled as far as it got. */
export function phaseSegments(transfer: Transfer): readonly PhaseSegment[] {
  const phases = PHASES_OF_KIND[transfer.kind];
  const current = transfer.phase === null ? -1 : phases.indexOf(transfer.phase);
  return phases.map((phase, index) => {
    const share = SHARES[transfer.kind][phase] ?? 0;
    if (transfer.state === 'succeeded' || index < current) return { phase, share, fill: 1, unknown: false };
    // A stopped transfer keeps the bytes it has: a download goes on from there.
    const fraction = phaseFraction(transfer, phase);
    const counts = index === current || (current < 0 && BYTE_PHASES.includes(phase));
    const fill = counts ? (fraction ?? 0) : 0;
    const unknown = index === current && transfer.state === 'running' && fraction === undefined;
    return { phase, share, fill, unknown };
  });
}

/** How far the bytes are, 0 to 1; `undefined` while the whole is not known. */
export function bytesFraction({ bytesDone, bytesTotal }: Transfer): number | undefined {
  if (bytesTotal === null) return undefined;
  return bytesTotal === 0 ? 1 : Math.min(1, Math.max(0, bytesDone / bytesTotal));
}

/**
 * How far the service's own work is: as it says itself, or by the bytes that it counts for us. Bytes that were
 * sent say nothing of what it makes of them.
 */
export function serviceFraction(transfer: Transfer): number | undefined {
  if (transfer.phase !== 'server-processing') return undefined;
  const said = transfer.service?.fraction ?? null;
  if (said !== null) return Math.min(1, Math.max(0, said));
  return transfer.kind === 'import' ? bytesFraction(transfer) : undefined;
}

/** How far a phase is: in bytes where bytes pass here, or as the service tells. */
function phaseFraction(transfer: Transfer, phase: TransferPhase): number | undefined {
  if (BYTE_PHASES.includes(phase)) return bytesFraction(transfer) ?? 0;
  return phase === 'server-processing' ? serviceFraction(transfer) : undefined;
}
