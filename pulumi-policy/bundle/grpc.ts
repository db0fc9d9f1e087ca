/**
 * A stand-in for `@grpc/grpc-js`: a gRPC server of calls with one request and one response, over Node.js's own HTTP/2.
 *
 * It is all that the policy SDK uses, and Pulumi's engine is the only client, on the same machine. The original is half of the file,
 * a fifth of its start, and a sixth of the pack's time in a preview.
 */
import { createServer, type ServerHttp2Stream } from "node:http2";
import type { AddressInfo } from "node:net";

/** The codes that this server answers with by itself. */
const status = { OK: 0, UNKNOWN: 2, RESOURCE_EXHAUSTED: 8, UNIMPLEMENTED: 12, INTERNAL: 13 } as const;

/** Before each message: whether it is compressed, in one byte, and its length, in four. */
const PREFIX_LENGTH = 5;

const MAX_RECEIVED = "grpc.max_receive_message_length";

interface Definition {
  readonly path: string;
  readonly requestDeserialize: (bytes: Buffer) => unknown;
  readonly responseSerialize: (message: unknown) => Buffer;
}

/** What a handler may answer in place of a response. */
type Failure = Error & { readonly code?: unknown };
type Answer = (failure: Failure | null | undefined, response?: unknown) => void;
type Handler = (call: { readonly request: unknown }, answer: Answer) => unknown;

/** Serves the methods of services. */
export class Server {
  readonly #methods = new Map<string, { readonly definition: Definition; readonly handler: Handler }>();
  readonly #maxReceived: number;

  /** @param options of the original; only the greatest length of a request is heeded */
  constructor(options: Readonly<Record<string, number>> = {}) {
    this.#maxReceived = options[MAX_RECEIVED] ?? 4 * 1024 * 1024;
  }

  /** Adds the methods that have a handler; any other is answered as unimplemented. */
  addService(service: Readonly<Record<string, Definition>>, handlers: Readonly<Record<string, Handler>>): void {
    for (const [name, definition] of Object.entries(service)) {
      const handler = handlers[name];
      if (handler) this.#methods.set(definition.path, { definition, handler });
    }
  }

  /** Listens at an address, such as `127.0.0.1:0`, and tells the port. */
  bindAsync(address: string, _credentials: unknown, bound: (error: Error | null, port: number) => void): void {
    const [host, port] = address.split(":");
    // Its limit for a session would refuse large messages.
    const server = createServer({ maxSessionMemory: Number.MAX_SAFE_INTEGER });
    server.on("stream", (stream, headers) => {
      this.#receive(stream, headers[":path"] ?? "");
    });
    server.once("error", (error: Error) => {
      bound(error, 0);
    });
    server.listen(Number(port), host, () => {
      bound(null, (server.address() as AddressInfo).port);
    });
  }

  #receive(stream: ServerHttp2Stream, path: string): void {
    const chunks: Buffer[] = [];
    let length = 0;
    stream.on("data", (chunk: Buffer) => {
      length += chunk.length;
      if (length <= this.#maxReceived + PREFIX_LENGTH) chunks.push(chunk);
    });
    stream.on("end", () => {
      if (length > this.#maxReceived + PREFIX_LENGTH) send(stream, status.RESOURCE_EXHAUSTED, "The request is too large");
      else this.#call(stream, path, Buffer.concat(chunks));
    });
    // The client has gone, or has dropped the call.
    stream.on("error", () => undefined);
  }

  #call(stream: ServerHttp2Stream, path: string, framed: Buffer): void {
    const method = this.#methods.get(path);
    if (!method) {
      send(stream, status.UNIMPLEMENTED, `The server does not implement the method ${path}`);
      return;
    }
    let request: unknown;
    try {
      request = method.definition.requestDeserialize(messageOf(framed));
    } catch (error) {
      send(stream, status.INTERNAL, `The request can't be read: ${String(error)}`);
      return;
    }
    method.handler({ request }, (failure, response) => {
      if (failure) send(stream, Number.isInteger(failure.code) ? Number(failure.code) : status.UNKNOWN, failure.message);
      else respond(stream, method.definition, response);
    });
  }
}

function respond(stream: ServerHttp2Stream, { responseSerialize }: Definition, response: unknown): void {
  let message: Buffer;
  try {
    message = responseSerialize(response);
  } catch (error) {
    send(stream, status.INTERNAL, `The response can't be written: ${String(error)}`);
    return;
  }
  send(stream, status.OK, "", message);
}

function messageOf(framed: Buffer): Buffer {
  if (framed.length < PREFIX_LENGTH || framed.readUInt32BE(1) !== framed.length - PREFIX_LENGTH) throw new Error("it is not one message");
  if (framed[0] !== 0) throw new Error("it is compressed");
  return framed.subarray(PREFIX_LENGTH);
}

function send(stream: ServerHttp2Stream, code: number, details: string, message?: Buffer): void {
  if (stream.closed || stream.destroyed) return;
  stream.respond({ ":status": 200, "content-type": "application/grpc+proto" }, { waitForTrailers: true });
  stream.on("wantTrailers", () => {
    // Through bytes, as half of a pair of surrogates can't be encoded.
    stream.sendTrailers({ "grpc-status": String(code), "grpc-message": encodeURI(Buffer.from(details).toString()) });
  });
  if (!message) {
    stream.end();
    return;
  }
  const prefix = Buffer.alloc(PREFIX_LENGTH);
  prefix.writeUInt32BE(message.length, 1);
  stream.end(Buffer.concat([prefix, message]));
}

/** Pulumi's engine calls its plugins without encryption. */
export const ServerCredentials = { createInsecure: (): undefined => undefined };

/** Makes the client of a service, which a pack doesn't use. */
export function makeGenericClientConstructor(): undefined {
  return undefined;
}
