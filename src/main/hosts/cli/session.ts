import type { Command } from 'commander';
import type { CallName, CallParams, CallResult } from '#shared/contract/index.ts';
import type { JsonValue } from '#shared/model/index.ts';
import { type Client, createClient, createMemoryTransport } from '#shared/rpc/index.ts';
import { type Application, createApplication } from '../../application.ts';
import { defaultHome } from '../../home.ts';
import { createOutput, EXIT, type Output } from './output.ts';
import { UsageError } from './usage.ts';

/** One command's run: the application on its data directory, and where to speak. */
export interface Session {
  readonly application: Application;
  readonly output: Output;
  call<Name extends CallName>(name: Name, params: Frozen<CallParams<Name>>): Promise<CallResult<Name>>;
  readonly client: Client;
}

/** Parameters as the model has them: nobody changes them on the way. JSON has no end, and is read-only already. */
type Frozen<Value> = [JsonValue] extends [Value]
  ? Value
  : Value extends object
    ? { readonly [Key in keyof Value]: Frozen<Value[Key]> }
    : Value;

/** Options that every command has. */
interface GlobalOptions {
  readonly home?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

export function outputOf(command: Command): Output {
  const options = command.optsWithGlobals<GlobalOptions>();
  return createOutput({ json: options.json === true, quiet: options.quiet === true });
}

export function homeOf(command: Command): string {
  return command.optsWithGlobals<GlobalOptions>().home ?? defaultHome();
}

/**
 * Runs `work` with an open application, and sets the process's exit code: 0 done, 1 failed, whatever
 * `work` gives otherwise. The application is closed in every case.
 */
export async function withSession(
  command: Command,
  operation: string,
  work: (session: Session) => Promise<number | undefined>,
): Promise<void> {
  const output = outputOf(command);
  let application: Application | undefined;
  try {
    application = await createApplication({
      host: 'cli',
      home: homeOf(command),
      downloadFolder: process.cwd(),
    });
    const client = createClient(createMemoryTransport(application.dispatcher));
    const session: Session = {
      application,
      output,
      client,
      call: (name, params) => client.call(name, params as CallParams<typeof name>),
    };
    process.exitCode = (await work(session)) ?? EXIT.done;
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const failure = output.fail(error, operation);
    if (failure.code === 'INTERNAL' && failure.cause !== undefined) application?.noteFault(failure);
    process.exitCode = EXIT.failed;
  } finally {
    try {
      await application?.close();
      for (const { message } of application?.notices() ?? []) output.warn(message);
    } finally {
      output.end();
    }
  }
}
