export { GLANCE_CAPABILITIES } from './capabilities.ts';
export { createGlanceProvider } from './provider.ts';
