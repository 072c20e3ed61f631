export { createPackageHandlers } from './package-handlers.ts';
