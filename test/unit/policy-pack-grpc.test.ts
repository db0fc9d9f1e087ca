/** Holds the gRPC server of the policy pack's one file to the one of `@grpc/grpc-js`, with the client of the latter. */
import http2 from "node:http2";
import * as grpc from "@grpc/grpc-js";
import * as standIn from "../../pulumi-policy/bundle/grpc";

const text = {
  requestStream: false,
  responseStream: false,
  requestSerialize: (value: string) => Buffer.from(value),
  requestDeserialize: (bytes: Buffer) => {
    if (bytes.toString() === "unreadable") throw new Error("it is unreadable");
    return { text: bytes.toString() };
  },
  responseSerialize: (value: string) => {
    if (value === "unwritable") throw new Error("it is unwritable");
    return Buffer.from(value);
  },
  responseDeserialize: (bytes: Buffer) => bytes.toString(),
};
const service = {
  echo: { ...text, path: "/test.Test/Echo" },
  fail: { ...text, path: "/test.Test/Fail" },
  keep: { ...text, path: "/test.Test/Keep" },
  lacking: { ...text, path: "/test.Test/Lacking" },
};
/** Above what HTTP/2 lets a stream send without being asked for more, and above what Node.js lets a session hold by itself. */
const LARGE = 20_000_000;

interface Request {
  readonly request: { readonly text: string };
}
type Done = (error: Error | null, response?: string) => void;
type Client = Record<
  keyof typeof service,
  (request: string, done: (error: grpc.ServiceError | null, response?: string) => void) => grpc.ClientUnaryCall
>;

const MESSAGES = { "grpc.max_receive_message_length": LARGE + 10, "grpc.max_send_message_length": -1 };
const kept: Done[] = [];
const handlers = {
  echo: ({ request }: Request, done: Done) => {
    done(null, request.text);
  },
  fail: ({ request }: Request, done: Done) => {
    const [code = "", message = ""] = request.text.split("|");
    done(Object.assign(new Error(message), code !== "" && { code: Number(code) }));
  },
  keep: (_: unknown, done: Done) => {
    kept.push(done);
    arrived();
  },
};
let arrived: () => void;

/** Starts one of the two servers, and a client of it. */
async function started(Server: typeof grpc.Server, credentials: grpc.ServerCredentials, options: object = {}): Promise<Client> {
  const server = new Server(MESSAGES);
  server.addService(service, handlers);
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", credentials, (error, bound) => {
      if (error) reject(error);
      else resolve(bound);
    });
  });
  const Made = grpc.makeGenericClientConstructor(service, "Test");
  const client = new Made(`127.0.0.1:${String(port)}`, grpc.credentials.createInsecure(), { ...MESSAGES, ...options });
  clients.push(client);
  return client as unknown as Client;
}
const clients: grpc.Client[] = [];
const servers = jest.spyOn(http2, "createServer");

afterAll(() => {
  for (const client of clients) client.close();
  for (const { value } of servers.mock.results) (value as http2.Http2Server).close();
});

function call(client: Client, method: keyof typeof service, request: string): Promise<readonly [number, string]> {
  return new Promise((resolve) => {
    client[method](request, (error, response) => {
      resolve(error ? [error.code, error.details] : [0, response ?? ""]);
    });
  });
}

describe.each([
  ["the stand-in", standIn.Server as unknown as typeof grpc.Server, undefined as never],
  ["the original", grpc.Server, grpc.ServerCredentials.createInsecure()],
])("%s", (_, Server, credentials) => {
  let client: Client;
  beforeAll(async () => {
    client = await started(Server, credentials);
  });

  test.each([
    ["a response", "echo", "text", [0, "text"]],
    ["an empty response", "echo", "", [0, ""]],
    ["a failure with its code", "fail", "5|not found", [5, "not found"]],
    ["a failure without a code", "fail", "|Error: a\n  at b: 100%25 é ☃ 𝄞", [2, "Error: a\n  at b: 100%25 é ☃ 𝄞"]],
    ["a failure without words", "fail", "13|", [13, ""]],
  ] as const)("answers with %s", async (__, method, request, expected) => {
    expect(await call(client, method, request)).toEqual(expected);
  });

  test("tells apart what it lacks, what it can't read or write, and what is too large", async () => {
    const codes = [
      await call(client, "lacking", "x"),
      await call(client, "echo", "unreadable"),
      await call(client, "echo", "unwritable"),
      await call(client, "echo", "x".repeat(LARGE + 11)),
    ];
    expect(codes.map(([code]) => code)).toEqual([
      grpc.status.UNIMPLEMENTED,
      grpc.status.INTERNAL,
      grpc.status.INTERNAL,
      grpc.status.RESOURCE_EXHAUSTED,
    ]);
    expect(await call(client, "echo", "after that")).toEqual([0, "after that"]);
  });

  test("takes and gives large messages, and many at once", async () => {
    const large = "0123456789".repeat(LARGE / 10);
    const [[code, response], ...small] = await Promise.all([
      call(client, "echo", large),
      ...Array.from({ length: 100 }, (__, index) => call(client, "echo", String(index))),
    ]);
    expect([code, response === large]).toEqual([0, true]);
    expect(small).toEqual(Array.from({ length: 100 }, (__, index) => [0, String(index)]));
  });

  test("goes on when the client drops a call", async () => {
    const isThere = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    const dropped = new Promise<number | undefined>((resolve) => {
      const one = client.keep("x", (error) => {
        resolve(error?.code);
      });
      void isThere.then(() => {
        one.cancel();
      });
    });
    expect(await dropped).toBe(grpc.status.CANCELLED);
    kept.pop()?.(null, "too late");
    expect(await call(client, "echo", "next")).toEqual([0, "next"]);
  });
});

test("the stand-in refuses a compressed request, as Pulumi's engine sends none", async () => {
  const gzip = { "grpc.default_compression_algorithm": 2 };
  const client = await started(standIn.Server as unknown as typeof grpc.Server, undefined as never, gzip);
  expect(await call(client, "echo", "text")).toEqual([grpc.status.INTERNAL, "The request can't be read: Error: it is compressed"]);
});
