import type { Command } from 'commander';
import { isAppError } from '#shared/errors/index.ts';
import { isArgosyLink, parseAcceptLink } from '#shared/links/index.ts';
import { startDesktop } from '../desktop.ts';
import { EXIT, printable } from '../output.ts';
import { homeOf, outputOf } from '../session.ts';
import { portNumber, UsageError } from '../usage.ts';

interface ServeOptions {
  readonly port?: number;
  /** Commander's `--no-open`. */
  readonly open: boolean;
  readonly sandbox?: boolean;
}

/** `open` (also the command without a name) and `serve`. */
export function serveCommands(program: Command): void {
  program
    .command('serve')
    .description('the web host on loopback')
    .option('--port <number>', 'port (default: any free one)', portNumber)
    .option('--no-open', 'do not open a browser')
    .option('--sandbox', 'with the embedded sandbox as a cloud')
    .action((options: ServeOptions, command: Command) => serve(options, command));

  program
    .command('open [link]', { isDefault: true })
    .description(
      'the desktop app; where its runtime is missing, the web host in the browser. An argosy: link is shown there',
    )
    .option('--port <number>', 'port of the web host, if it comes to that', portNumber)
    .option('--no-open', 'do not open a browser, if it comes to that')
    .option('--sandbox', 'with the embedded sandbox as a cloud')
    // The default command gets whatever is no command's name: say that, not that it takes no arguments.
    .allowExcessArguments(true)
    .action(async (_link: string | undefined, options: ServeOptions, command: Command) => {
      const link = linkOf(command.args);
      const desktop = await startDesktop({ home: homeOf(command), sandbox: options.sandbox === true, link });
      if (desktop.started) {
        process.exitCode = await desktop.ended;
        return;
      }
      outputOf(command).say(
        `No desktop window: ${desktop.reason}. The same application follows in the browser.`,
      );
      await serve(options, command, link);
    });
}

/** A link that Argosy can read: it is only passed on, never acted on here. */
function linkOf([first, ...more]: readonly string[]): string | undefined {
  if (first === undefined) return undefined;
  if (!isArgosyLink(first)) {
    throw new UsageError(`there is no command "${printable(first)}". See: argosy --help`);
  }
  if (more.length > 0) throw new UsageError('one link at a time, in quotes: a shell would take it apart.');
  try {
    parseAcceptLink(first);
  } catch (error) {
    if (isAppError(error)) throw new UsageError(`${error.message} ${error.hint ?? ''}`);
    throw error;
  }
  return first;
}

async function serve(options: ServeOptions, command: Command, link?: string): Promise<void> {
  const output = outputOf(command);
  // Loaded only here: the other commands need no server.
  const { readyLine, startWebHost } = await import('../../web/index.ts');
  try {
    const host = await startWebHost({
      home: homeOf(command),
      port: options.port ?? 0,
      openBrowser: options.open,
      sandbox: options.sandbox === true,
      link,
    });
    process.stdout.write(`${readyLine(host)}\n`);
    await new Promise<void>((resolve) => {
      // The listeners stay while it closes: Ctrl-C comes twice where the launcher passes on what the
      // terminal sent to both, and the second must not kill what the first began to close.
      process.on('SIGINT', () => resolve());
      process.on('SIGTERM', () => resolve());
    });
    output.say('Closing; transfers go on at the next start.');
    await host.close();
    process.exitCode = EXIT.done;
  } catch (error) {
    output.fail(error, 'app.serve');
    output.end();
    process.exitCode = EXIT.failed;
  }
}
