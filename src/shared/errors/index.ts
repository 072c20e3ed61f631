export type { AppErrorInit, ErrorContext, Retry, WireError } from './app-error.ts';
export { AppError, isAppError, toAppError } from './app-error.ts';
export type { ErrorCode } from './codes.ts';
export { ERROR_CODES } from './codes.ts';
