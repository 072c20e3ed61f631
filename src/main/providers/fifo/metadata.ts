import type { JsonValue } from '#shared/model/index.ts';
import type { Call } from '../provider.ts';
import { type FifoClient, nounOf, type Target } from './client.ts';
import type { Place } from './requests.ts';

/** `PUT …/metadata/a/b {"key": value}`: one key a request, objects on the way are made (fifo.md §4). */
export async function setMetadata(
  client: FifoClient,
  target: Target,
  { above, key }: Place,
  value: JsonValue,
  call: Call,
): Promise<void> {
  const { collection, id } = target;
  await client.send(
    {
      method: 'PUT',
      url: client.urls.metadata(collection, id, above),
      // `{ [key]: … }` makes an own member of any name.
      json: { [key]: value },
      attempt: `set "${key}" in the metadata of ${nounOf(collection)} ${id}`,
      target,
    },
    call,
  );
}

/** Also succeeds for a key that is not there (fifo.md §4). */
export async function unsetMetadata(
  client: FifoClient,
  target: Target,
  { above, key }: Place,
  call: Call,
): Promise<void> {
  const { collection, id } = target;
  await client.send(
    {
      method: 'DELETE',
      url: client.urls.metadata(collection, id, [...above, key]),
      attempt: `remove "${key}" from the metadata of ${nounOf(collection)} ${id}`,
      target,
    },
    call,
  );
}
