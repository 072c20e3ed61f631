import { AppError } from '#shared/errors/index.ts';
import type { Capabilities, ImageEdit } from '#shared/model/index.ts';
import { assertFits, editOperations } from './asked-operations.ts';
import type { Call } from './provider.ts';

/**
 * Throws `UNSUPPORTED`, with the reason, for an edit that these capabilities do not allow, and `INVALID` for
 * values that do not fit. For edits that are kept for later: what is sent passes the guard.
 */
export function assertEditAllowed(capabilities: Capabilities, edit: ImageEdit, call: Call): void {
  const { operations, visibilities } = capabilities;
  // What is named has the better reason; that nothing at all can be edited is the last one.
  for (const operation of [...editOperations(edit), 'image.edit'] as const) {
    const ability = operations[operation];
    if (!ability.supported) throw new AppError('UNSUPPORTED', ability.reason, { operation: call.operation });
  }
  if (edit.visibility !== undefined && !visibilities.includes(edit.visibility)) {
    throw new AppError('UNSUPPORTED', `This service has no visibility ${edit.visibility}.`, {
      operation: call.operation,
      hint: `It knows ${visibilities.join(' and ')}.`,
    });
  }
  assertFits(capabilities, edit.setProperties, call);
}
