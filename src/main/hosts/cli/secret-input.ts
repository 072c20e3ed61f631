import { text } from 'node:stream/consumers';

/**
 * The secret of a command: standard input with `--secret-stdin`, else the variable `ARGOSY_SECRET`.
 * One trailing line break is not part of it. Never an argument: those are visible to every user.
 */
export async function readSecret(fromStandardInput: boolean): Promise<string | undefined> {
  if (!fromStandardInput) return process.env['ARGOSY_SECRET'] || undefined;
  const input = await text(process.stdin);
  return input.replace(/\r?\n$/, '') || undefined;
}
