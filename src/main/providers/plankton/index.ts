export { PLANKTON_CAPABILITIES } from './capabilities.ts';
export { createPlanktonProvider } from './provider.ts';
