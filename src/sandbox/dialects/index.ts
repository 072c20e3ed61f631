import { createAlliance } from './alliance/alliance.ts';
import type { CreateDialect } from './dialect.ts';
import { createDjinn } from './djinn/djinn.ts';
import { createFifo } from './fifo/fifo.ts';
import { createGlance } from './glance/glance.ts';
import { createKeystone } from './keystone/keystone.ts';
import { createNova } from './nova/nova.ts';
import { createPlankton } from './plankton/plankton.ts';

/** Every dialect of the sandbox. A new one is a folder beside these and a line here. */
export const dialects: readonly CreateDialect[] = [
  createKeystone,
  createGlance,
  createNova,
  createPlankton,
  createAlliance,
  createDjinn,
  createFifo,
];
