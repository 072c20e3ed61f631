export type { Bridge, ConnectionStatus } from './bridge.ts';
export type { Browser } from './browser.ts';
export { createBridge } from './create-bridge.ts';
export { createElectronBridge } from './electron-bridge.ts';
export type { Observable } from './observable.ts';
export { createWebBridge } from './web-bridge.ts';
