import type { ConnectionProfile, KeystoneSettings } from '#shared/model/index.ts';

/** Names of the saved Glance connections to the project that a connection is signed in to, in their order. */
export function glanceOfSameCloud(profiles: readonly ConnectionProfile[], name: string): readonly string[] {
  const profile = profiles.find((candidate) => candidate.name === name);
  if (profile?.kind !== 'nova') return [];
  const wanted = placeOf(profile.settings);
  return profiles
    .filter((candidate) => candidate.kind === 'glance' && placeOf(candidate.settings) === wanted)
    .map((candidate) => candidate.name);
}

/** The project that a sign-in leads to, and the region in it. */
function placeOf(settings: KeystoneSettings): string {
  const { authUrl, project, projectId, projectDomain, projectDomainId, region } = settings;
  const address = authUrl.replace(/\/+$/, '').replace(/\/v3$/, '').replace(/\/+$/, '').toLowerCase();
  const { applicationCredentialId, applicationCredentialName } = settings;
  return JSON.stringify([
    ...[address, region, projectId, project],
    project === undefined ? undefined : (projectDomainId ?? projectDomain ?? 'Default'),
    ...[applicationCredentialId, applicationCredentialName],
  ]);
}
