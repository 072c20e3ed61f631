export { DJINN_CAPABILITIES } from './capabilities.ts';
export { createDjinnProvider } from './provider.ts';
