export { NOVA_CAPABILITIES } from './capabilities.ts';
export { createNovaProvider } from './provider.ts';
