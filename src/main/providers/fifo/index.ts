export { FIFO_CAPABILITIES } from './capabilities.ts';
export { createFifoProvider } from './provider.ts';
