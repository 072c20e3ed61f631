import devices from '../../../resources/definitions/devices.json' with { type: 'json' };
import firmware from '../../../resources/definitions/firmware.json' with { type: 'json' };
import origin from '../../../resources/definitions/origin.json' with { type: 'json' };
import processor from '../../../resources/definitions/processor.json' with { type: 'json' };
import publishing from '../../../resources/definitions/publishing.json' with { type: 'json' };
import storage from '../../../resources/definitions/storage.json' with { type: 'json' };
import system from '../../../resources/definitions/system.json' with { type: 'json' };
import vmware from '../../../resources/definitions/vmware.json' with { type: 'json' };
import type { PropertyEffect } from './known-property.ts';

/** A property of the set that comes with Argosy. Its form is held by a test that reads each file. */
export interface StandardDefinition {
  readonly key: string;
  readonly title: string;
  readonly description: string;
  readonly type: 'string' | 'integer' | 'number' | 'boolean' | 'array';
  /** The values that are offered; others are refused, but for the accepted ones. */
  readonly values?: readonly string[];
  /** Values that are right, but not offered: older spellings, and what hardly anybody needs. */
  readonly accepted?: readonly string[];
  /** Values that catalogues of clouds name though the service that reads them refuses them. */
  readonly mistaken?: readonly string[];
  /** Values that are usual where any will do. */
  readonly suggestions?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly pattern?: string;
  /** What the pattern asks for, in words. */
  readonly patternWords?: string;
  readonly affects: readonly PropertyEffect[];
  readonly intents: readonly string[];
}

export interface StandardGroup {
  readonly group: string;
  readonly properties: readonly StandardDefinition[];
}

/** The bundled set, in the order in which its groups are shown. */
export const STANDARD_GROUPS = [
  firmware,
  devices,
  processor,
  system,
  publishing,
  storage,
  vmware,
  origin,
] as readonly StandardGroup[];

/** What services write of an image's past. */
export const ORIGIN_GROUP = origin.group;
