import type { ConnectionProfile } from '../model/index.ts';

/** Beyond this an address is none that a person could judge. */
const ADDRESS_LENGTH = 400;

/**
 * The one way to write a cloud's address, so that two can be compared: scheme, host and path in their normal
 * form, no version or slash at the end. `undefined` for what is no http address, is too long, or carries a
 * user name, a password, a query or a fragment: these can hold secrets, and are never part of an address.
 */
export function cloudAddress(text: string): string | undefined {
  const trimmed = text.trim();
  if (trimmed.length > ADDRESS_LENGTH || !/^https?:\/\//i.test(trimmed) || /[?#\\\s]/.test(trimmed)) {
    return undefined;
  }
  const url = URL.parse(trimmed);
  if (url === null || url.username !== '' || url.password !== '') return undefined;
  let path = url.pathname;
  for (let before = ''; before !== path; ) {
    before = path;
    path = path.replace(/\/$/, '').replace(/\/v\d[\d.]*$/, '');
  }
  const address = `${url.origin}${path}`;
  return address.length > ADDRESS_LENGTH ? undefined : address;
}

/** The address that tells a connection's cloud: of its sign-in (Keystone), else of the service. */
export function cloudOf({ kind, settings }: ConnectionProfile): string | undefined {
  return cloudAddress(kind === 'glance' || kind === 'nova' ? settings.authUrl : settings.endpoint);
}
