import { z } from "zod";
import type { AppSettings } from "../../protocol/app-settings.ts";
import { CHANNEL_NAME_MAX, isChannelName } from "../../protocol/channels.ts";
import { isReservedEvent } from "../../protocol/codec.ts";
import type { HostedChannels, Publication } from "../../realtime/hosted-app.ts";
import { channelInfo, readInfo } from "./channel-info.ts";
import { ChannelApiRefusal } from "./refusal.ts";

const EVENT_NAME_MAX = 200;
/** How many channels one request may publish on. */
export const CHANNELS_MAX = 100;
const BATCH_MAX = 10;
/** Longest key of the caller's, in the body or as a header. */
export const IDEMPOTENCY_KEY_MAX = 128;
const SOCKET_ID = /^\d{1,20}\.\d{1,20}$/;

const event = z.object({
  name: z
    .string()
    .min(1)
    .max(EVENT_NAME_MAX)
    .refine((name) => !isReservedEvent(name), "names that begin with pusher: or realtime: are the server's"),
  data: z.string(),
  socket_id: z.string().regex(SOCKET_ID).nullish(),
  info: z.string().nullish(),
});
const channel = z.string().refine(isPublishable, "is not the name of a channel");

const single = event
  .extend({
    channel: channel.nullish(),
    channels: z.array(channel).min(1).max(CHANNELS_MAX).nullish(),
    idempotency_key: z.string().min(1).max(IDEMPOTENCY_KEY_MAX).nullish(),
  })
  .refine((one) => (one.channel == null) !== (one.channels == null), "name either a channel or channels");

const batch = z.object({
  batch: z.array(event.extend({ channel })).min(1).max(BATCH_MAX),
  idempotency_key: z.string().min(1).max(IDEMPOTENCY_KEY_MAX).nullish(),
});

/** A request to publish, checked whole: either all of it is published or nothing. */
export interface PublishRequest {
  readonly publications: readonly Publication[];
  readonly idempotencyKey: string | undefined;
  /** The answer's body, made after publishing: `{}` unless info was asked for. */
  readonly answer: (channels: HostedChannels) => object;
}

/** `POST /apps/{id}/events`. Throws `ChannelApiRefusal` 400 or 413. */
export function readEvent(body: unknown, settings: AppSettings): PublishRequest {
  const { name, data, socket_id, info, channel: one, channels, idempotency_key } = check(single, body);
  const names = [...new Set(channels ?? [one ?? ""])];
  if (names.length > 1 && names.some((each) => each.startsWith("private-encrypted-")))
    throw new ChannelApiRefusal(
      400,
      "invalid-input",
      "An encrypted channel can't be named along with others",
    );
  const asked = readInfo(info, names);
  checkSize(data, settings);
  return {
    publications: names.map((each) => ({
      channel: each,
      event: name,
      data,
      exceptSocketId: socket_id ?? undefined,
    })),
    idempotencyKey: idempotency_key ?? undefined,
    answer: (known) =>
      asked.size === 0
        ? {}
        : {
            channels: Object.fromEntries(
              names.map((each) => [each, channelInfo(known.channel(each), asked)]),
            ),
          },
  };
}

/** `POST /apps/{id}/batch_events`. Throws `ChannelApiRefusal` 400 or 413. */
export function readBatch(body: unknown, settings: AppSettings): PublishRequest {
  const { batch: events, idempotency_key } = check(batch, body);
  const asked = events.map(({ info, channel: name }) => readInfo(info, [name]));
  for (const { data } of events) checkSize(data, settings);
  return {
    publications: events.map(({ name, data, socket_id, channel: each }) => ({
      channel: each,
      event: name,
      data,
      exceptSocketId: socket_id ?? undefined,
    })),
    idempotencyKey: idempotency_key ?? undefined,
    answer: (known) =>
      asked.every(({ size }) => size === 0)
        ? {}
        : {
            batch: events.map(({ channel: each }, at) =>
              channelInfo(known.channel(each), asked[at] ?? new Set()),
            ),
          },
  };
}

/** A channel's name, or one user's own channel. */
function isPublishable(name: string): boolean {
  const own = "#server-to-user-";
  if (name.startsWith(own)) return name.length > own.length && name.length <= CHANNEL_NAME_MAX;
  return isChannelName(name);
}

function checkSize(data: string, { eventBytesMax }: AppSettings): void {
  if (Buffer.byteLength(data) > eventBytesMax)
    throw new ChannelApiRefusal(413, "too-large", `The data of an event may have ${eventBytesMax} bytes`);
}

function check<T>(shape: z.ZodType<T>, body: unknown): T {
  const result = shape.safeParse(body);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const where = issue && issue.path.length > 0 ? `${issue.path.join(".")}: ` : "";
  throw new ChannelApiRefusal(400, "invalid-input", `${where}${issue?.message ?? "The body is wrong"}`);
}
