import { createAlliance } from './alliance/alliance.ts';
import type { CreateDialect } from './dialect.ts';
import { createFifo } from './fifo/fifo.ts';
import { createDjinn } from './djinn/djinn.ts';
import { createGlance } from './glance/glance.ts';
import { createKeystone } from './keystone/keystone.ts';
import { createNova } from './nova/nova.ts';

/** Every dialect of the sandbox. A new one is a folder beside these and a line here. */
export const dialects: readonly CreateDialect[] = [createKeystone, createGlance, createNova, createAlliance];
export const dialects: readonly CreateDialect[] = [createKeystone, createGlance, createFifo];
export const dialects: readonly CreateDialect[] = [createKeystone, createGlance, createDjinn];
import { createPlankton } from './plankton/plankton.ts';

/** Every dialect of the sandbox. A new one is a folder beside these and a line here. */
export const dialects: readonly CreateDialect[] = [createKeystone, createGlance, createPlankton];
