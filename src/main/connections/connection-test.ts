import type { CallResult } from '#shared/contract/index.ts';
import { AppError, toAppError, type WireError } from '#shared/errors/index.ts';
import type { ConnectionHealth, TestStep } from '#shared/model/index.ts';
import type { ImageProvider } from '../providers/provider.ts';

type TestResult = CallResult<'connections.test'>;

const OPERATION = 'connections.test';

/** Runs a provider's test to its end; where all passed, asks what the service can do. */
export async function runConnectionTest(provider: ImageProvider, signal: AbortSignal): Promise<TestResult> {
  const steps: TestStep[] = [];
  const call = { signal, operation: OPERATION };
  await provider.test((step) => steps.push(step), call);
  signal.throwIfAborted();
  if (steps.length === 0) {
    throw new AppError('INTERNAL', 'The connection test made no step.', { operation: OPERATION });
  }
  if (steps.some((step) => step.verdict === 'failed')) return { steps, capabilities: null };
  return { steps, capabilities: await provider.capabilities(call) };
}

/** What the steps say of the connection's health. */
export function healthOf(result: TestResult): {
  readonly health: ConnectionHealth;
  readonly error: WireError | null;
} {
  const failed = result.steps.find((step) => step.verdict === 'failed');
  if (failed === undefined) return { health: 'ok', error: null };
  const error = failed.error ?? new AppError('UNAVAILABLE', failed.detail, { operation: OPERATION }).toWire();
  return { health: isOffline(error) ? 'offline' : 'failed', error };
}

/** The same for a fault outside the steps. */
export function healthAfterFault(fault: unknown): { health: ConnectionHealth; error: WireError } {
  const error = toAppError(fault, OPERATION).toWire();
  return { health: isOffline(error) ? 'offline' : 'failed', error };
}

function isOffline(error: WireError): boolean {
  return error.code === 'UNREACHABLE' || error.code === 'TIMEOUT' || error.code === 'STALLED';
}
