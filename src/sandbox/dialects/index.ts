import type { CreateDialect } from './dialect.ts';
import { createDjinn } from './djinn/djinn.ts';
import { createGlance } from './glance/glance.ts';
import { createKeystone } from './keystone/keystone.ts';

/** Every dialect of the sandbox. A new one is a folder beside these and a line here. */
export const dialects: readonly CreateDialect[] = [createKeystone, createGlance, createDjinn];
