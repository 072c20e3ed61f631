import type { Capabilities, ConnectionKind, ConnectionProfile } from '#shared/model/index.ts';

/** The connections that others can share something with, as they are now. */
export interface Receivers {
  all(): readonly ConnectionProfile[];
  /** `undefined`: removed, or its kind cannot tell what is shared with it. */
  find(name: string): ConnectionProfile | undefined;
  /** Whether something can wait for an answer there. */
  hasAnswers(profile: ConnectionProfile): boolean;
}

export function createReceivers(
  profiles: () => readonly ConnectionProfile[],
  declaredCapabilities: (kind: ConnectionKind) => Capabilities,
): Receivers {
  const abilities = ({ kind }: ConnectionProfile) => declaredCapabilities(kind).operations;
  const all = (): readonly ConnectionProfile[] =>
    profiles().filter((profile) => abilities(profile)['member.shared'].supported);
  return {
    all,
    find: (name) => all().find((profile) => profile.name === name),
    hasAnswers: (profile) => abilities(profile)['member.accept'].supported,
  };
}

/** Neither removed nor led elsewhere meanwhile. */
export function isSame(before: ConnectionProfile, now: ConnectionProfile | undefined): boolean {
  return now !== undefined && keyOf(before) === keyOf(now);
}

/** All but how it looks and what a person is asked before: that changes nothing of what the service says. */
export function keyOf({ color: _color, production: _production, ...leads }: ConnectionProfile): string {
  return JSON.stringify(leads);
}
