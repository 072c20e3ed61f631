import type { Socket } from 'node:net';

type Done = (error?: Error | null) => void;

/** What was answered before the socket was reset lies in the kernel already: reading it takes no time. */
const READING_TIME_MS = 500;

/**
 * Lets a socket whose write failed be read before it fails. A service that answers early and closes (413
 * with half of the bytes unread) resets the connection; Node would destroy the socket at the first failed
 * write, with the answer still unread in the kernel.
 */
export function holdWriteFailures(socket: Socket): void {
  const write = socket._write.bind(socket);
  const writev = socket._writev?.bind(socket);
  socket._write = (chunk, encoding, done) => write(chunk, encoding, held(socket, done));
  if (writev !== undefined) socket._writev = (chunks, done) => writev(chunks, held(socket, done));
}

function held(socket: Socket, done: Done): Done {
  return (error) => {
    if (error === undefined || error === null || socket.destroyed) {
      done(error);
      return;
    }
    const fail = (): void => {
      clearTimeout(timer);
      socket.off('close', fail);
      done(error);
    };
    const timer = setTimeout(fail, READING_TIME_MS);
    socket.once('close', fail);
  };
}
