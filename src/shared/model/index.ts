export * from './capabilities.ts';
export * from './catalog.ts';
export * from './connection.ts';
export * from './image.ts';
export * from './inspection.ts';
export * from './json.ts';
export * from './settings.ts';
export * from './transfer.ts';
