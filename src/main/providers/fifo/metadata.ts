import type { JsonValue } from '#shared/model/index.ts';
import type { Call } from '../provider.ts';
import { type FifoChange, type FifoClient, nounOf, type Target } from './client.ts';
import type { Place } from './requests.ts';
import type { FifoUrls } from './urls.ts';

/** `PUT …/metadata/a/b {"key": value}`: one key a request, objects on the way are made (fifo.md §4). */
export async function setMetadata(
  client: FifoClient,
  target: Target,
  place: Place,
  value: JsonValue,
  call: Call,
): Promise<void> {
  await client.send(setRequest(client.urls, target, place, value), call);
}

export function setRequest(
  urls: FifoUrls,
  target: Target,
  { above, key }: Place,
  value: JsonValue,
): FifoChange {
  const { collection, id } = target;
  return {
    method: 'PUT',
    url: urls.metadata(collection, id, above),
    // `{ [key]: … }` makes an own member of any name.
    json: { [key]: value },
    attempt: `set "${key}" in the metadata of ${nounOf(collection)} ${id}`,
    target,
  };
}

/** Also succeeds for a key that is not there (fifo.md §4). */
export async function unsetMetadata(
  client: FifoClient,
  target: Target,
  place: Place,
  call: Call,
): Promise<void> {
  await client.send(unsetRequest(client.urls, target, place), call);
}

export function unsetRequest(urls: FifoUrls, target: Target, { above, key }: Place): FifoChange {
  const { collection, id } = target;
  return {
    method: 'DELETE',
    url: urls.metadata(collection, id, [...above, key]),
    attempt: `remove "${key}" from the metadata of ${nounOf(collection)} ${id}`,
    target,
  };
}
