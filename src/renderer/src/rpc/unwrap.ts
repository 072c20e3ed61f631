import { AppError } from '#shared/errors/index.ts';
import type { Envelope } from '#shared/rpc/index.ts';

/** The value of an envelope, or its error thrown. The caller knows which call it made, hence the type. */
export function unwrap<Value>(envelope: Envelope): Value {
  if (!envelope.ok) throw AppError.fromWire(envelope.error);
  return envelope.value as Value;
}
