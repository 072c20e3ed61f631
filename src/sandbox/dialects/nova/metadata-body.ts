import type { Exchange } from '../../http/exchange.ts';
import { pythonRepr } from '../glance/python-text.ts';
import { NovaFault } from './faults.ts';

type Members = Readonly<Record<string, unknown>>;

const keyPattern = /^[a-zA-Z0-9\-_:. ]{1,255}$/;
const keyPatternText = '^[a-zA-Z0-9-_:. ]{1,255}$';

/**
 * The string pairs under the only allowed key of a metadata request (nova-images.md §4 "Body rules").
 * @throws NovaFault 400 in the words of the JSON schema check
 */
export async function readMetadata(
  exchange: Exchange,
  topKey: 'metadata' | 'meta',
): Promise<ReadonlyMap<string, string>> {
  const body = parse(await exchange.body());
  if (!isObject(body)) throw new NovaFault(400, `${pythonRepr(body)} is not of type 'object'`);
  if (!Object.hasOwn(body, topKey)) throw new NovaFault(400, `'${topKey}' is a required property`);
  const others = Object.keys(body).filter((key) => key !== topKey);
  if (others.length > 0) {
    const were = others.length === 1 ? 'was' : 'were';
    const names = others.map(pythonRepr).join(', ');
    throw new NovaFault(400, `Additional properties are not allowed (${names} ${were} unexpected)`);
  }
  const pairs = body[topKey];
  if (!isObject(pairs)) throw invalid(topKey, pairs, `${pythonRepr(pairs)} is not of type 'object'`);
  const keys = Object.keys(pairs);
  if (topKey === 'meta' && keys.length !== 1) {
    const problem = keys.length === 0 ? 'does not have enough properties' : 'has too many properties';
    throw invalid(topKey, pairs, `${pythonRepr(pairs)} ${problem}`);
  }
  const wrong = keys.filter((key) => !keyPattern.test(key));
  if (wrong.length > 0) {
    const verb = wrong.length === 1 ? 'does' : 'do';
    const names = wrong.map(pythonRepr).join(', ');
    throw invalid(topKey, pairs, `${names} ${verb} not match any of the regexes: '${keyPatternText}'`);
  }
  return new Map(Object.entries(pairs).map(([key, value]) => [key, stringValue(key, value)]));
}

function parse(bytes: Buffer): unknown {
  if (bytes.length === 0) return null;
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new NovaFault(400, 'Malformed request body');
  }
}

function stringValue(key: string, value: unknown): string {
  if (typeof value !== 'string') throw invalid(key, value, `${pythonRepr(value)} is not of type 'string'`);
  if ([...value].length > 255) throw invalid(key, value, `${pythonRepr(value)} is too long`);
  return value;
}

function invalid(field: string, value: unknown, problem: string): NovaFault {
  const shown = typeof value === 'string' ? value : pythonRepr(value);
  return new NovaFault(400, `Invalid input for field/attribute ${field}. Value: ${shown}. ${problem}`);
}

function isObject(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
