export { ALLIANCE_CAPABILITIES } from './capabilities.ts';
export { createAllianceProvider } from './provider.ts';
