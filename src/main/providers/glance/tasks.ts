import { z } from 'zod';
import type { ImageTask } from '#shared/model/index.ts';
import { plainLine, type TextReply } from '../../http/index.ts';
import type { Call } from '../provider.ts';
import type { GlanceClient } from './client.ts';
import { unexpected } from './results.ts';

const text = z.string().nullish().catch(null);
const taskSchema = z.object({
  id: text,
  type: text,
  status: text,
  message: text,
  created_at: text,
  updated_at: text,
});
const tasksSchema = z.object({ tasks: z.array(z.unknown()).max(100_000) });

/** What the service did with an image: imports and copies, the newest first (glance-v2.md §4, Import). */
export async function listTasks(client: GlanceClient, id: string, call: Call): Promise<readonly ImageTask[]> {
  const attempt = `tell the tasks of image ${id}`;
  const reply = await client.send({ method: 'GET', url: (urls) => urls.tasks(id), attempt }, call);
  return parseTasks(reply) ?? Promise.reject(unexpected(reply, call.operation, 'a list of tasks'));
}

/** Its newest task; `undefined` too where the service is too old for tasks, or shows them to nobody. */
export async function latestTask(
  client: GlanceClient,
  id: string,
  call: Call,
): Promise<ImageTask | undefined> {
  const attempt = `tell the tasks of image ${id}`;
  const accept = [400, 403, 404, 405];
  const reply = await client.send({ method: 'GET', url: (urls) => urls.tasks(id), attempt, accept }, call);
  return reply.status === 200 ? parseTasks(reply)?.[0] : undefined;
}

function parseTasks(reply: TextReply): readonly ImageTask[] | undefined {
  const age = ({ createdAt, updatedAt }: ImageTask): string => createdAt ?? updatedAt ?? '';
  return tasksSchema
    .safeParse(reply.json())
    .data?.tasks.flatMap((value) => taskSchema.safeParse(value).data ?? [])
    .map((task) => ({
      id: task.id ?? '',
      kind: task.type ?? null,
      status: plainLine(task.status ?? ''),
      message: task.message ? plainLine(task.message) : null,
      createdAt: asUtc(task.created_at),
      updatedAt: asUtc(task.updated_at),
    }))
    .toSorted((a, b) => age(b).localeCompare(age(a)));
}

/** Unlike those of images, the times of tasks have no zone; they are UTC. */
function asUtc(time: string | null | undefined): string | null {
  if (!time) return null;
  return /T[\d:.]+$/.test(time) ? `${time}Z` : time;
}
