import { text } from 'node:stream/consumers';
import { UsageError } from './usage.ts';

/**
 * The secret of a command: standard input with `--secret-stdin`, else the variable `ARGOSY_SECRET`.
 * One trailing line break is not part of it. Never an argument: those are visible to every user.
 */
export async function readSecret(fromStandardInput: boolean): Promise<string | undefined> {
  if (!fromStandardInput) return process.env['ARGOSY_SECRET'] || undefined;
  const input = await text(process.stdin);
  const secret = input.replace(/\r?\n$/, '');
  if (secret === '') throw new UsageError('--secret-stdin: nothing came on standard input.');
  return secret;
}
