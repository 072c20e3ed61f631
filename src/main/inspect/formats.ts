import { iso } from './iso.ts';
import { luks } from './luks.ts';
import { ploop } from './ploop.ts';
import type { Probe } from './probe.ts';
import { qcow1 } from './qcow1.ts';
import { qcow2 } from './qcow2.ts';
import { qed } from './qed.ts';
import { raw } from './raw.ts';
import { vdi } from './vdi.ts';
import { vhd } from './vhd.ts';
import { vhdx } from './vhdx.ts';
import { vmdk } from './vmdk.ts';

/**
 * Every format that is known, those first that begin with their own signature. ISO comes after them, because
 * its signature lies where others keep data; raw is last and takes what is left.
 */
export const FORMATS: readonly Probe[] = [qcow2, qcow1, qed, vmdk, vhdx, vdi, luks, ploop, iso, vhd, raw];

/** All formats that the content passes for; more than one beside raw is suspicious. Never empty. */
export function detectFormats(head: Uint8Array, tail: Uint8Array): readonly [Probe, ...Probe[]] {
  const [first, ...others] = FORMATS.filter((probe) => probe !== raw && probe.detect(head, tail));
  return first === undefined ? [raw] : [first, ...others];
}
